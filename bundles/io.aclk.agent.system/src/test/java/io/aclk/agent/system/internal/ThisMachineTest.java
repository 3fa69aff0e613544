package io.aclk.agent.system.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.MetricSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Every source against the machine that the test runs on. */
class ThisMachineTest {

    private final Machine machine = new Machine();

    /** Collects until a chart appears: OSHI keeps a reading for a moment, and a rate needs two. */
    private RecordingSink collect(MetricSource source, String chart) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        RecordingSink sink = new RecordingSink();
        source.collect(sink);
        while (!sink.values.containsKey(chart) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            source.collect(sink);
        }
        assertTrue(sink.values.containsKey(chart), () -> chart + " is missing in " + sink.values.keySet());
        return sink;
    }

    @Test
    void cpuSharesStayWithinAHundred() throws Exception {
        RecordingSink sink = collect(new CpuSource(machine), "system.cpu");
        double total = Arrays.stream(sink.values.get("system.cpu")).sum();
        assertTrue(total >= 0 && total <= 100.001, "sum of shares: " + total);
        assertEquals("system.cpu", sink.charts.get("system.cpu").context());
    }

    @Test
    void memoryAddsUpToWhatTheMachineHas() throws Exception {
        RecordingSink sink = collect(new MemorySource(machine), "system.ram");
        double sum = Arrays.stream(sink.values.get("system.ram")).sum();
        double total = machine.hardware().getMemory().getTotal() / 1024.0 / 1024.0;
        assertEquals(total, sum, total * 0.01);
    }

    @Test
    void systemHasProcessesThreadsAndUptime() throws Exception {
        RecordingSink sink = collect(new SystemSource(machine), "system.uptime");
        for (String chart : List.of("system.active_processes", "system.threads", "system.uptime")) {
            assertTrue(sink.values.get(chart)[0] > 0, chart);
        }
    }

    @Test
    void theRootFileSystemHasSpace() throws Exception {
        RecordingSink sink = collect(new SpaceSource(machine), "disk_space./");
        assertTrue(sink.values.values().stream().anyMatch(row -> row[0] + row[1] > 0), sink.values::toString);
    }

    @Test
    void everyMachineHasAnInterface() throws Exception {
        RecordingSink sink = collect(new NetworkSource(machine), "net.lo");
        assertTrue(
                sink.charts.values().stream().anyMatch(chart -> chart.context().equals("net.net")),
                sink.charts::toString);
    }

    @Test
    void disksThatAreThereHaveCharts() throws Exception {
        RecordingSink sink = new RecordingSink();
        new DiskSource(machine).collect(sink);
        sink.charts.values().forEach(chart -> assertEquals("KiB/s", chart.units()));
    }
}

package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many series at once. */
class LoadTest {

    private static final long START = 1_767_225_600;

    @Test
    void twoThousandDimensionsTakeLessThanATenthOfACore(@TempDir Path directory) {
        long[] now = {START};
        Engine engine = new Engine(directory, () -> now[0]);
        engine.open();
        List<ChartSpec> charts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            charts.add(Samples.chart("chart" + i, 10));
        }
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Random random = new Random(5);
        int seconds = 700;
        long before = system.getProcessCpuTime();
        for (int second = 1; second <= seconds; second++) {
            now[0] = START + second;
            List<Engine.Row> rows = new ArrayList<>();
            for (ChartSpec chart : charts) {
                rows.add(new Engine.Row(chart, random.doubles(10).toArray()));
            }
            engine.record(now[0], 1, rows);
            if (second % AgentStore.FLUSH_SECONDS == 0) {
                engine.flush();
            }
        }
        long cpu = system.getProcessCpuTime() - before;

        assertTrue(cpu < TimeUnit.SECONDS.toNanos(seconds) / 10, "CPU of " + seconds + " s: " + cpu + " ns");
        Engine again = new Engine(directory, () -> now[0]);
        again.open();
        assertEquals(200, again.charts().size());
        MetricStore.Query query =
                Samples.query("chart199", START, START + seconds, seconds, MetricStore.Grouping.AVERAGE, "", 0);
        assertEquals(seconds, Samples.ask(again, query).series().get(0).samples());
    }
}

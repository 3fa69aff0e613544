package io.aclk.agent.system.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricSink;
import io.aclk.host.api.MetricSource;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import oshi.hardware.GlobalMemory;
import oshi.hardware.VirtualMemory;
import oshi.util.FileUtil;

/** Memory and swap. */
@Component(service = MetricSource.class)
public final class MemorySource implements MetricSource {

    private static final double MIB = 1024.0 * 1024.0;
    private static final double KIB_PER_MIB = 1024.0;

    /** Linux tells what the memory in use is used for. */
    private static final ChartSpec RAM_LINUX = ram("free", "used", "cached", "buffers");

    private static final ChartSpec RAM_OTHERS = ram("free", "used");
    private static final ChartSpec AVAILABLE = new Charts.Kind(
                    "memory",
                    "mem.available",
                    "Available RAM for applications",
                    "MiB",
                    ChartSpec.Type.AREA,
                    1010,
                    "avail")
            .single("overview");
    private static final ChartSpec SWAP = new Charts.Kind(
                    "memory", "mem.swap", "System Swap", "MiB", ChartSpec.Type.STACKED, 1030, "free", "used")
            .single("swap");

    private final Machine machine;

    /** Made by Declarative Services. */
    @Activate
    public MemorySource(@Reference Machine machine) {
        this.machine = machine;
    }

    private static ChartSpec ram(String... ids) {
        return new Charts.Kind("memory", "system.ram", "System RAM", "MiB", ChartSpec.Type.STACKED, 200, ids)
                .single("ram");
    }

    @Override
    public void collect(MetricSink sink) {
        GlobalMemory memory = machine.hardware().getMemory();
        Map<String, String> linux = FileUtil.getKeyValueMapFromFile("/proc/meminfo", ":");
        if (linux.containsKey("MemFree")) {
            double free = mib(linux, "MemFree");
            double cached = mib(linux, "Cached") + mib(linux, "SReclaimable");
            double buffers = mib(linux, "Buffers");
            sink.record(RAM_LINUX, free, mib(linux, "MemTotal") - free - cached - buffers, cached, buffers);
        } else {
            sink.record(RAM_OTHERS, memory.getAvailable() / MIB, (memory.getTotal() - memory.getAvailable()) / MIB);
        }
        sink.record(AVAILABLE, memory.getAvailable() / MIB);
        VirtualMemory swap = memory.getVirtualMemory();
        if (swap.getSwapTotal() > 0) {
            sink.record(SWAP, (swap.getSwapTotal() - swap.getSwapUsed()) / MIB, swap.getSwapUsed() / MIB);
        }
    }

    /** A value of {@code /proc/meminfo}, which is in KiB: {@code "16384 kB"}. */
    static double mib(Map<String, String> values, String key) {
        String value = values.getOrDefault(key, "0");
        int blank = value.indexOf(' ');
        return Double.parseDouble(blank < 0 ? value : value.substring(0, blank)) / KIB_PER_MIB;
    }
}

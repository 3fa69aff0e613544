package io.aclk.agent.system.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricSink;
import io.aclk.host.api.MetricSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import oshi.hardware.HWDiskStore;

/** What each disk reads and writes, and all of them together. */
@Component(service = MetricSource.class)
public final class DiskSource implements MetricSource {

    private static final double KIB = 1024.0;

    private static final ChartSpec TOTAL = new Charts.Kind(
                    "diskstats", "system.io", "Disk I/O", "KiB/s", ChartSpec.Type.AREA, 150, "reads", "writes")
            .single("disk");
    private static final Charts.Kind DISK = new Charts.Kind(
            "diskstats", "disk.io", "Disk I/O Bandwidth", "KiB/s", ChartSpec.Type.AREA, 2000, "reads", "writes");

    /** A disk and its counters. */
    private record Disk(ChartSpec chart, Rate reads, Rate writes) {}

    private final Machine machine;
    private final Map<String, Disk> disks = new HashMap<>();

    /** Made by Declarative Services. */
    @Activate
    public DiskSource(@Reference Machine machine) {
        this.machine = machine;
    }

    @Override
    public void collect(MetricSink sink) {
        // one pass over all disks; OSHI's update of a single one makes the same pass
        record(machine.hardware().getDiskStores(), System.nanoTime(), sink);
    }

    void record(List<HWDiskStore> stores, long nanos, MetricSink sink) {
        Sum reads = new Sum();
        Sum writes = new Sum();
        Set<String> present = new HashSet<>();
        for (HWDiskStore store : stores) {
            String name = store.getName().substring(store.getName().lastIndexOf('/') + 1);
            if (ignored(name)) {
                continue;
            }
            present.add(name);
            Disk disk = disks.computeIfAbsent(name, DiskSource::disk);
            double read = disk.reads().next(store.getReadBytes(), nanos) / KIB;
            double written = disk.writes().next(store.getWriteBytes(), nanos) / KIB;
            sink.record(disk.chart(), read, written);
            reads.add(read);
            writes.add(written);
        }
        disks.keySet().retainAll(present);
        if (!present.isEmpty()) {
            sink.record(TOTAL, reads.value(), writes.value());
        }
    }

    /** Devices in memory: what they read and write never reaches a disk. */
    private static boolean ignored(String name) {
        return name.startsWith("loop") || name.startsWith("ram") || name.startsWith("zram");
    }

    private static Disk disk(String name) {
        ChartSpec chart = DISK.instance("disk." + Charts.idPart(name), name, Map.of("device", name));
        return new Disk(chart, new Rate(), new Rate());
    }
}

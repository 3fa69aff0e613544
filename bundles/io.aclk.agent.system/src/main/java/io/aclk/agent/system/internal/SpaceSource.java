package io.aclk.agent.system.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricSink;
import io.aclk.host.api.MetricSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import oshi.software.os.OSFileStore;

/** Space on the local file systems, every ten seconds: it changes slowly, and asking a disk may wake it. */
@Component(service = MetricSource.class, property = MetricSource.UPDATE_EVERY + ":Integer=10")
public final class SpaceSource implements MetricSource {

    private static final double GIB = 1024.0 * 1024.0 * 1024.0;

    private static final Charts.Kind SPACE = new Charts.Kind(
            "diskspace",
            "disk.space",
            "Disk Space Usage",
            "GiB",
            ChartSpec.Type.STACKED,
            2023,
            "avail",
            "used",
            "reserved for root");

    private final Machine machine;
    private final Map<String, ChartSpec> charts = new HashMap<>();

    /** Made by Declarative Services. */
    @Activate
    public SpaceSource(@Reference Machine machine) {
        this.machine = machine;
    }

    @Override
    public void collect(MetricSink sink) {
        record(machine.system().getFileSystem().getFileStores(true), sink);
    }

    void record(List<OSFileStore> stores, MetricSink sink) {
        for (OSFileStore store : stores) {
            if (store.getTotalSpace() <= 0 || store.getType().equals("tmpfs")) {
                continue;
            }
            String mount = store.getMount();
            ChartSpec chart = charts.computeIfAbsent(
                    mount,
                    at -> SPACE.instance(
                            "disk_space." + Charts.idPart(at),
                            at,
                            Map.of("mount_point", at, "filesystem", store.getType())));
            double reserved = store.getFreeSpace() - store.getUsableSpace();
            sink.record(
                    chart,
                    store.getUsableSpace() / GIB,
                    (store.getTotalSpace() - store.getFreeSpace()) / GIB,
                    reserved / GIB);
        }
    }
}

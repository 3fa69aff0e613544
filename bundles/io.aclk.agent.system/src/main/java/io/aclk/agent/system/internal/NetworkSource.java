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
import oshi.hardware.NetworkIF;

/** What each network interface receives and sends, and the physical ones together. */
@Component(service = MetricSource.class)
public final class NetworkSource implements MetricSource {

    private static final double BYTES_PER_KILOBIT = 125.0;

    private static final ChartSpec TOTAL = new Charts.Kind(
                    "net",
                    "system.net",
                    "Physical Network Interfaces Aggregated Bandwidth",
                    "kilobits/s",
                    ChartSpec.Type.AREA,
                    500,
                    "received",
                    "sent")
            .single("network");
    private static final Charts.Kind INTERFACE =
            new Charts.Kind("net", "net.net", "Bandwidth", "kilobits/s", ChartSpec.Type.AREA, 7000, "received", "sent");

    /** An interface and its counters. */
    private record Link(ChartSpec chart, boolean physical, Rate received, Rate sent) {}

    private final Machine machine;
    private final Map<String, Link> links = new HashMap<>();

    /** Made by Declarative Services. */
    @Activate
    public NetworkSource(@Reference Machine machine) {
        this.machine = machine;
    }

    @Override
    public void collect(MetricSink sink) {
        record(machine.hardware().getNetworkIFs(true), System.nanoTime(), sink);
    }

    void record(List<NetworkIF> interfaces, long nanos, MetricSink sink) {
        Sum received = new Sum();
        Sum sent = new Sum();
        Set<String> present = new HashSet<>();
        for (NetworkIF each : interfaces) {
            String name = each.getName();
            present.add(name);
            Link link = links.computeIfAbsent(name, NetworkSource::link);
            double in = link.received().next(each.getBytesRecv(), nanos) / BYTES_PER_KILOBIT;
            double out = link.sent().next(each.getBytesSent(), nanos) / BYTES_PER_KILOBIT;
            sink.record(link.chart(), in, out);
            if (link.physical()) {
                received.add(in);
                sent.add(out);
            }
        }
        links.keySet().retainAll(present);
        if (!Double.isNaN(received.value()) || !Double.isNaN(sent.value())) {
            sink.record(TOTAL, received.value(), sent.value());
        }
    }

    private static Link link(String name) {
        ChartSpec chart = INTERFACE.instance("net." + Charts.idPart(name), name, Map.of("device", name));
        return new Link(chart, physical(name), new Rate(), new Rate());
    }

    /** Traffic through these is counted at another interface too, or never leaves the machine. */
    static boolean physical(String name) {
        return !name.matches("(lo|docker|veth|br-|virbr|tun|tap|wg|cni|flannel|dummy|bond|ifb).*");
    }
}

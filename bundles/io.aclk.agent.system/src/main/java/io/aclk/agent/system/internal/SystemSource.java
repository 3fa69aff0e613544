package io.aclk.agent.system.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricSink;
import io.aclk.host.api.MetricSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import oshi.software.os.OperatingSystem;

/** Load, number of processes and threads, uptime. */
@Component(service = MetricSource.class)
public final class SystemSource implements MetricSource {

    private static final ChartSpec LOAD = new Charts.Kind(
                    "load",
                    "system.load",
                    "System Load Average",
                    "load",
                    ChartSpec.Type.LINE,
                    100,
                    "load1",
                    "load5",
                    "load15")
            .single("load");
    private static final ChartSpec PROCESSES = new Charts.Kind(
                    "processes",
                    "system.active_processes",
                    "System Active Processes",
                    "processes",
                    ChartSpec.Type.LINE,
                    750,
                    "active")
            .single("processes");
    private static final ChartSpec THREADS = new Charts.Kind(
                    "processes", "system.threads", "System Threads", "threads", ChartSpec.Type.LINE, 760, "threads")
            .single("processes");
    private static final ChartSpec UPTIME = new Charts.Kind(
                    "uptime", "system.uptime", "System Uptime", "seconds", ChartSpec.Type.LINE, 1000, "uptime")
            .single("uptime");

    private static final int LOADS = 3;

    private final Machine machine;

    /** Made by Declarative Services. */
    @Activate
    public SystemSource(@Reference Machine machine) {
        this.machine = machine;
    }

    @Override
    public void collect(MetricSink sink) {
        double[] load = machine.hardware().getProcessor().getSystemLoadAverage(LOADS);
        if (load[0] >= 0) { // negative: the system has no such thing
            sink.record(LOAD, load);
        }
        OperatingSystem system = machine.system();
        sink.record(PROCESSES, system.getProcessCount());
        sink.record(THREADS, system.getThreadCount());
        sink.record(UPTIME, system.getSystemUptime());
    }
}

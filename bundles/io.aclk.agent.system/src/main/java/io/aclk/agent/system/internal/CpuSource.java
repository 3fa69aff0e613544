package io.aclk.agent.system.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricSink;
import io.aclk.host.api.MetricSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import oshi.hardware.CentralProcessor;

/** CPU time, of all cores together and of each. */
@Component(service = MetricSource.class)
public final class CpuSource implements MetricSource {

    private static final ChartSpec TOTAL = new Charts.Kind(
                    "cpu",
                    "system.cpu",
                    "Total CPU utilization",
                    "percentage",
                    ChartSpec.Type.STACKED,
                    100,
                    CpuShares.IDS)
            .single("cpu");
    private static final Charts.Kind CORE = new Charts.Kind(
            "cpu", "cpu.cpu", "Core utilization", "percentage", ChartSpec.Type.STACKED, 1000, CpuShares.IDS);

    private final Machine machine;
    private final CpuShares total = new CpuShares();
    private final List<CpuShares> cores = new ArrayList<>();
    private final List<ChartSpec> coreCharts = new ArrayList<>();

    /** Made by Declarative Services. */
    @Activate
    public CpuSource(@Reference Machine machine) {
        this.machine = machine;
    }

    @Override
    public void collect(MetricSink sink) {
        CentralProcessor processor = machine.hardware().getProcessor();
        record(sink, TOTAL, total.next(processor.getSystemCpuLoadTicks()));
        long[][] ticks = processor.getProcessorCpuLoadTicks();
        for (int i = 0; i < ticks.length; i++) {
            if (i == cores.size()) {
                cores.add(new CpuShares());
                coreCharts.add(CORE.instance("cpu.cpu" + i, "utilization", Map.of("cpu", "cpu" + i)));
            }
            record(sink, coreCharts.get(i), cores.get(i).next(ticks[i]));
        }
    }

    private static void record(MetricSink sink, ChartSpec chart, double[] shares) {
        if (shares != null) {
            sink.record(chart, shares);
        }
    }
}

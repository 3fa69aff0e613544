package io.aclk.agent.system.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricSink;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps what a source records in one call. */
final class RecordingSink implements MetricSink {

    final Map<String, double[]> values = new LinkedHashMap<>();
    final Map<String, ChartSpec> charts = new LinkedHashMap<>();

    @Override
    public long time() {
        return 1_767_225_600L;
    }

    @Override
    public void record(ChartSpec chart, double... row) {
        if (row.length != chart.dimensions().size()) {
            throw new IllegalArgumentException(chart.id() + ": " + row.length + " values");
        }
        values.put(chart.id(), row.clone());
        charts.put(chart.id(), chart);
    }
}

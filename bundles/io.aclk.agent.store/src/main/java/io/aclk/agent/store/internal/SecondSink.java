package io.aclk.agent.store.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricSink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what a source records in one call; of a chart that is recorded twice the last values count. */
final class SecondSink implements MetricSink {

    private final long time;
    private final Map<String, Engine.Row> rows = new LinkedHashMap<>();
    private boolean closed;

    SecondSink(long time) {
        this.time = time;
    }

    @Override
    public long time() {
        return time;
    }

    @Override
    public void record(ChartSpec chart, double... values) {
        if (closed) {
            throw new IllegalStateException("the call that this sink was for has returned");
        }
        if (values.length != chart.dimensions().size()) {
            throw new IllegalArgumentException("chart " + chart.id() + " has "
                    + chart.dimensions().size() + " dimensions, but " + values.length + " values were given");
        }
        double[] copy = values.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = Double.isFinite(copy[i]) ? copy[i] : Double.NaN;
        }
        rows.put(chart.id(), new Engine.Row(chart, copy));
    }

    /** Ends the call. */
    List<Engine.Row> close() {
        closed = true;
        return List.copyOf(rows.values());
    }
}

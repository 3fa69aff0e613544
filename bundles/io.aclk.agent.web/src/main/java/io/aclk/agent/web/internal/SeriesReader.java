package io.aclk.agent.web.internal;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.MetricStore.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the series of a {@link Selection} into it, one call of the store for each node and interval. */
final class SeriesReader {

    private final MetricStore store;
    private final DataRequest request;
    private final TimeWindow window;
    private final Cancellation cancellation;

    /** Tiers read, by number of queries. */
    private final long[] queries;

    /** Tiers read, by number of samples. */
    private final long[] samples;

    SeriesReader(MetricStore store, int tiers, DataRequest request, TimeWindow window, Cancellation cancellation) {
        this.store = store;
        this.request = request;
        this.window = window;
        this.cancellation = cancellation;
        this.queries = new long[tiers];
        this.samples = new long[tiers];
    }

    /**
     * Reads.
     *
     * @param everything excluded series too, because a percentage is taken of them
     */
    void read(Selection selection, boolean everything) {
        for (Selection.NodeSlot slot : selection.nodes()) {
            // series that are slower than the points are read at their own interval
            Map<Long, List<Selection.Dimension>> bySteps = new TreeMap<>();
            for (Selection.Instance instance : slot.instances()) {
                long step = Math.max(window.step(), instance.chart().updateEvery());
                for (Selection.Dimension dimension : instance.dimensions()) {
                    if (dimension.selected() || everything && instance.selected()) {
                        bySteps.computeIfAbsent(step, s -> new ArrayList<>()).add(dimension);
                    }
                }
            }
            bySteps.forEach((step, dimensions) -> read(slot, dimensions, step));
        }
    }

    private void read(Selection.NodeSlot slot, List<Selection.Dimension> dimensions, long step) {
        cancellation.check();
        boolean finer = step > window.step();
        // one more interval on either side, to have two samples around each point
        long after = finer ? Math.floorDiv(window.after(), step) * step - step : window.after();
        long before = finer ? -Math.floorDiv(-window.before(), step) * step : window.before();
        List<SeriesKey> keys = new ArrayList<>(dimensions.size());
        for (Selection.Dimension dimension : dimensions) {
            keys.add(new SeriesKey(dimension.instance().id(), dimension.id()));
        }
        MetricStore.Result result = store.query(
                new MetricStore.Query(
                        slot.node().machineGuid(),
                        keys,
                        after,
                        before,
                        step,
                        request.grouping(),
                        request.groupingOption(),
                        request.tier()),
                cancellation);
        int tier = Math.max(0, Math.min(queries.length - 1, result.tier()));
        for (int i = 0; i < dimensions.size(); i++) {
            MetricStore.Series series = result.series().get(i);
            Selection.Dimension dimension = dimensions.get(i);
            dimension.series = series;
            dimension.values = finer ? interpolate(series.values(), after, step) : series.values();
            dimension.partial = finer ? null : series.partial();
            if (request.has(Option.ABSOLUTE)) {
                dimension.values = absolute(dimension.values);
            }
            if (queries.length > 0) {
                queries[tier]++;
                samples[tier] += series.samples();
            }
        }
    }

    /** Values between two samples lie on the line through them, as recorded from a real agent. */
    private double[] interpolate(double[] stored, long after, long every) {
        double[] values = new double[window.points()];
        for (int i = 0; i < values.length; i++) {
            long time = window.time(i);
            int index = (int) (Math.floorDiv(time - after, every) - 1);
            long offset = Math.floorMod(time - after, every);
            if (index < 0 || index >= stored.length) {
                values[i] = Double.NaN;
            } else if (offset == 0) {
                values[i] = stored[index];
            } else if (index + 1 < stored.length) {
                values[i] = stored[index] + (stored[index + 1] - stored[index]) * offset / every;
            } else {
                values[i] = Double.NaN;
            }
        }
        return values;
    }

    private static double[] absolute(double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = Math.abs(values[i]);
        }
        return result;
    }

    long queries(int tier) {
        return queries[tier];
    }

    long samples(int tier) {
        return samples[tier];
    }
}

package io.aclk.agent.store.internal;

import io.aclk.host.api.MetricStore;
import java.util.Arrays;

/** Collects the points of one series of an answer from the points of a tier, which come in the order of time. */
final class SeriesAnswer {

    private final MetricStore.Query query;
    private final MetricStore.SeriesKey key;
    private final TierSpec spec;
    private final Grouper grouper;
    private final double expected;
    private final double[] values;
    private final boolean[] partial;
    private final double[] total = new double[Aggregate.COLUMNS];
    private int open = -1;
    private double inOpen;

    SeriesAnswer(MetricStore.Query query, MetricStore.SeriesKey key, TierSpec spec, int updateEvery) {
        this.query = query;
        this.key = key;
        this.spec = spec;
        this.expected = Math.max(1, query.step() / updateEvery);
        long perPoint = Math.max(1, query.step() / Math.max(updateEvery, spec.granularity()));
        this.grouper = Grouper.of(query.grouping(), query.groupingOption(), perPoint);
        this.values = new double[query.points()];
        this.partial = new boolean[query.points()];
        Arrays.fill(values, Double.NaN);
        Arrays.fill(total, Double.NaN);
    }

    /** Takes the points of a window of the tier that lie in the time asked for. */
    void add(long windowStart, double[] window) {
        int columns = spec.columns();
        long granularity = spec.granularity();
        long firstSlot = Math.max(0, (query.after() - windowStart) / granularity);
        long reach = query.step() < granularity ? granularity - 1 : 0;
        for (int slot = (int) Math.min(firstSlot, window.length); slot * columns < window.length; slot++) {
            long time = windowStart + (slot + 1L) * granularity;
            if (time > query.before() + reach) {
                break;
            }
            if (time > query.after() && !Double.isNaN(window[slot * columns])) {
                addPoint(time, window, slot * columns);
            }
        }
    }

    private void addPoint(long time, double[] window, int at) {
        if (query.step() < spec.granularity()) {
            spread(time, window, at);
        } else {
            int point = (int) ((time - query.after() - 1) / query.step());
            if (point != open) {
                close();
                open = point;
            }
            group(window, at);
            inOpen += spec.columns() == 1 ? 1 : window[at + Aggregate.COUNT];
        }
        if (spec.columns() == 1) {
            Aggregate.add(total, 0, window[at]);
        } else {
            Aggregate.merge(total, 0, window, at);
        }
    }

    /** A point of the tier that is longer than those of the answer becomes the value of all that lie in it. */
    private void spread(long time, double[] window, int at) {
        long step = query.step();
        group(window, at);
        double value = grouper.flush();
        if (query.grouping() == MetricStore.Grouping.SUM) {
            value *= (double) step / spec.granularity();
        }
        long first = Math.max(0, Math.floorDiv(time - spec.granularity() - query.after(), step));
        for (long point = first; point < values.length; point++) {
            long pointTime = query.after() + (point + 1) * step;
            if (pointTime > time) {
                break;
            }
            values[(int) point] = value;
        }
    }

    private void group(double[] window, int at) {
        if (spec.columns() == 1) {
            grouper.add(window[at]);
        } else {
            grouper.add(window, at);
        }
    }

    private void close() {
        if (open >= 0) {
            values[open] = grouper.flush();
            partial[open] = inOpen < expected;
            inOpen = 0;
        }
    }

    /** The answer. */
    MetricStore.Series finish() {
        close();
        open = -1;
        boolean empty = Double.isNaN(total[Aggregate.COUNT]);
        return new MetricStore.Series(
                key,
                values,
                partial,
                empty ? 0 : (long) total[Aggregate.COUNT],
                total[Aggregate.MIN],
                total[Aggregate.MAX],
                empty ? 0 : total[Aggregate.SUM]);
    }
}

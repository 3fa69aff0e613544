package io.aclk.host.api;

import java.util.List;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The time series of a host, for whoever answers queries from them. Thread-safe.
 */
@ProviderType
public interface MetricStore {

    /**
     * The charts of a node with retention, in display order.
     *
     * @return empty for an unknown node
     */
    List<Chart> charts(UUID machineGuid);

    /** The tiers, finest first. */
    List<Tier> tiers();

    /**
     * Reads time series. May read files, so it blocks; polls the cancellation.
     *
     * @param query what to read
     * @param cancellation deadline and cancellation
     * @return one series for each one asked for, in the same order
     * @throws Cancellation.StoppedException when cancelled or expired
     */
    Result query(Query query, Cancellation cancellation);

    /**
     * A chart and what is stored of it.
     *
     * @param spec what it is
     * @param updateEvery seconds between two samples
     * @param firstTime oldest sample over all tiers, epoch seconds
     * @param lastTime newest sample, epoch seconds
     * @param collected data is being collected now
     * @param lastValues newest value of each dimension, {@code NaN} if there is none
     */
    record Chart(
            ChartSpec spec, int updateEvery, long firstTime, long lastTime, boolean collected, double[] lastValues) {}

    /**
     * A tier: all series at one granularity.
     *
     * @param index 0 is the finest
     * @param granularity seconds of a point
     * @param retention seconds that it keeps at most
     * @param firstTime oldest point, epoch seconds; 0 if it is empty
     * @param lastTime newest point, epoch seconds; 0 if it is empty
     * @param metrics number of series
     * @param samples number of points kept, about
     * @param diskBytes size of its files
     */
    record Tier(
            int index,
            int granularity,
            long retention,
            long firstTime,
            long lastTime,
            long metrics,
            long samples,
            long diskBytes) {}

    /** How the samples within one point of the answer become its value ({@code protocol/queries.md} section 7). */
    enum Grouping {
        AVERAGE,
        MIN,
        MAX,
        SUM,
        INCREMENTAL_SUM,
        MEDIAN,
        TRIMMED_MEAN,
        TRIMMED_MEDIAN,
        PERCENTILE,
        STDDEV,
        CV,
        SES,
        DES,
        COUNTIF,
        EXTREMES,
        LATEST
    }

    /**
     * One series.
     *
     * @param chartId chart
     * @param dimensionId dimension of the chart
     */
    record SeriesKey(String chartId, String dimensionId) {}

    /**
     * What to read: the points {@code after + step, after + 2 * step, ..., before}; each covers the samples with times
     * in {@code (point - step, point]}.
     *
     * @param machineGuid node
     * @param series which series; an unknown one yields only gaps
     * @param after start, epoch seconds, exclusive
     * @param before end, epoch seconds, inclusive; {@code before - after} is a multiple of {@code step}
     * @param step seconds of a point, at least 1
     * @param grouping how samples become a point
     * @param groupingOption parameter of the grouping, for example {@code 95} or {@code >10}; empty = its default
     * @param tier tier to read, or -1 for the one that fits the step and has the data
     */
    record Query(
            UUID machineGuid,
            List<SeriesKey> series,
            long after,
            long before,
            long step,
            Grouping grouping,
            String groupingOption,
            int tier) {

        /** Most points of an answer (protocol/queries.md section 7). */
        public static final int MAX_POINTS = 86_400;

        /** Checks the ranges. */
        public Query {
            series = List.copyOf(series);
            if (step < 1 || before < after || (before - after) % step != 0) {
                throw new IllegalArgumentException(
                        "window " + after + ".." + before + " is not a multiple of step " + step);
            }
            if ((before - after) / step > MAX_POINTS) {
                throw new IllegalArgumentException("more than " + MAX_POINTS + " points");
            }
        }

        /** Number of points. */
        public int points() {
            return (int) ((before - after) / step);
        }
    }

    /**
     * What was read.
     *
     * @param tier the tier that was read
     * @param series in the order of the query
     */
    record Result(int tier, List<Series> series) {}

    /**
     * One series of an answer.
     *
     * @param key which
     * @param values one for each point, oldest first; {@code NaN} = no sample
     * @param partial for each point whether it has fewer samples than it should; {@code false} where it has none
     * @param samples number of stored samples read
     * @param min smallest stored sample in the window, {@code NaN} if there is none
     * @param max largest stored sample in the window
     * @param sum sum of the stored samples in the window
     */
    record Series(
            SeriesKey key, double[] values, boolean[] partial, long samples, double min, double max, double sum) {}
}

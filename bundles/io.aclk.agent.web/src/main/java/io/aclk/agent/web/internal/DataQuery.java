package io.aclk.agent.web.internal;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import java.time.Duration;
import java.util.List;

/**
 * Runs a {@link DataRequest}: select, read, group, adjust.
 */
final class DataQuery {

    /**
     * The answer before it is written.
     *
     * @param request what was asked
     * @param selection the series
     * @param window the points
     * @param columns the values
     * @param reader what was read of each tier
     * @param tiers the tiers of the store
     * @param timings how long it took
     */
    record Answer(
            DataRequest request,
            Selection selection,
            TimeWindow window,
            List<Column> columns,
            SeriesReader reader,
            List<MetricStore.Tier> tiers,
            Timings timings) {}

    /** Most values that are read for one answer: 16 MB of them. */
    private static final long MOST_READ = 2_000_000;

    /** Most values of one answer, about 10 MB of text. */
    private static final long MOST_SHOWN = 500_000;

    private DataQuery() {}

    /**
     * Runs the query.
     *
     * @param candidates nodes that may be asked about
     * @param now epoch seconds
     * @throws Cancellation.StoppedException when cancelled or expired
     */
    static Answer run(
            DataRequest request, List<Node> candidates, MetricStore store, long now, Cancellation cancellation) {
        Cancellation limit = request.timeoutMillis() > 0
                ? cancellation.limitedTo(Duration.ofMillis(request.timeoutMillis()))
                : cancellation;
        Timings timings = new Timings();
        Selection selection = Selection.of(candidates, store, request, limit);
        TimeWindow window = TimeWindow.resolve(
                new TimeWindow.Asked(
                        request.after(),
                        request.before(),
                        request.points(),
                        !request.has(Option.UNALIGNED),
                        request.has(Option.NATURAL_POINTS)),
                selection.stored(),
                now);
        limit((long) selection.size(needsExcluded(request)) * window.points(), MOST_READ);
        List<MetricStore.Tier> tiers = store.tiers();
        SeriesReader reader = new SeriesReader(store, tiers.size(), request, window, limit);
        timings.prepared();
        reader.read(selection, needsExcluded(request));
        List<Column> columns =
                new Grouper(window.points(), selection.multipleNodes(), limit).group(selection, request.passes());
        limit((long) columns.size() * window.points(), MOST_SHOWN);
        columns = adjust(columns, request, window.points());
        timings.queried();
        limit.check();
        return new Answer(request, selection, window, columns, reader, tiers, timings);
    }

    private static void limit(long values, long most) {
        if (values > most) {
            throw new RefusedException(
                    413,
                    "The query is about " + values + " values, more than " + most
                            + ": ask for fewer points or fewer metrics.");
        }
    }

    private static boolean needsExcluded(DataRequest request) {
        return request.passes().get(0).aggregation() == GroupBy.Aggregation.PERCENTAGE;
    }

    /** The options that change values after the grouping. */
    private static List<Column> adjust(List<Column> all, DataRequest request, int points) {
        List<Column> columns = all;
        if (request.has(Option.NONZERO)) {
            List<Column> nonzero =
                    all.stream().filter(column -> !column.isAllZero()).toList();
            columns = nonzero.isEmpty() ? all : nonzero;
        }
        if (request.has(Option.PERCENTAGE)) {
            toPercentageOfRow(columns, points);
        }
        for (Column column : columns) {
            if (request.has(Option.DISPLAY_ABSOLUTE)) {
                for (int i = 0; i < points; i++) {
                    column.values[i] = Math.abs(column.values[i]);
                }
            }
        }
        return columns;
    }

    private static void toPercentageOfRow(List<Column> columns, int points) {
        for (int i = 0; i < points; i++) {
            double total = 0;
            for (Column column : columns) {
                if (!Double.isNaN(column.values[i])) {
                    total += Math.abs(column.values[i]);
                }
            }
            for (Column column : columns) {
                if (!Double.isNaN(column.values[i])) {
                    column.values[i] = total == 0 ? 0 : 100 * Math.abs(column.values[i]) / total;
                }
            }
        }
    }
}

package io.aclk.agent.store.internal;

import io.aclk.host.api.MetricStore.Grouping;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;

/**
 * Turns the samples of one point of an answer into its value; one object for each series of a query. Points of the
 * older tiers come as {@link Aggregate}s: groupings that need every single sample take their averages instead.
 */
abstract class Grouper {

    /** Longest history that the smoothing groupings look back on, in samples. */
    private static final int MAX_SMOOTHING = 15;

    /** Takes a sample. */
    abstract void add(double value);

    /** Takes a point of an older tier. */
    void add(double[] points, int at) {
        add(points[at + Aggregate.SUM] / points[at + Aggregate.COUNT]);
    }

    /** The value of what was added since the last call, at least one sample. */
    abstract double flush();

    /** Whether the older tiers give the same result as the samples themselves. */
    static boolean exactInAllTiers(Grouping grouping) {
        return switch (grouping) {
            case AVERAGE, MIN, MAX, SUM, INCREMENTAL_SUM, STDDEV, CV, EXTREMES, LATEST -> true;
            case MEDIAN, TRIMMED_MEAN, TRIMMED_MEDIAN, PERCENTILE, SES, DES, COUNTIF -> false;
        };
    }

    /**
     * A grouper.
     *
     * @param option parameter of the grouping, empty = its default; one that is no number counts as empty
     * @param samplesPerPoint samples that a point usually has
     */
    static Grouper of(Grouping grouping, String option, long samplesPerPoint) {
        return switch (grouping) {
            case MEDIAN -> new Sorted(values -> quantile(values, 0, values.length, 50));
            case PERCENTILE -> {
                double percent = number(option, 95, 0, 100);
                yield new Sorted(values -> quantile(values, 0, values.length, percent));
            }
            case TRIMMED_MEAN -> {
                double percent = number(option, 5, 0, 50);
                yield new Sorted(values -> {
                    int cut = trim(values.length, percent);
                    return Arrays.stream(values, cut, values.length - cut)
                            .average()
                            .orElse(Double.NaN);
                });
            }
            case TRIMMED_MEDIAN -> {
                double percent = number(option, 5, 0, 50);
                yield new Sorted(values -> {
                    int cut = trim(values.length, percent);
                    return quantile(values, cut, values.length - cut, 50);
                });
            }
            case SES, DES -> new Smoothed(2.0 / (Math.min(samplesPerPoint, MAX_SMOOTHING) + 1), grouping);
            case COUNTIF -> new CountIf(Condition.parse(option));
            default -> new Summary(grouping);
        };
    }

    private static double number(String option, double standard, double min, double max) {
        try {
            double value = option.isBlank() ? standard : Double.parseDouble(option.trim());
            return Double.isNaN(value) ? standard : Math.max(min, Math.min(max, value));
        } catch (NumberFormatException e) {
            return standard;
        }
    }

    /** Values to leave out at each end, so that at least one stays. */
    private static int trim(int length, double percent) {
        return Math.min((int) (length * percent / 100), (length - 1) / 2);
    }

    /** Quantile of sorted values by linear interpolation between the closest ranks. */
    private static double quantile(double[] sorted, int from, int to, double percent) {
        double rank = from + (to - from - 1) * percent / 100;
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, to - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
    }

    /** Everything that follows from an {@link Aggregate}. */
    private static final class Summary extends Grouper {
        private final Grouping grouping;
        private final double[] total = new double[Aggregate.COLUMNS];
        private double before = Double.NaN;

        Summary(Grouping grouping) {
            this.grouping = grouping;
            clear();
        }

        @Override
        void add(double value) {
            Aggregate.add(total, 0, value);
        }

        @Override
        void add(double[] points, int at) {
            Aggregate.merge(total, 0, points, at);
        }

        @Override
        double flush() {
            double value = value();
            before = total[Aggregate.LAST];
            clear();
            return value;
        }

        private void clear() {
            Arrays.fill(total, Double.NaN);
        }

        private double value() {
            double count = total[Aggregate.COUNT];
            double mean = total[Aggregate.SUM] / count;
            double deviation = count < 2 ? 0 : Math.sqrt(total[Aggregate.SQUARES] / (count - 1));
            return switch (grouping) {
                case MIN -> total[Aggregate.MIN];
                case MAX -> total[Aggregate.MAX];
                case SUM -> total[Aggregate.SUM];
                case LATEST -> total[Aggregate.LAST];
                case INCREMENTAL_SUM ->
                    total[Aggregate.LAST] - (Double.isNaN(before) ? total[Aggregate.FIRST] : before);
                case STDDEV -> deviation;
                case CV -> deviation == 0 ? 0 : 100 * deviation / Math.abs(mean);
                case EXTREMES ->
                    Math.abs(total[Aggregate.MIN]) > Math.abs(total[Aggregate.MAX])
                            ? total[Aggregate.MIN]
                            : total[Aggregate.MAX];
                default -> mean;
            };
        }
    }

    /** What needs all values in order. */
    private static final class Sorted extends Grouper {
        private final ToDoubleFunction<double[]> result;
        private double[] values = new double[64];
        private int count;

        Sorted(ToDoubleFunction<double[]> result) {
            this.result = result;
        }

        @Override
        void add(double value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, count * 2);
            }
            values[count++] = value;
        }

        @Override
        double flush() {
            double[] sorted = Arrays.copyOf(values, count);
            Arrays.sort(sorted);
            count = 0;
            return result.applyAsDouble(sorted);
        }
    }

    /** Exponential smoothing, single or double (Holt); the history goes on from point to point. */
    private static final class Smoothed extends Grouper {
        private final double alpha;
        private final boolean trended;
        private double level = Double.NaN;
        private double trend;

        Smoothed(double alpha, Grouping grouping) {
            this.alpha = alpha;
            this.trended = grouping == Grouping.DES;
        }

        @Override
        void add(double value) {
            if (Double.isNaN(level)) {
                level = value;
                return;
            }
            double last = level;
            level = alpha * value + (1 - alpha) * (level + trend);
            if (trended) {
                trend = alpha * (level - last) + (1 - alpha) * trend;
            }
        }

        @Override
        double flush() {
            return level;
        }
    }

    /** Percentage of the samples that meet a condition. */
    private static final class CountIf extends Grouper {
        private final DoublePredicate condition;
        private long count;
        private long met;

        CountIf(DoublePredicate condition) {
            this.condition = condition;
        }

        @Override
        void add(double value) {
            count++;
            met += condition.test(value) ? 1 : 0;
        }

        @Override
        double flush() {
            double value = 100.0 * met / count;
            count = 0;
            met = 0;
            return value;
        }
    }
}

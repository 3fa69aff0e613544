package io.aclk.agent.web.internal;

import io.aclk.host.api.MetricStore.Grouping;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How the samples of one point become its value, as named in a query ({@code protocol/queries.md} section 7).
 *
 * @param grouping the function
 * @param option its parameter, empty = its default
 */
record TimeGroup(Grouping grouping, String option) {

    private static final Map<String, Grouping> NAMES = new HashMap<>();

    static {
        name(Grouping.AVERAGE, "average", "avg", "mean");
        name(Grouping.MIN, "min");
        name(Grouping.MAX, "max");
        name(Grouping.SUM, "sum");
        name(Grouping.INCREMENTAL_SUM, "incremental_sum", "incremental-sum");
        name(Grouping.MEDIAN, "median");
        name(Grouping.TRIMMED_MEAN, "trimmed-mean");
        name(Grouping.TRIMMED_MEDIAN, "trimmed-median");
        name(Grouping.PERCENTILE, "percentile");
        name(Grouping.STDDEV, "stddev");
        name(Grouping.CV, "cv", "rsd", "coefficient-of-variation");
        name(Grouping.SES, "ses", "ema", "ewma");
        name(Grouping.DES, "des");
        name(Grouping.COUNTIF, "countif");
        name(Grouping.EXTREMES, "extremes");
        name(Grouping.LATEST, "latest");
    }

    private static void name(Grouping grouping, String... names) {
        for (String name : names) {
            NAMES.put(name, grouping);
        }
    }

    /**
     * Reads a name such as {@code percentile95}; an unknown one is the average.
     *
     * @param name the function, a number at its end is its parameter; or {@code null}
     * @param option explicit parameter, or {@code null}
     */
    static TimeGroup parse(String name, String option) {
        if (name == null) {
            return new TimeGroup(Grouping.AVERAGE, "");
        }
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        Grouping grouping = NAMES.get(name.substring(0, end));
        if (grouping == null) {
            return new TimeGroup(Grouping.AVERAGE, "");
        }
        return new TimeGroup(grouping, option != null ? option : name.substring(end));
    }

    /** The name in an answer. */
    static String wireName(Grouping grouping) {
        return switch (grouping) {
            case INCREMENTAL_SUM -> "incremental_sum";
            case TRIMMED_MEAN -> "trimmed-mean";
            case TRIMMED_MEDIAN -> "trimmed-median";
            default -> grouping.name().toLowerCase(Locale.ROOT);
        };
    }
}

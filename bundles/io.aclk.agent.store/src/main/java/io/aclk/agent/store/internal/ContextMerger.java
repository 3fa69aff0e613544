package io.aclk.agent.store.internal;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.MetricStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes contexts of charts ({@code docs/protocol/streams.md} section 1.1). */
final class ContextMerger {

    private ContextMerger() {}

    /** The contexts of some charts, in the order of their first chart. */
    static List<ContextCatalog.Context> merge(List<MetricStore.Chart> charts) {
        Map<String, List<MetricStore.Chart>> byContext = new LinkedHashMap<>();
        for (MetricStore.Chart chart : charts) {
            byContext
                    .computeIfAbsent(chart.spec().context(), any -> new ArrayList<>())
                    .add(chart);
        }
        return byContext.values().stream().map(ContextMerger::context).toList();
    }

    private static ContextCatalog.Context context(List<MetricStore.Chart> charts) {
        MetricStore.Chart newest = charts.get(0);
        String title = newest.spec().title();
        String family = newest.spec().family();
        long first = Long.MAX_VALUE;
        int priority = Integer.MAX_VALUE;
        boolean collected = charts.stream().anyMatch(MetricStore.Chart::collected);
        for (MetricStore.Chart chart : charts) {
            title = mergeTexts(title, chart.spec().title());
            family = mergeTexts(family, chart.spec().family());
            first = Math.min(first, chart.firstTime());
            newest = chart.lastTime() > newest.lastTime() ? chart : newest;
            if (chart.collected() == collected) {
                priority = Math.min(priority, chart.spec().priority());
            }
        }
        return new ContextCatalog.Context(
                newest.spec().context(),
                title,
                newest.spec().units(),
                family,
                newest.spec().type(),
                priority,
                first,
                newest.lastTime(),
                collected);
    }

    /** Two texts as one: where their middles differ, {@code [x]}. */
    static String mergeTexts(String one, String other) {
        if (one.equals(other)) {
            return one;
        }
        int shorter = Math.min(one.length(), other.length());
        int prefix = 0;
        while (prefix < shorter && one.charAt(prefix) == other.charAt(prefix)) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < shorter - prefix
                && one.charAt(one.length() - 1 - suffix) == other.charAt(other.length() - 1 - suffix)) {
            suffix++;
        }
        // what begins or ends inside an earlier [x] takes all of it
        int open = one.lastIndexOf("[x]", prefix);
        if (open >= 0 && open < prefix && prefix < open + 3) {
            prefix = open;
        }
        int close = one.indexOf("[x]", Math.max(prefix, one.length() - suffix - 2));
        if (close >= 0 && close < one.length() - suffix && one.length() - suffix < close + 3) {
            suffix = one.length() - close - 3;
        }
        return one.substring(0, prefix) + "[x]" + one.substring(one.length() - suffix);
    }
}

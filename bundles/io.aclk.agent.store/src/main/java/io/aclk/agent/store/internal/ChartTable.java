package io.aclk.agent.store.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The charts with retention, by id, and the numbers of their series. Guarded by the lock of {@link Engine}. */
final class ChartTable {

    /** Bound on the memory that sources can make us use; about 8 KiB a series. */
    static final int MAX_SERIES = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(ChartTable.class);

    private final Map<String, ChartState> charts = new HashMap<>();
    private final Set<ChartState> unsaved = new LinkedHashSet<>();
    private int nextSeries;
    private int inUse;
    private boolean refusing;

    /** Takes over a stored chart. */
    void load(byte[] record) {
        try {
            ChartState chart = ChartRecords.decode(record);
            charts.put(chart.spec().id(), chart);
            count();
        } catch (IOException e) {
            LOG.warn("A record of the charts file cannot be read and is passed over: {}", e.getMessage());
        }
    }

    /** Makes sure that numbers up to this one are not given to new series. */
    void reserve(int number) {
        nextSeries = Math.max(nextSeries, number + 1);
    }

    /** The chart that a source speaks of, created or changed as necessary; {@code null} if there are too many. */
    ChartState find(ChartSpec spec, int updateEvery, long time) {
        ChartState chart = charts.get(spec.id());
        if (chart != null && chart.spec().equals(spec) && chart.updateEvery() == updateEvery) {
            return chart;
        }
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (ChartSpec.Dimension dimension : spec.dimensions()) {
            if (chart == null || !chart.seriesByDimension().containsKey(dimension.id())) {
                numbers.putIfAbsent(dimension.id(), nextSeries + numbers.size());
            }
        }
        if (inUse + numbers.size() > MAX_SERIES) {
            if (!refusing) {
                LOG.warn("More than {} series: chart {} and further ones are not stored", MAX_SERIES, spec.id());
            }
            refusing = true;
            return null;
        }
        nextSeries += numbers.size();
        inUse += numbers.size();
        if (chart == null) {
            chart = new ChartState(time, updateEvery, spec, numbers);
            charts.put(spec.id(), chart);
        } else {
            chart.update(spec, updateEvery, numbers);
        }
        unsaved.add(chart);
        return chart;
    }

    ChartState get(String id) {
        return charts.get(id);
    }

    Collection<ChartState> all() {
        return charts.values();
    }

    int series() {
        return inUse;
    }

    /** Removes a chart of which nothing is stored any more. */
    void remove(ChartState chart) {
        charts.remove(chart.spec().id());
        unsaved.remove(chart);
        count();
        refusing = false;
    }

    /** Removes the charts without any sample. */
    void removeEmpty() {
        charts.values().removeIf(chart -> chart.firstTime() == 0);
        count();
    }

    /** The records of charts that changed since the last call. */
    List<byte[]> takeUnsaved() {
        List<byte[]> records = unsaved.stream().map(ChartRecords::encode).toList();
        unsaved.clear();
        return records;
    }

    /** The records of all charts. */
    List<byte[]> records() {
        return charts.values().stream().map(ChartRecords::encode).toList();
    }

    /** The charts in display order. */
    List<MetricStore.Chart> snapshot(long now) {
        List<ChartState> sorted = new ArrayList<>(charts.values());
        sorted.removeIf(chart -> chart.firstTime() == 0);
        sorted.sort(Comparator.comparingInt((ChartState chart) -> chart.spec().priority())
                .thenComparing(chart -> chart.spec().id()));
        return sorted.stream().map(chart -> chart.snapshot(now)).toList();
    }

    private void count() {
        inUse = charts.values().stream()
                .mapToInt(chart -> chart.seriesByDimension().size())
                .sum();
        charts.values().forEach(chart -> chart.seriesByDimension().values().forEach(number -> reserve(number)));
    }
}

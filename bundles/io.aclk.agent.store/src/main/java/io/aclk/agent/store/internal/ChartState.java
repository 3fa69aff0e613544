package io.aclk.agent.store.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of one chart. Guarded by the lock of {@link Engine}. */
final class ChartState {

    /** A chart counts as collected for so many of its intervals after the last sample. */
    private static final int COLLECTED_INTERVALS = 5;

    private final long created;
    private final Map<String, Integer> seriesByDimension = new LinkedHashMap<>();
    private ChartSpec spec;
    private int updateEvery;
    private int[] series;
    private double[] lastValues;
    private long firstTime;
    private long lastTime;
    private boolean seen;

    /**
     * A chart.
     *
     * @param created time of its first sample
     * @param seriesByDimension the series number of each dimension that it ever had, the present ones included
     */
    ChartState(long created, int updateEvery, ChartSpec spec, Map<String, Integer> seriesByDimension) {
        this.created = created;
        update(spec, updateEvery, seriesByDimension);
    }

    /** Takes over a changed specification. */
    void update(ChartSpec newSpec, int newUpdateEvery, Map<String, Integer> numbers) {
        spec = newSpec;
        updateEvery = newUpdateEvery;
        seriesByDimension.putAll(numbers);
        series = newSpec.dimensions().stream()
                .mapToInt(dimension -> seriesByDimension.get(dimension.id()))
                .toArray();
        lastValues = new double[series.length];
        Arrays.fill(lastValues, Double.NaN);
    }

    ChartSpec spec() {
        return spec;
    }

    int updateEvery() {
        return updateEvery;
    }

    long created() {
        return created;
    }

    /** Series numbers in the order of the dimensions. */
    int[] series() {
        return series;
    }

    Map<String, Integer> seriesByDimension() {
        return seriesByDimension;
    }

    long firstTime() {
        return firstTime;
    }

    long lastTime() {
        return lastTime;
    }

    /** Takes over a second of samples. */
    void recorded(long time, double[] values) {
        firstTime = firstTime == 0 ? time : firstTime;
        lastTime = time;
        lastValues = values;
        seen = true;
    }

    /** Takes over what is stored: the times that its series cover. False if they cover none, which changes nothing. */
    boolean covered(Coverage coverage) {
        long first = Long.MAX_VALUE;
        long last = 0;
        for (int number : seriesByDimension.values()) {
            Coverage.Range range = coverage.range(number);
            if (range != null) {
                first = Math.min(first, range.first());
                last = Math.max(last, range.last());
            }
        }
        if (last > 0) {
            covered(first, last);
        }
        return last > 0;
    }

    /** Takes over what is stored: the covered times. */
    void covered(long first, long last) {
        firstTime = Math.max(created, first);
        lastTime = Math.max(lastTime, last);
    }

    /** Forgets which times are stored. */
    void uncovered() {
        firstTime = 0;
        lastTime = 0;
    }

    boolean collected(long now) {
        return seen && lastTime >= now - (long) COLLECTED_INTERVALS * updateEvery;
    }

    MetricStore.Chart snapshot(long now) {
        return new MetricStore.Chart(spec, updateEvery, firstTime, lastTime, collected(now), lastValues.clone());
    }
}

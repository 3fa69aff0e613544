package io.aclk.agent.web.internal;

import io.aclk.host.api.MetricStore;
import java.io.IOException;

/** Minimum, maximum, average and volume of samples, mergeable. Used by one thread. */
final class Stats {

    private double min = Double.NaN;
    private double max = Double.NaN;
    private double sum;
    private double volume;
    private long count;

    /**
     * Adds the stored samples of a series.
     *
     * @param updateEvery seconds that each of its samples stands for
     */
    void add(MetricStore.Series series, int updateEvery) {
        if (series.samples() > 0) {
            add(series.min(), series.max(), series.sum(), Math.abs(series.sum()) * updateEvery, series.samples());
        }
    }

    void add(Stats other) {
        if (other.count > 0) {
            add(other.min, other.max, other.sum, other.volume, other.count);
        }
    }

    void add(double value) {
        if (!Double.isNaN(value)) {
            add(value, value, value, Math.abs(value), 1);
        }
    }

    private void add(double otherMin, double otherMax, double otherSum, double otherVolume, long otherCount) {
        min = count == 0 ? otherMin : Math.min(min, otherMin);
        max = count == 0 ? otherMax : Math.max(max, otherMax);
        sum += otherSum;
        volume += otherVolume;
        count += otherCount;
    }

    double min() {
        return count == 0 ? 0 : min;
    }

    double max() {
        return count == 0 ? 0 : max;
    }

    double average() {
        return count == 0 ? 0 : sum / count;
    }

    double sum() {
        return sum;
    }

    double volume() {
        return volume;
    }

    long count() {
        return count;
    }

    /** Percentage of a whole. */
    double contribution(Stats whole) {
        return whole.volume == 0 ? 0 : 100 * volume / whole.volume;
    }

    /** Writes the member {@code sts}. */
    void write(Json json, Stats whole, boolean raw) throws IOException {
        json.object(Key.STATISTICS);
        json.member("min", min()).member("max", max());
        if (raw) {
            json.member(Key.COUNT, count).member("sum", sum).member(Key.VOLUME, volume);
            json.member(Key.ANOMALY_COUNT, 0);
        } else {
            json.member(Key.AVERAGE, average())
                    .member(Key.ANOMALY_RATE, 0)
                    .member(Key.CONTRIBUTION, contribution(whole));
        }
        json.endObject();
    }
}

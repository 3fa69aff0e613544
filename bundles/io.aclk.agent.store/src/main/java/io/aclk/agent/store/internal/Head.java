package io.aclk.agent.store.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest points of a tier, in memory: one window, and a few points of the next one, so that what comes a little
 * late still finds its window open. Not thread-safe.
 */
final class Head {

    private final TierSpec spec;
    private final Map<Integer, double[]> windows = new HashMap<>();
    private long start = Long.MIN_VALUE;

    Head(TierSpec spec) {
        this.spec = spec;
    }

    /** Start of the first window, exclusive; {@link Long#MIN_VALUE} before the first sample. */
    long start() {
        return start;
    }

    boolean isEmpty() {
        return windows.isEmpty();
    }

    /** Begins at the window of a sample. Only while empty. */
    void startAt(long time) {
        start = spec.windowStart(time);
    }

    /** Whether a sample is so new that the first window has to be sealed before. */
    boolean isBeyond(long time) {
        return time > start + (long) (spec.slots() + spec.grace()) * spec.granularity();
    }

    /** Adds a sample. The time lies within the head. */
    void add(int series, long time, double value) {
        double[] window = window(series);
        int at = slot(time) * spec.columns();
        if (spec.columns() == 1) {
            window[at] = value;
        } else {
            Aggregate.add(window, at, value);
        }
    }

    /** Adds a finished point of a finer tier. The time lies within the head. */
    void merge(int series, long time, double[] points, int from) {
        Aggregate.merge(window(series), slot(time) * spec.columns(), points, from);
    }

    /** The first window as a block, or {@code null} if it holds nothing. */
    byte[] encode() {
        BlockEncoder encoder = new BlockEncoder(spec, start);
        for (Map.Entry<Integer, double[]> entry : new TreeMap<>(windows).entrySet()) {
            encoder.add(entry.getKey(), entry.getValue());
        }
        return encoder.finish();
    }

    /** Drops the first window. */
    void shift() {
        int drop = spec.slots() * spec.columns();
        for (Iterator<double[]> all = windows.values().iterator(); all.hasNext(); ) {
            double[] window = all.next();
            System.arraycopy(window, drop, window, 0, window.length - drop);
            Arrays.fill(window, window.length - drop, window.length, Double.NaN);
            if (ChunkCodec.extent(window, spec.columns(), window.length / spec.columns()) == null) {
                all.remove();
            }
        }
        start += spec.windowSeconds();
    }

    /** The first slot of points that end after a time; not before the head, nor past its end. */
    int slotAfter(long time) {
        long slot = isEmpty() ? 0 : Math.floorDiv(time - start, (long) spec.granularity());
        return (int) Math.max(0, Math.min(slot, spec.slots() + spec.grace()));
    }

    /** A copy of some slots of a series, or {@code null} if nothing is held of it. */
    double[] copy(int series, int from, int to) {
        double[] window = windows.get(series);
        return window == null ? null : Arrays.copyOfRange(window, from * spec.columns(), to * spec.columns());
    }

    /** All windows, not copied. */
    Map<Integer, double[]> windows() {
        return windows;
    }

    private double[] window(int series) {
        return windows.computeIfAbsent(series, any -> {
            double[] window = new double[(spec.slots() + spec.grace()) * spec.columns()];
            Arrays.fill(window, Double.NaN);
            return window;
        });
    }

    private int slot(long time) {
        return (int) ((time - 1 - start) / spec.granularity());
    }
}

package io.aclk.agent.store.internal;

import java.util.List;

/**
 * The shape of a tier. A point with time {@code t} covers the samples in {@code (t - granularity, t]}; a window begins
 * at a multiple of its length, exclusive.
 *
 * @param index 0 is the finest
 * @param granularity seconds of a point
 * @param slots points of a window, which becomes one block on disk
 * @param grace points beyond a window that stay in memory, so that samples may come late
 * @param segmentSeconds time that one file covers, a multiple of the window
 * @param retention seconds that are kept
 */
record TierSpec(int index, int granularity, int slots, int grace, int segmentSeconds, long retention) {

    private static final long DAY = 86_400;

    /** Per second for a day, per minute for 30 days, per hour for a year. */
    static final List<TierSpec> ALL = List.of(
            new TierSpec(0, 1, 300, 60, 3_600, DAY),
            new TierSpec(1, 60, 60, 2, 86_400, 30 * DAY),
            new TierSpec(2, 3_600, 24, 1, (int) (10 * DAY), 365 * DAY));

    /** Values of a point: the sample itself, or an {@link Aggregate}. */
    int columns() {
        return index == 0 ? 1 : Aggregate.COLUMNS;
    }

    /** Seconds of a window. */
    long windowSeconds() {
        return (long) slots * granularity;
    }

    /** Start of the window that a sample belongs to. */
    long windowStart(long time) {
        return Math.floorDiv(time - 1, windowSeconds()) * windowSeconds();
    }

    /** Start of the segment that a window belongs to. */
    long segmentStart(long windowStart) {
        return Math.floorDiv(windowStart, segmentSeconds) * (long) segmentSeconds;
    }
}

package io.aclk.agent.web.internal;

import io.aclk.host.api.MetricStore;

/**
 * The points of an answer: {@code after + step, ..., before}, epoch seconds. Resolved by the rules of {@code
 * protocol/queries.md} section 7.
 *
 * @param after exclusive start
 * @param before inclusive end; {@code before - after} is a positive multiple of {@code step}
 * @param step seconds of a point
 */
record TimeWindow(long after, long before, long step) {

    /** Three years: a smaller magnitude is relative. */
    private static final long LARGEST_RELATIVE = 94_608_000;

    private static final long YEAR = 365L * 86_400;
    private static final long DEFAULT_SECONDS = 600;
    private static final long DEFAULT_POINTS = 600;

    /**
     * What is asked for.
     *
     * @param after absolute or relative start, 0 = the oldest sample
     * @param before absolute or relative end, 0 = the newest sample
     * @param points wanted number of points, 0 = natural
     * @param aligned points are multiples of the step
     * @param natural points are not finer than the samples
     */
    record Asked(long after, long before, long points, boolean aligned, boolean natural) {}

    /**
     * What is stored of the series asked for.
     *
     * @param first oldest sample, 0 if there is none
     * @param last newest sample, 0 if there is none
     * @param updateEvery seconds between two samples, at least 1; 0 if there is none
     */
    record Stored(long first, long last, int updateEvery) {}

    static TimeWindow resolve(Asked asked, Stored stored, long now) {
        long before = end(asked.before(), stored, now);
        long after = start(asked.after(), before, stored);
        if (after > before) {
            long swap = after;
            after = before;
            before = swap;
        }
        after = clamp(after, now);
        before = clamp(before, now);
        if (before > now) {
            after -= before - now;
            before = now;
        }
        int updateEvery = Math.max(1, stored.updateEvery());
        long seconds = Math.max(updateEvery, before - after);
        long points = asked.points() > 0
                ? asked.points()
                : stored.updateEvery() == 0 ? DEFAULT_POINTS : (seconds + updateEvery - 1) / updateEvery;
        points = Math.min(points, MetricStore.Query.MAX_POINTS);
        long step = (seconds + points - 1) / points;
        if (asked.natural()) {
            step = (step + updateEvery - 1) / updateEvery * updateEvery;
        }
        if (asked.aligned()) {
            before -= Math.floorMod(before, step);
        }
        return new TimeWindow(before - (seconds + step - 1) / step * step, before, step);
    }

    private static long end(long asked, Stored stored, long now) {
        if (asked == 0) {
            return stored.last() > 0 ? stored.last() : now - 1;
        }
        return isRelative(asked) ? now - 1 - Math.abs(asked) : asked;
    }

    private static long start(long asked, long before, Stored stored) {
        if (asked == 0) {
            return stored.first() > 0 ? stored.first() - stored.updateEvery() : before - DEFAULT_SECONDS;
        }
        return isRelative(asked) ? before - Math.abs(asked) : asked;
    }

    private static boolean isRelative(long time) {
        return Math.abs(time) <= LARGEST_RELATIVE;
    }

    private static long clamp(long time, long now) {
        return Math.max(now - 10 * YEAR, Math.min(now + YEAR, time));
    }

    int points() {
        return (int) ((before - after) / step);
    }

    /** Time of a point, 0 = the oldest. */
    long time(int point) {
        return after + (point + 1) * step;
    }
}

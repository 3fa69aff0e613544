package io.aclk.agent.store.internal;

import java.util.concurrent.TimeUnit;

/**
 * Notices that the wall clock leapt into the future and came back, by comparing it with one that never steps. Only a
 * leap that is undone counts, since what was recorded meanwhile is then known to be wrong. A leap that stays is a suspended
 * machine or a corrected clock, and a clock that is merely behind what is stored may be wrong itself. One thread.
 */
final class ClockLeap {

    /** Smaller steps are waited out. */
    static final long TOLERANCE_SECONDS = 60;

    /** How long the clock must hold still after it came back. */
    static final long STABLE_SECONDS = 10;

    /** After this time a leap is taken for the truth. */
    static final long BELIEVED_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private static final long TOLERANCE_MILLIS = TimeUnit.SECONDS.toMillis(TOLERANCE_SECONDS);

    private final WallClock clock;
    /** Wall clock less steady clock, at the last look, and before the leap. */
    private long offset;

    private long offsetBefore;
    private boolean ahead;
    private boolean back;
    private long leaptAt;
    private long backAt;

    ClockLeap(WallClock clock) {
        this.clock = clock;
        this.offset = millisAhead();
    }

    /** Looks, about once a second; true if the clock came back from the future and held still since. */
    boolean cameBack() {
        long now = clock.nanos();
        long next = millisAhead();
        if (!ahead && next - offset > TOLERANCE_MILLIS) {
            ahead = true;
            offsetBefore = offset;
            leaptAt = now;
        }
        boolean near = Math.abs(next - offsetBefore) <= TOLERANCE_MILLIS;
        if (ahead && near && !back) {
            backAt = now;
        }
        back = ahead && near;
        if (ahead && !back && seconds(now - leaptAt) >= BELIEVED_SECONDS) {
            ahead = false;
        }
        offset = next;
        return back && seconds(now - backAt) >= STABLE_SECONDS;
    }

    /** Whether the clock may be in the future. */
    boolean ahead() {
        return ahead;
    }

    /** What was recorded in the future is gone. */
    void settled() {
        ahead = false;
        back = false;
    }

    private long millisAhead() {
        return clock.millis() - TimeUnit.NANOSECONDS.toMillis(clock.nanos());
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}

package io.aclk.host.api;

import java.time.Duration;

/**
 * Deadline and cancellation of one piece of work. The worker polls it; whoever started the work may cancel it.
 *
 * <p>Thread-safe. Time is measured by {@link System#nanoTime()}, so a step of the wall clock changes nothing.
 */
public final class Cancellation {

    /** Why work was stopped. */
    public enum Reason {
        /** Somebody called {@link Cancellation#cancel()}; HTTP 499. */
        CANCELLED,
        /** The deadline passed; HTTP 504. */
        EXPIRED
    }

    /** Thrown by {@link Cancellation#check()}. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        StoppedException(Reason reason) {
            super(reason == Reason.CANCELLED ? "cancelled" : "deadline passed", null, false, false);
            this.reason = reason;
        }

        /** Why the work was stopped. */
        public Reason reason() {
            return reason;
        }
    }

    private final Cancellation parent;
    private final boolean limited;
    private final long deadlineNanos;
    private volatile boolean cancelled;

    private Cancellation(Cancellation parent, boolean limited, long deadlineNanos) {
        this.parent = parent;
        this.limited = limited;
        this.deadlineNanos = deadlineNanos;
    }

    /** Work without a deadline. */
    public static Cancellation none() {
        return new Cancellation(null, false, 0);
    }

    /** Work that must end within a time from now. */
    public static Cancellation within(Duration limit) {
        return new Cancellation(null, true, System.nanoTime() + limit.toNanos());
    }

    /**
     * A part of this work that may take less time than the whole.
     *
     * @param limit from now; a later deadline than that of the whole changes nothing
     * @return stops when this is cancelled, when it is cancelled itself, and at the earlier deadline
     */
    public Cancellation limitedTo(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        return new Cancellation(this, true, limited && deadlineNanos - end < 0 ? deadlineNanos : end);
    }

    /** Asks the work to stop. Idempotent, never blocks. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether {@link #cancel()} was called, here or on what this is a part of. */
    public boolean isCancelled() {
        return cancelled || parent != null && parent.isCancelled();
    }

    /** Whether the deadline passed. */
    public boolean isExpired() {
        return limited && System.nanoTime() - deadlineNanos >= 0;
    }

    /**
     * Throws if the work should stop. Cheap enough to be called once for every few thousand points.
     *
     * @throws StoppedException when cancelled or expired
     */
    public void check() {
        if (isCancelled()) {
            throw new StoppedException(Reason.CANCELLED);
        }
        if (isExpired()) {
            throw new StoppedException(Reason.EXPIRED);
        }
    }

    /** Time left: zero when expired, {@code null} when there is no deadline. */
    public Duration remaining() {
        if (!limited) {
            return null;
        }
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }
}

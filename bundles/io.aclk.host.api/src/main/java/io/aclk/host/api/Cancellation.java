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

    private final boolean limited;
    private final long deadlineNanos;
    private volatile boolean cancelled;

    private Cancellation(boolean limited, long deadlineNanos) {
        this.limited = limited;
        this.deadlineNanos = deadlineNanos;
    }

    /** Work without a deadline. */
    public static Cancellation none() {
        return new Cancellation(false, 0);
    }

    /** Work that must end within a time from now. */
    public static Cancellation within(Duration limit) {
        return new Cancellation(true, System.nanoTime() + limit.toNanos());
    }

    /** Asks the work to stop. Idempotent, never blocks. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether {@link #cancel()} was called. */
    public boolean isCancelled() {
        return cancelled;
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
        if (cancelled) {
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

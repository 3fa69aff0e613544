package io.aclk.network.internal;

import java.time.Duration;

/** A moment on the monotonic clock by which something must have ended. */
record Deadline(long nanoTime) {

    /** The moment that lies {@code limit} ahead. */
    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** Time left, zero when it passed. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** The shorter of a limit and the time left. */
    Duration atMost(Duration limit) {
        Duration left = remaining();
        return left.compareTo(limit) < 0 ? left : limit;
    }
}

package io.aclk.itests.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waiting with an end. */
final class Limit {

    private static final long POLL_MILLIS = 10;

    private Limit() {}

    /** Tries again until there is a value. */
    static <T> T await(String what, Duration limit, Callable<T> attempt) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            T value = attempt.call();
            if (value != null) {
                return value;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(what + " did not happen within " + limit);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}

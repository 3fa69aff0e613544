package io.aclk.itests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition, at most for a time, and says what it saw last. */
final class Await {

    private static final Duration STEP = Duration.ofMillis(20);

    private Await() {}

    static void until(String what, Duration limit, Callable<Boolean> condition, Supplier<String> seen) {
        long end = System.nanoTime() + limit.toNanos();
        Throwable last = null;
        do {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception | AssertionError e) {
                last = e;
            }
            LockSupport.parkNanos(STEP.toNanos());
        } while (System.nanoTime() - end < 0);
        throw new AssertionError("not within " + limit + ": " + what + "; seen: " + seen.get(), last);
    }

    /** Looks again and again for a while; the condition must hold each time. */
    static void holds(String what, Duration time, Callable<Boolean> condition, Supplier<String> seen) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        do {
            if (!condition.call()) {
                throw new AssertionError("does not hold: " + what + "; seen: " + seen.get());
            }
            LockSupport.parkNanos(STEP.toNanos());
        } while (System.nanoTime() - end < 0);
    }
}

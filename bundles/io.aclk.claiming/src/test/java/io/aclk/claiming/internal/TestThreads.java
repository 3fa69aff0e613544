package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks after threads. */
final class TestThreads {

    private TestThreads() {}

    /** Waits until no thread with such a name is left. */
    static void awaitNone(String prefix) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Optional<Thread> alive = find(prefix);
        while (alive.isPresent() && System.nanoTime() - end < 0) {
            alive.get().join(100);
            alive = find(prefix);
        }
        alive.ifPresent(thread -> fail("still alive: " + thread));
    }

    private static Optional<Thread> find(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .findAny();
    }
}

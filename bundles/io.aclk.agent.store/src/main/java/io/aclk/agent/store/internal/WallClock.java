package io.aclk.agent.store.internal;

import java.util.concurrent.TimeUnit;

/** Time, so that tests can have their own. */
interface WallClock {

    /** Milliseconds since the epoch; may step. */
    long millis();

    /** Nanoseconds that never step. */
    long nanos();

    /** Waits; at most a second or so, since the wall clock may step meanwhile. */
    void sleep(long millis) throws InterruptedException;

    /** Seconds since the epoch. */
    default long seconds() {
        return Math.floorDiv(millis(), 1_000L);
    }

    /** The machine's clock. */
    static WallClock system() {
        return new WallClock() {
            @Override
            public long millis() {
                return System.currentTimeMillis();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long millis) throws InterruptedException {
                TimeUnit.MILLISECONDS.sleep(millis);
            }
        };
    }
}

package io.aclk.claiming.internal;

import java.time.Duration;

/** Waits between attempts: replaced in tests, which look at the delays. */
@FunctionalInterface
interface Pauses {

    /**
     * Waits.
     *
     * @throws InterruptedException if the bundle is stopped meanwhile
     */
    void pause(Duration duration) throws InterruptedException;
}

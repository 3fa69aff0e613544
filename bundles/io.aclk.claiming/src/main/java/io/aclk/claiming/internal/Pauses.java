package io.aclk.claiming.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import java.time.Duration;

/** Waits between attempts: replaced in tests, which look at the delays. */
@FunctionalInterface
interface Pauses {

    /**
     * Waits.
     *
     * @param abort ends it at once
     * @throws NetworkException only {@code ABORTED}
     * @throws InterruptedException if the bundle is stopped meanwhile
     */
    void pause(Duration duration, AbortSignal abort) throws NetworkException, InterruptedException;

    /**
     * Waits for what nobody aborts.
     *
     * @throws InterruptedException if the bundle is stopped meanwhile
     */
    default void pause(Duration duration) throws InterruptedException {
        try {
            pause(duration, new AbortSignal());
        } catch (NetworkException e) {
            throw new IllegalStateException("nobody has this signal", e);
        }
    }
}

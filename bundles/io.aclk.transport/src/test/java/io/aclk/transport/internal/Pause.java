package io.aclk.transport.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses of a scripted server: part of what is tested, not a wait for something to happen. */
final class Pause {

    private Pause() {}

    static void ofMillis(long millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}

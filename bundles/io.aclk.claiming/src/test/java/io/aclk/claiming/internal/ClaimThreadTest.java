package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimThreadTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final CountDownLatch looked = new CountDownLatch(3);
    private final ClaimThread thread = new ClaimThread(this::look, Duration.ofMillis(20));
    private volatile boolean broken;

    @AfterEach
    void stop() {
        thread.stop();
    }

    @Test
    void ofTwoAtATimeTheLastOneHolds() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Thread stale = start(() -> thread.look(() -> {
            asked.countDown();
            await(answer);
            return true;
        }));
        await(asked);
        Thread last = start(() -> thread.look(() -> false));
        awaitBlockedOrDone(last);
        answer.countDown();
        join(stale);
        join(last);
        TestThreads.awaitNone("aclk-claiming");
    }

    @Test
    void anAbortEndsAPauseAtOnce() throws Exception {
        AbortSignal abort = new AbortSignal();
        CompletableFuture<Void> ended = pause(abort);
        abort.abort();
        ExecutionException e = assertThrows(ExecutionException.class, () -> ended.get(20, TimeUnit.SECONDS));
        assertEquals(
                NetworkException.Reason.ABORTED,
                assertInstanceOf(NetworkException.class, e.getCause()).reason());
    }

    @Test
    void aStopEndsAPauseAtOnce() throws Exception {
        CompletableFuture<Void> ended = pause(new AbortSignal());
        thread.stop();
        ExecutionException e = assertThrows(ExecutionException.class, () -> ended.get(20, TimeUnit.SECONDS));
        assertInstanceOf(InterruptedException.class, e.getCause());
    }

    @Test
    void aClassThatIsAwayForAMomentDoesNotEndTheLooking() {
        broken = true;
        thread.look(() -> true);
        await(looked);
    }

    private void look() {
        looked.countDown();
        if (broken) {
            throw new NoClassDefFoundError("io/aclk/config/Gone");
        }
    }

    /** A long pause that has begun. */
    private CompletableFuture<Void> pause(AbortSignal abort) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        assertTrue(thread.submit(() -> {
            begun.countDown();
            try {
                thread.pause(LONG, abort);
                ended.complete(null);
            } catch (NetworkException | InterruptedException e) {
                ended.completeExceptionally(e);
            }
        }));
        await(begun);
        return ended;
    }

    private static Thread start(Runnable task) {
        Thread caller = new Thread(task, "caller");
        caller.setDaemon(true);
        caller.start();
        return caller;
    }

    private static void awaitBlockedOrDone(Thread caller) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (caller.getState() != Thread.State.BLOCKED && caller.isAlive()) {
            if (System.nanoTime() - end > 0) {
                fail(caller + " is " + caller.getState());
            }
            caller.join(10);
        }
    }

    private static void join(Thread caller) throws InterruptedException {
        caller.join(TimeUnit.SECONDS.toMillis(20));
        assertTrue(!caller.isAlive(), caller::toString);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

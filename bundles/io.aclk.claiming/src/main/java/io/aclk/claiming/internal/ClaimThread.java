package io.aclk.claiming.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of claiming, {@code aclk-claiming-1}. It exists while there is something to do or to look after. */
final class ClaimThread implements Pauses {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimThread.class);

    /** How often to look. */
    static final Duration PERIOD = Duration.ofSeconds(1);

    private static final int MAX_WAITING = 8;
    private static final long STOP_SECONDS = 4;

    private final ScheduledThreadPoolExecutor executor;
    private final Runnable look;
    private final Duration period;
    private final Object lock = new Object();
    private ScheduledFuture<?> looking;

    /**
     * A thread.
     *
     * @param look what to do once a period
     */
    ClaimThread(Runnable look, Duration period) {
        this.look = guarded(look);
        this.period = period;
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "aclk-claiming-1");
            thread.setDaemon(true);
            thread.setContextClassLoader(ClaimThread.class.getClassLoader());
            return thread;
        });
        // more than the period, so that looking does not make a new thread each time
        executor.setKeepAliveTime(period.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /**
     * Begins or stops to look; looks at once in either case, for the last time where it stops. Any thread.
     *
     * @param regularly whether to look regularly; asked under a lock, so that of several calls the last one holds what is
     *     so at last
     */
    void look(BooleanSupplier regularly) {
        synchronized (lock) {
            if (looking != null) {
                looking.cancel(false);
                looking = null;
            }
            try {
                if (regularly.getAsBoolean()) {
                    looking = executor.scheduleWithFixedDelay(look, 0, period.toMillis(), TimeUnit.MILLISECONDS);
                } else {
                    executor.execute(look);
                }
            } catch (RejectedExecutionException e) {
                // being stopped
            }
        }
    }

    /**
     * Does something on the thread, after what waits already.
     *
     * @return false if too much waits or the thread is being stopped
     */
    boolean submit(Runnable task) {
        if (executor.getQueue().size() >= MAX_WAITING) {
            return false;
        }
        try {
            executor.execute(guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void pause(Duration duration, AbortSignal abort) throws NetworkException, InterruptedException {
        CountDownLatch aborted = new CountDownLatch(1);
        Closeable end = aborted::countDown;
        abort.register(end);
        try {
            // a stop that comes later interrupts the thread
            if (executor.isShutdown()) {
                throw new InterruptedException("being stopped");
            }
            if (aborted.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NetworkException(NetworkException.Reason.ABORTED, "aborted in a pause");
            }
        } finally {
            abort.release(end);
        }
    }

    /** Ends the thread; what waits is not done any more. */
    void stop() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("ACLK: the thread of claiming does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // the thread must go on: without it no claim would be possible any more
                LOG.error("ACLK: CLAIM: unexpected failure", e);
            }
        };
    }
}

package io.aclk.network.internal;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes what takes too long. Socket time-outs alone do not bound a step: they start anew with each byte and do not
 * apply to writing, so a slow peer could hold a thread for ever. Its one thread exists only while something is watched,
 * and for a short while after.
 */
final class Watchdog {

    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor executor;

    Watchdog() {
        executor = new ScheduledThreadPoolExecutor(1, Threads.named("aclk-network"));
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Closes {@code resource} after {@code limit} unless the returned timer is closed before. */
    Timer closeAfter(Closeable resource, Duration limit) {
        Timer timer = new Timer(resource);
        try {
            timer.start(executor.schedule(timer::expire, limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            // the bundle is being stopped: nothing may wait any more
            timer.expire();
        }
        return timer;
    }

    /** Runs a task again and again until it is cancelled, first after {@code period}. */
    Future<?> every(Duration period, Runnable task) {
        try {
            return executor.scheduleAtFixedRate(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // the bundle is being stopped
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Ends the thread. What was watched is closed by its owner's abort. */
    void stop() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One limit that runs. */
    static final class Timer implements AutoCloseable {

        private final Closeable resource;
        private volatile boolean expired;
        private Future<?> pending;

        private Timer(Closeable resource) {
            this.resource = resource;
        }

        private void start(Future<?> task) {
            pending = task;
        }

        private void expire() {
            expired = true;
            closeQuietly(resource);
        }

        /** Whether the limit passed and the resource was closed. */
        boolean expired() {
            return expired;
        }

        @Override
        public void close() {
            if (pending != null) {
                pending.cancel(false);
            }
        }
    }

    /** Closes something that is thrown away. */
    static void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            // it is being thrown away: there is nothing to be saved
        }
    }
}

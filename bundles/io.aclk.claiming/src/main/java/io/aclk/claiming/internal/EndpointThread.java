package io.aclk.claiming.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The one thread of claims over HTTP, {@code aclk-claiming-http-1}; it exists while a request is being answered. What
 * waits for something looks again every 50 milliseconds ({@code protocol/claiming.md} section 5) and occupies nothing
 * meanwhile. Thread-safe.
 */
final class EndpointThread {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final int MAX_WAITING = 64;
    private static final long IDLE_SECONDS = 1;
    private static final long STOP_SECONDS = 4;

    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor executor;

    EndpointThread() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "aclk-claiming-http-1");
            thread.setDaemon(true);
            thread.setContextClassLoader(EndpointThread.class.getClassLoader());
            return thread;
        });
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    /** A future that fails when the thread is stopped before it is completed. */
    <T> CompletableFuture<T> promise() {
        CompletableFuture<T> promise = new CompletableFuture<>();
        open.add(promise);
        promise.whenComplete((value, e) -> open.remove(promise));
        return promise;
    }

    /**
     * Works on an answer soon.
     *
     * @param answer fails if the work does
     * @return false if too much waits already or the thread is stopped
     */
    boolean run(CompletableFuture<?> answer, Runnable work) {
        if (executor.getQueue().size() >= MAX_WAITING) {
            return false;
        }
        try {
            executor.execute(guarded(answer, work));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /**
     * Goes on with an answer, on the thread, as soon as a condition holds, or when the time is over.
     *
     * @param next is told whether it holds
     */
    void await(CompletableFuture<?> answer, BooleanSupplier condition, Duration limit, Consumer<Boolean> next) {
        await(answer, condition, System.nanoTime() + limit.toNanos(), next);
    }

    private void await(CompletableFuture<?> answer, BooleanSupplier condition, long end, Consumer<Boolean> next) {
        boolean holds = condition.getAsBoolean();
        if (holds || System.nanoTime() - end >= 0) {
            next.accept(holds);
            return;
        }
        try {
            executor.schedule(
                    guarded(answer, () -> await(answer, condition, end, next)), STEP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // stopped: the promise fails
        }
    }

    private static Runnable guarded(CompletableFuture<?> answer, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        };
    }

    /** Ends the thread, and what waits. Idempotent. */
    void stop() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(promise -> promise.completeExceptionally(new IllegalStateException("claiming is being stopped")));
    }
}

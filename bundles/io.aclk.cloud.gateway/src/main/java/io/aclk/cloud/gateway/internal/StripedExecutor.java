package io.aclk.cloud.gateway.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the tasks of one key in order and those of others beside them: a key always gets the same one of a few threads.
 * Each has a bounded queue; what is refused then is the caller's to decide.
 */
final class StripedExecutor implements AutoCloseable {

    private static final long STOP_SECONDS = 3;

    private final List<Stripe> stripes = new ArrayList<>();

    /** A thread with its queue, and the bytes that the tasks in both hold. */
    private record Stripe(ThreadPoolExecutor thread, AtomicLong bytes) {}

    /**
     * @param capacity of each queue
     */
    StripedExecutor(String name, int threads, int capacity) {
        ThreadFactory factory = Threads.named(name);
        for (int i = 0; i < threads; i++) {
            ThreadPoolExecutor thread =
                    new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(capacity), factory);
            stripes.add(new Stripe(thread, new AtomicLong()));
        }
    }

    /**
     * Queues a task; false if the queue is full or this is closed.
     *
     * @param size bytes that the task holds until it is done
     */
    boolean offer(String key, long size, Runnable task) {
        Stripe stripe = stripe(key);
        stripe.bytes().addAndGet(size);
        try {
            stripe.thread().execute(() -> {
                try {
                    task.run();
                } finally {
                    stripe.bytes().addAndGet(-size);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            stripe.bytes().addAndGet(-size);
            return false;
        }
    }

    /** How many tasks wait in front of a new one with this key. */
    int waiting(String key) {
        return stripe(key).thread().getQueue().size();
    }

    /** How many bytes the tasks in front of a new one with this key hold. */
    long bytes(String key) {
        return stripe(key).bytes().get();
    }

    private Stripe stripe(String key) {
        return stripes.get(Math.floorMod(key.hashCode(), stripes.size()));
    }

    /** Finishes the tasks that run, forgets those that wait. */
    @Override
    public void close() {
        stripes.forEach(stripe -> stripe.thread().shutdownNow());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        try {
            for (Stripe stripe : stripes) {
                stripe.thread().awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.aclk.cloud.gateway.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the tasks of one key in order and those of others beside them: a key always gets the same one of a few threads.
 * Each has a bounded queue; what is refused then is the caller's to decide.
 */
final class StripedExecutor implements AutoCloseable {

    private static final long STOP_SECONDS = 3;

    private final List<ThreadPoolExecutor> stripes = new ArrayList<>();

    /**
     * @param capacity of each queue
     */
    StripedExecutor(String name, int threads, int capacity) {
        ThreadFactory factory = Threads.named(name);
        for (int i = 0; i < threads; i++) {
            stripes.add(
                    new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(capacity), factory));
        }
    }

    /** Queues a task; false if the queue is full or this is closed. */
    boolean offer(String key, Runnable task) {
        try {
            stripe(key).execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** How many tasks wait in front of a new one with this key. */
    int waiting(String key) {
        return stripe(key).getQueue().size();
    }

    private ThreadPoolExecutor stripe(String key) {
        return stripes.get(Math.floorMod(key.hashCode(), stripes.size()));
    }

    /** Finishes the tasks that run, forgets those that wait. */
    @Override
    public void close() {
        stripes.forEach(ThreadPoolExecutor::shutdownNow);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        try {
            for (ThreadPoolExecutor stripe : stripes) {
                stripe.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.aclk.query.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that answer requests, {@code aclk-query-<n>}. Each owns a compressor, freed when the thread ends. Requests
 * wait in a bounded queue, first come, first served.
 */
final class QueryPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueryPool.class);

    /** Most requests that wait; the reference agent keeps 512 descriptors. */
    static final int MAX_WAITING = 512;

    /** Fewest threads when nothing is configured ({@code protocol/queries.md} section 4). */
    private static final int MIN_THREADS = 6;

    private static final long IDLE_SECONDS = 5;
    private static final long CLOSE_LIMIT_SECONDS = 1;
    private static final long JOIN_LIMIT_MILLIS = 100;

    /** Work that needs a compressor. */
    interface Task {
        /** Does it. */
        void run(Gzip gzip);
    }

    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor executor;

    /** @param configured number of threads, 0 = by the number of cores */
    QueryPool(int configured) {
        int size = size(configured);
        executor = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), this::thread);
        executor.allowCoreThreadTimeOut(true);
    }

    private static int size(int configured) {
        return configured > 0
                ? configured
                : Math.max(MIN_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** Changes the number of threads; running requests are not disturbed. */
    void resize(int configured) {
        int size = size(configured);
        if (size > executor.getMaximumPoolSize()) {
            executor.setMaximumPoolSize(size);
            executor.setCorePoolSize(size);
        } else {
            executor.setCorePoolSize(size);
            executor.setMaximumPoolSize(size);
        }
    }

    /**
     * Runs a task on one of the threads.
     *
     * @throws RejectedExecutionException if too many wait
     */
    void execute(Task task) {
        executor.execute(() -> task.run(((QueryThread) Thread.currentThread()).gzip));
    }

    private Thread thread(Runnable work) {
        QueryThread thread = new QueryThread(work, "aclk-query-" + numbers.incrementAndGet());
        thread.setDaemon(true);
        thread.setContextClassLoader(QueryPool.class.getClassLoader());
        thread.setUncaughtExceptionHandler(
                (failed, failure) -> LOG.error("ACLK: {} failed", failed.getName(), failure));
        threads.add(thread);
        return thread;
    }

    /** Interrupts what runs and drops what waits; waits for the threads a short time. */
    @Override
    public void close() {
        List<Thread> living = List.copyOf(threads);
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("ACLK: a request did not stop in time");
                return;
            }
            // the executor is done a moment before its threads are
            for (Thread thread : living) {
                thread.join(JOIN_LIMIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread and its compressor. */
    private final class QueryThread extends Thread {
        private Gzip gzip;

        QueryThread(Runnable work, String name) {
            super(null, work, name, 0, false);
        }

        @Override
        public void run() {
            gzip = new Gzip();
            try {
                super.run();
            } finally {
                gzip.close();
                threads.remove(this);
            }
        }
    }
}

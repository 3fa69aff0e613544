package io.aclk.cloud.broker.internal;

import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of one broker, Netty's excepted: daemons named {@code cloud-broker-<n>}, ended together. */
final class BrokerThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerThreads.class);
    private static final int SCHEDULED = 2;
    private static final long IDLE_SECONDS = 30;
    private static final long POLL_NANOS = 5_000_000;

    private final ThreadFactory factory = new Factory();
    private final ThreadPoolExecutor workers = workerPool();
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(SCHEDULED, factory);
    private final ThreadPoolExecutor publisher = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(BrokerLimits.PUBLISH_QUEUE), factory);

    BrokerThreads() {
        timers.setRemoveOnCancelPolicy(true); // demanded by Artemis
    }

    private ThreadPoolExecutor workerPool() {
        int threads = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());
        // Artemis queues one task for each busy actor; what a connection can make wait, InboundWindow bounds
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Runs the work of Artemis. */
    ExecutorService workers() {
        return workers;
    }

    /** Runs the periodic work of Artemis. */
    ScheduledThreadPoolExecutor timers() {
        return timers;
    }

    /** One thread with a bounded queue, so that what this process publishes keeps its order; rejects when full. */
    ExecutorService publisher() {
        return publisher;
    }

    /** Waits until the work of Artemis is done; says whether it was in time. */
    boolean awaitIdle(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (workers.getActiveCount() > 0 || !workers.getQueue().isEmpty()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /** Ends all threads, Netty's own for late notifications too; tasks that wait are dropped. Takes at most 3 s. */
    @Override
    public void close() {
        List<ExecutorService> all = List.of(publisher, timers, workers);
        all.forEach(ExecutorService::shutdownNow);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        try {
            for (ExecutorService executor : all) {
                if (!executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.warn("A thread of the broker did not end in time; a receiver of messages may be blocked");
                    return;
                }
            }
            GlobalEventExecutor.INSTANCE.awaitInactivity(1_500, TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) {
            LOG.trace("That thread was never needed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes the threads. */
    static final class Factory implements ThreadFactory {

        private final AtomicInteger number = new AtomicInteger();

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, "cloud-broker-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(BrokerThreads.class.getClassLoader());
            thread.setUncaughtExceptionHandler((dead, cause) -> LOG.error("Thread {} failed", dead.getName(), cause));
            return thread;
        }
    }
}

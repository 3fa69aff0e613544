package io.aclk.agent.store.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the threads of this bundle are made and ended. */
final class AgentThreads {

    private static final Logger LOG = LoggerFactory.getLogger(AgentThreads.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private AgentThreads() {}

    /** A daemon thread, not started. */
    static Thread create(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(AgentThreads.class.getClassLoader());
        thread.setUncaughtExceptionHandler(
                (failed, cause) -> LOG.error("Thread {} ended by a defect", failed.getName(), cause));
        return thread;
    }

    /** Interrupts threads and waits for their end, two seconds at most in all. */
    static void stop(List<Thread> threads) {
        threads.forEach(Thread::interrupt);
        join(threads);
    }

    /** Waits for the end of threads that were told to end, two seconds at most in all. */
    static void join(List<Thread> threads) {
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        for (Thread thread : threads) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            try {
                thread.join(Math.max(1, left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                LOG.warn("Thread {} does not end; what it calls ignores its interruption", thread.getName());
            }
        }
    }
}

package io.aclk.link.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An {@link EventLoop} on a thread of its own, which exists while there is something to do. */
final class LinkThread implements EventLoop {

    private static final Logger LOG = LoggerFactory.getLogger(LinkThread.class);

    /** An agent whose link is switched off has no thread of the link. */
    private static final long IDLE_SECONDS = 3;

    private final ScheduledThreadPoolExecutor executor;
    private volatile Thread thread;

    /** @param name name of the thread */
    LinkThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> thread = thread(task, name));
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A daemon that carries the class loader of this bundle, not the one of whoever happened to start it. */
    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(LinkThread.class.getClassLoader());
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("ACLK: an event came after the end of the link and is dropped");
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            // ended: nothing is left that a timer could serve
            return () -> {};
        }
    }

    /** An event that fails is a defect: it must be seen, and must not take the others with it. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("ACLK: an event of the link failed; please report this", e);
            }
        };
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    /** Ends the thread once the work that it has is done. Returns at once. */
    void end() {
        executor.shutdown();
    }

    /** Ends the thread: running work is interrupted, waiting work dropped. Returns at once. */
    void shutdown() {
        executor.shutdownNow();
    }

    /**
     * Waits until the thread is gone after {@link #end()} or {@link #shutdown()}; logs if it is not.
     *
     * @param deadline {@link System#nanoTime()} at which waiting ends
     */
    void awaitEnd(long deadline) {
        try {
            if (!executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warn("ACLK: a thread of the link did not end in time");
            } else if (thread != null) {
                // the executor is done a moment before its thread is
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

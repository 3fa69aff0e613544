package io.aclk.link.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An {@link EventLoop} on a thread of its own. */
final class LinkThread implements EventLoop, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LinkThread.class);

    private static final long CLOSE_LIMIT_MILLIS = 1000;

    private final ScheduledThreadPoolExecutor executor;
    private volatile Thread thread;

    /** @param name name of the thread */
    LinkThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> thread = thread(task, name));
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

    /** Ends the thread: running work is interrupted, waiting work dropped. Waits at most a second. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("ACLK: a thread of the link did not end in time");
            } else if (thread != null) {
                // the executor is done a moment before its thread is
                thread.join(CLOSE_LIMIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

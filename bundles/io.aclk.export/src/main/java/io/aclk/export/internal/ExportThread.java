package io.aclk.export.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of this bundle, {@code aclk-export-1}. It exists while there is something to do. */
final class ExportThread implements EventLoop, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExportThread.class);

    private static final long CLOSE_LIMIT_SECONDS = 3;

    /** An agent whose link is switched off has no thread of the export. */
    private static final long IDLE_SECONDS = 3;

    private final ScheduledThreadPoolExecutor executor;
    private volatile Thread thread;

    ExportThread() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            thread = new Thread(task, "aclk-export-1");
            thread.setDaemon(true);
            thread.setContextClassLoader(ExportThread.class.getClassLoader());
            return thread;
        });
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("ACLK: an event came after the end of the export and is dropped");
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            // ended: nothing is left that a timer could serve
            return Timer.NONE;
        }
    }

    /** An event that fails is a defect, of ours or of a host: it must be seen, and must not take the others with it. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("ACLK: an event of the export failed; please report this", e);
            }
        };
    }

    /** Ends the thread: running work may finish a file, waiting work is dropped. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
                LOG.warn("ACLK: the thread of the export did not end in time");
            } else if (thread != null) {
                // the executor is done a moment before its thread is
                thread.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

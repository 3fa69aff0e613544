package io.aclk.runtime.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the daemon threads {@code control-<n>} of this bundle. */
final class ControlThreads implements ThreadFactory {

    private static final Logger LOG = LoggerFactory.getLogger(ControlThreads.class);

    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "control-" + count.incrementAndGet());
        thread.setDaemon(true);
        thread.setContextClassLoader(ControlThreads.class.getClassLoader());
        thread.setUncaughtExceptionHandler((t, e) -> LOG.error("{} failed", t.getName(), e));
        return thread;
    }
}

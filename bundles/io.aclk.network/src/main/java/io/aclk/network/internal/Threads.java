package io.aclk.network.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the threads of this bundle: daemon, named, with the bundle's class loader as context class loader. */
final class Threads {

    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

    private Threads() {}

    /** A factory of threads {@code <prefix>-1}, {@code <prefix>-2} and so on. */
    static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(Threads.class.getClassLoader());
            thread.setUncaughtExceptionHandler(
                    (failed, e) -> LOG.error("ACLK: thread {} ended by an error", failed.getName(), e));
            return thread;
        };
    }
}

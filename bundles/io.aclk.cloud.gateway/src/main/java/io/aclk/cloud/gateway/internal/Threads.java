package io.aclk.cloud.gateway.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads of this bundle: named, daemon, with its class loader. */
final class Threads {

    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

    private Threads() {}

    /** Names them {@code <prefix>-1}, {@code <prefix>-2} and so on. */
    static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(Threads.class.getClassLoader());
            thread.setUncaughtExceptionHandler((t, e) -> LOG.error("Thread {} ended by a defect", t.getName(), e));
            return thread;
        };
    }
}

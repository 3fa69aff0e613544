package io.aclk.transport.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The five threads of one connection, {@code aclk-transport-1} to {@code -5}: while Paho connects, it needs one that
 * starts the others, one that reads, one that writes and one for callbacks, and hangs with fewer. Afterwards the first
 * is free to send pings, which may stand still, and the fifth watches the limits.
 */
final class TransportThreads extends ScheduledThreadPoolExecutor {

    private static final int THREADS = 5;

    private final Consumer<RuntimeException> onCrash;

    /**
     * Starts the threads.
     *
     * @param onCrash told when one of Paho's loops ends with an exception that it does not catch; else nobody would
     *     notice that nothing is read any more
     */
    TransportThreads(Consumer<RuntimeException> onCrash) {
        super(THREADS, new Factory());
        this.onCrash = onCrash;
        setRemoveOnCancelPolicy(true);
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        prestartAllCoreThreads();
    }

    @Override
    public Future<?> submit(Runnable loop) {
        return super.submit(() -> {
            try {
                loop.run();
            } catch (RuntimeException e) {
                onCrash.accept(e);
            }
        });
    }

    /** Gives the threads their names back: Paho renames them, with the client id in the name. */
    void restoreNames() {
        List<Thread> threads = ((Factory) getThreadFactory()).threads;
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).setName(Factory.name(i + 1));
        }
    }

    /** Whether the caller is one of these threads, and so must not wait for their end. */
    boolean isOwn(Thread thread) {
        return ((Factory) getThreadFactory()).threads.contains(thread);
    }

    private static final class Factory implements ThreadFactory {

        private final List<Thread> threads = new CopyOnWriteArrayList<>();

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, name(threads.size() + 1));
            thread.setDaemon(true);
            thread.setContextClassLoader(TransportThreads.class.getClassLoader());
            threads.add(thread);
            return thread;
        }

        static String name(int number) {
            return "aclk-transport-" + number;
        }
    }
}

package io.aclk.export.internal;

import java.time.Duration;
import java.util.concurrent.Executor;

/** One thread that runs events in the order of their arrival, and timers. Tests put time in their own hands. */
interface EventLoop extends Executor {

    /** Runs a task after a delay, on the same thread. After the loop is closed nothing runs. */
    Timer schedule(Duration delay, Runnable task);

    /** A scheduled task. */
    interface Timer {
        /** No task. */
        Timer NONE = () -> {};

        /** The task does not run any more, unless it is running now. Idempotent. */
        void cancel();
    }
}

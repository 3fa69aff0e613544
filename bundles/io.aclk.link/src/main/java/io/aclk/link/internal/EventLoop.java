package io.aclk.link.internal;

import java.time.Duration;
import java.util.concurrent.Executor;

/** One thread that runs events in the order of their arrival, and timers. Tests put time in their own hands. */
interface EventLoop extends Executor {

    /** Runs a task after a delay, on the same thread. After the loop is closed nothing runs. */
    Timer schedule(Duration delay, Runnable task);

    /**
     * The time that the timers go by, nanoseconds since an arbitrary moment. Setting the clock of the machine does not
     * change it, and on most systems it stands still while the machine sleeps.
     */
    long nanos();

    /** A scheduled task. */
    interface Timer {
        /** The task does not run any more, unless it is running now. Idempotent. */
        void cancel();
    }
}

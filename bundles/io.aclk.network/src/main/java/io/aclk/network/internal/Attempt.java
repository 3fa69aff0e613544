package io.aclk.network.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Function;

/**
 * One call of {@link io.aclk.api.network.Network}: runs its blocking steps so that each ends by its limit, by the
 * limit of the whole call, by the caller's abort, or when the bundle is stopped. Used by one thread.
 */
final class Attempt {

    /** A step that blocks. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * What a step is about.
     *
     * @param what what is attempted, for the text of a failure
     * @param peer who keeps us waiting
     * @param resource closing it, which must not block, makes the step fail; it is closed when the step fails in any
     *     way
     * @param limit of this step
     */
    record Task(String what, Peer peer, Closeable resource, Duration limit) {}

    private final AbortSignal abort;
    private final AbortSignal stopping;
    private final Watchdog watchdog;
    private final Deadline overall;
    private final Steps steps;

    /**
     * @param abort the caller's
     * @param stopping the bundle's
     * @param watchdog enforces the limits
     * @param overall limit of the whole call
     * @param steps told of the steps
     */
    Attempt(AbortSignal abort, AbortSignal stopping, Watchdog watchdog, Deadline overall, Steps steps) {
        this.abort = abort;
        this.stopping = stopping;
        this.watchdog = watchdog;
        this.overall = overall;
        this.steps = steps;
    }

    /** To be told of the steps. */
    Steps steps() {
        return steps;
    }

    /** The shorter of a limit and what is left of the whole call. */
    Duration atMost(Duration limit) {
        return overall.atMost(limit);
    }

    /**
     * Runs a step.
     *
     * @param classify makes the failure of an error that is neither an abort nor a passed limit
     */
    <T> T run(Task task, Work<T> work, Function<IOException, NetworkException> classify) throws NetworkException {
        Duration allowed = atMost(task.limit());
        Closeable resource = task.resource();
        boolean done = false;
        try {
            stopping.register(resource);
            abort.register(resource);
            try (Watchdog.Timer timer = watchdog.closeAfter(resource, allowed)) {
                T result = run(task, work, classify, timer, allowed);
                done = true;
                return result;
            }
        } finally {
            abort.release(resource);
            stopping.release(resource);
            if (!done) {
                Watchdog.closeQuietly(resource);
            }
        }
    }

    private <T> T run(
            Task task,
            Work<T> work,
            Function<IOException, NetworkException> classify,
            Watchdog.Timer timer,
            Duration allowed)
            throws NetworkException {
        IOException failure = null;
        T result = null;
        try {
            result = work.run();
        } catch (IOException e) {
            failure = e;
        }
        // asked even after success: the resource was closed then, only the step did not notice any more
        if (abort.aborted() || stopping.aborted() || interrupted(failure)) {
            throw new NetworkException(Reason.ABORTED, task.what() + ": aborted", failure);
        }
        if (timer.expired()) {
            throw new NetworkException(
                    Fault.NO_ANSWER,
                    task.peer(),
                    task.what() + ": no end after " + seconds(allowed) + " s",
                    null,
                    failure);
        }
        if (failure instanceof NetworkException known) {
            throw known;
        }
        if (failure != null) {
            throw classify.apply(failure);
        }
        return result;
    }

    private static boolean interrupted(IOException failure) {
        return failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() % 1000 == 0
                ? String.valueOf(limit.toSeconds())
                : String.valueOf(limit.toMillis() / 1000.0);
    }
}

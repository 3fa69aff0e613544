package io.aclk.network.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/**
 * One call of {@link io.aclk.api.network.Network}: runs its blocking steps so that each ends by its limit, by the
 * limit of the whole call, by the caller's abort, or when the bundle is stopped. Used by one thread.
 */
final class Attempt {

    /** A step that blocks. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    private final AbortSignal abort;
    private final AbortSignal stopping;
    private final Watchdog watchdog;
    private final Deadline overall;

    /**
     * @param abort the caller's
     * @param stopping the bundle's
     * @param watchdog enforces the limits
     * @param overall limit of the whole call
     */
    Attempt(AbortSignal abort, AbortSignal stopping, Watchdog watchdog, Deadline overall) {
        this.abort = abort;
        this.stopping = stopping;
        this.watchdog = watchdog;
        this.overall = overall;
    }

    /** The shorter of a limit and what is left of the whole call. */
    Duration atMost(Duration limit) {
        return overall.atMost(limit);
    }

    /**
     * Runs a step.
     *
     * @param what what is attempted, for the text of a failure
     * @param resource closing it, which must not block, makes the step fail; it is closed when the step fails in any
     *     way
     * @param limit of this step
     * @param step the step
     * @param classify makes the failure of an error that is neither an abort nor a passed limit
     */
    <T> T run(
            String what,
            Closeable resource,
            Duration limit,
            Step<T> step,
            Function<IOException, NetworkException> classify)
            throws NetworkException {
        Duration allowed = atMost(limit);
        boolean done = false;
        try {
            stopping.register(resource);
            abort.register(resource);
            try (Watchdog.Timer timer = watchdog.closeAfter(resource, allowed)) {
                T result = run(what, step, classify, timer, allowed);
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
            String what,
            Step<T> step,
            Function<IOException, NetworkException> classify,
            Watchdog.Timer timer,
            Duration allowed)
            throws NetworkException {
        IOException failure = null;
        T result = null;
        try {
            result = step.run();
        } catch (IOException e) {
            failure = e;
        }
        // asked even after success: the resource was closed then, only the step did not notice any more
        if (abort.aborted() || stopping.aborted()) {
            throw new NetworkException(Reason.ABORTED, what + ": aborted", failure);
        }
        if (timer.expired()) {
            throw new NetworkException(Reason.TIMEOUT, what + ": no end after " + seconds(allowed) + " s", failure);
        }
        if (failure instanceof NetworkException known) {
            throw known;
        }
        if (failure != null) {
            throw classify.apply(failure);
        }
        return result;
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() % 1000 == 0
                ? String.valueOf(limit.toSeconds())
                : String.valueOf(limit.toMillis() / 1000.0);
    }
}

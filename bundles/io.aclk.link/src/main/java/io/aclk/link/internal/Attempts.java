package io.aclk.link.internal;

import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs attempts to connect on the worker, one at a time. Used on the event thread, {@link #abort()} aside. */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** How an attempt ended. Called on the event thread. */
    interface Result {
        /**
         * It is over.
         *
         * @param made the connection, or {@code null}
         * @param failure why there is none, or {@code null}
         */
        void attempted(Attempt attempt, Connection made, AttemptException failure);
    }

    private final EventLoop loop;
    private final Executor worker;
    private final Result result;
    private volatile Attempt running;

    Attempts(EventLoop loop, Executor worker, Result result) {
        this.loop = loop;
        this.worker = worker;
        this.result = result;
    }

    /** Begins an attempt; none may be running. */
    void begin(Attempt attempt) {
        running = attempt;
        worker.execute(() -> run(attempt));
    }

    /** The one that runs. */
    Attempt running() {
        return running;
    }

    /** Ends the one that runs, if there is one; its result follows. Any thread. */
    void abort() {
        Attempt current = running;
        if (current != null) {
            current.abort();
        }
    }

    /** On the worker. */
    private void run(Attempt attempt) {
        try {
            Connection made = attempt.run();
            loop.execute(() -> over(attempt, made, null));
        } catch (AttemptException e) {
            loop.execute(() -> over(attempt, null, e));
        } catch (RuntimeException | LinkageError e) {
            // also when a neighbour is replaced meanwhile: without a result the link would wait for ever
            LOG.debug("ACLK: an attempt failed unexpectedly", e);
            AttemptException failure = new AttemptException("unknown status", "unexpected: " + e, e);
            loop.execute(() -> over(attempt, null, failure));
        }
    }

    private void over(Attempt attempt, Connection made, AttemptException failure) {
        running = null;
        result.attempted(attempt, made, failure);
    }
}

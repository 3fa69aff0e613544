package io.aclk.link.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves a connection in order: goodbye, its PUBACK, close ({@code protocol/connecting.md} section 7.6). */
final class Farewell {

    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

    /** How long the goodbye may take until its PUBACK; the reference agent waits 2 s. */
    static final Duration GOODBYE_LIMIT = Duration.ofMillis(1300);
    /** How long closing in order may take. */
    static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    /** How long both may take. */
    static final Duration LIMIT = GOODBYE_LIMIT.plus(CLOSE_LIMIT);

    private final Connection connection;
    private final EventLoop loop;
    private final Executor worker;
    private EventLoop.Timer timer = () -> {};
    private boolean closing;

    Farewell(Connection connection, EventLoop loop, Executor worker) {
        this.connection = connection;
        this.loop = loop;
        this.worker = worker;
    }

    /**
     * Says it. Called on the event thread; returns at once.
     *
     * @param done called on the event thread when the connection is closed
     */
    void say(Instant now, Runnable done) {
        Runnable close = () -> close(done);
        timer = loop.schedule(GOODBYE_LIMIT, close);
        connection.announce(false, now).whenComplete((nothing, failure) -> loop.execute(close));
    }

    private void close(Runnable done) {
        if (!closing) {
            closing = true;
            timer.cancel();
            worker.execute(() -> {
                try {
                    connection.transport().disconnect(CLOSE_LIMIT);
                } catch (RuntimeException | LinkageError e) {
                    LOG.debug("ACLK: the connection could not be closed in order", e);
                }
                loop.execute(done);
            });
        }
    }
}

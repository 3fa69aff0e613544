package io.aclk.link.internal;

import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Who must know that the link is online, and that it is not any more. Used on the event thread only. */
final class OnlineDuties {

    private final Outbox outbox;
    private final Consumer<Boolean> condition;
    private final Announcer announcer;

    /**
     * Nobody knows anything yet.
     *
     * @param condition told on every change whether the link is online
     * @param refused told that the cloud did not take an announcement, and why
     */
    OnlineDuties(
            EventLoop loop,
            Clock clock,
            Outbox outbox,
            Consumer<Boolean> condition,
            BiConsumer<Connection, Throwable> refused) {
        this.outbox = outbox;
        this.condition = condition;
        this.announcer = new Announcer(loop, clock, refused);
    }

    /** The cloud first, so that nothing is published before the announcement. */
    void begin(Connection connection, Inbox inbox) {
        outbox.current(connection);
        announcer.begin(connection, inbox);
        inbox.online(connection.session());
        condition.accept(true);
    }

    /**
     * The session is over.
     *
     * @param inbox may be {@code null}
     */
    void end(Connection connection, Inbox inbox) {
        announcer.end();
        outbox.current(null);
        condition.accept(false);
        if (inbox != null) {
            inbox.offline(connection.session());
        }
    }
}

package io.aclk.link.internal;

import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Who must know that the link is online, and that it is not any more. The parts of the link know as soon as they can
 * publish; the condition, by which updates and settings are judged, holds once the cloud has acknowledged that the agent
 * is there, so that a transport that cannot publish never looks online. Used on the event thread only.
 */
final class OnlineDuties {

    private final Outbox outbox;
    private final Consumer<Boolean> condition;
    private final Announcer announcer;
    private Connection current;
    /** The condition holds. */
    private boolean announced;

    /**
     * Nobody knows anything yet.
     *
     * @param condition told on every change whether the link is online and the cloud knows it
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
        this.announcer = new Announcer(loop, clock, this::acknowledged, refused);
    }

    /** The cloud first, so that nothing is published before the announcement. */
    void begin(Connection connection, Inbox inbox) {
        current = connection;
        outbox.current(connection);
        announcer.begin(connection, inbox);
        inbox.online(connection.session());
    }

    /** Something that this depends on may have come while the link is online. */
    void look(Connection connection, Inbox inbox) {
        announcer.grown(connection, inbox);
    }

    private void acknowledged(Connection connection) {
        if (connection == current && !announced) {
            announced = true;
            condition.accept(true);
        }
    }

    /**
     * The session is over.
     *
     * @param inbox may be {@code null}
     */
    void end(Connection connection, Inbox inbox) {
        announcer.end();
        outbox.current(null);
        current = null;
        if (announced) {
            announced = false;
            condition.accept(false);
        }
        if (inbox != null) {
            inbox.offline(connection.session());
        }
    }
}

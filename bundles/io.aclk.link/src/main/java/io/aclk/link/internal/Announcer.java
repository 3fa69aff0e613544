package io.aclk.link.internal;

import io.aclk.api.link.LinkSession;
import io.aclk.host.api.Capability;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Tells the cloud that the agent is there and what it can do, again when that changed. Used on the event thread only.
 */
final class Announcer {

    /** How often the capabilities are compared with those that were announced. */
    static final Duration CHECK = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final Clock clock;
    private final Consumer<Connection> taken;
    private final BiConsumer<Connection, Throwable> refused;
    private EventLoop.Timer timer = () -> {};
    private List<Capability> pending = List.of();

    /**
     * An announcer with nothing to do.
     *
     * @param taken told on the event thread that an announcement was acknowledged
     * @param refused told on the event thread that an announcement was not taken, and why
     */
    Announcer(EventLoop loop, Clock clock, Consumer<Connection> taken, BiConsumer<Connection, Throwable> refused) {
        this.loop = loop;
        this.clock = clock;
        this.taken = taken;
        this.refused = refused;
    }

    /** The connection is online. */
    void begin(Connection connection, Inbox inbox) {
        announce(connection);
        pending = connection.session().capabilities();
        timer = loop.schedule(CHECK, () -> check(connection, inbox));
    }

    /** It is not online any more. */
    void end() {
        timer.cancel();
    }

    /**
     * Announces fewer or other capabilities once they held still for one period, so that the update of a neighbour bundle is not
     * announced twice.
     */
    private void check(Connection connection, Inbox inbox) {
        List<Capability> now = inbox.capabilities();
        if (!now.equals(connection.session().capabilities()) && now.equals(pending)) {
            announce(connection, inbox, now);
        }
        pending = now;
        timer = loop.schedule(CHECK, () -> check(connection, inbox));
    }

    /**
     * A handler may have come. What the agent can do in addition is announced at once: a cloud that waits for it, for
     * example to repeat its requests, shall not wait longer.
     */
    void grown(Connection connection, Inbox inbox) {
        List<Capability> now = inbox.capabilities();
        List<Capability> before = connection.session().capabilities();
        if (now.size() > before.size() && now.containsAll(before)) {
            announce(connection, inbox, now);
        }
    }

    private void announce(Connection connection, Inbox inbox, List<Capability> now) {
        LinkSession session = connection.session();
        connection.session(new LinkSession(session.claimId(), session.sessionId(), now, session.maximumPayload()));
        announce(connection);
        inbox.online(connection.session());
    }

    private void announce(Connection connection) {
        connection.announce(true, clock.instant()).whenComplete((nothing, failure) -> {
            loop.execute(() -> {
                if (failure == null) {
                    taken.accept(connection);
                } else {
                    refused.accept(connection, failure);
                }
            });
        });
    }
}

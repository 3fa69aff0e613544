package io.aclk.link.internal;

import io.aclk.api.link.LinkException;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.OutboundMessage;
import io.aclk.api.link.ReplySink;
import java.util.concurrent.CompletionStage;

/** Publishes over whatever connection is online. Thread-safe; no hop to another thread. */
final class Outbox implements ReplySink {

    private volatile Connection current;

    /** The connection that is online from now on, or {@code null}. */
    void current(Connection connection) {
        current = connection;
    }

    @Override
    public LinkSession session() {
        Connection connection = current;
        return connection == null ? null : connection.session();
    }

    @Override
    public CompletionStage<Void> send(String topic, byte[] payload) {
        Connection connection = current;
        return connection == null ? offline() : connection.send(topic, payload);
    }

    @Override
    public CompletionStage<Void> publish(OutboundMessage message) {
        Connection connection = current;
        return connection == null ? offline() : connection.publish(message);
    }

    private static CompletionStage<Void> offline() {
        return Connection.failed(LinkException.Reason.OFFLINE, "the link is not online", null);
    }
}

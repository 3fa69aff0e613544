package io.aclk.link.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.schemas.DisconnectReq;

/**
 * Takes what a connection tells, on whatever thread: counts the messages, and hands the rest over to the event thread.
 */
final class ConnectionReports implements Connection.Events {

    private final EventLoop loop;
    private final Traffic traffic;
    private final ConversationLog conversation;
    private final LinkMachine machine;

    ConnectionReports(EventLoop loop, Traffic traffic, ConversationLog conversation, LinkMachine machine) {
        this.loop = loop;
        this.traffic = traffic;
        this.conversation = conversation;
        this.machine = machine;
    }

    @Override
    public void ended(Connection connection, DisconnectCause cause, String detail) {
        loop.execute(() -> machine.ended(connection, cause, detail));
    }

    @Override
    public void stable(Connection connection) {
        loop.execute(() -> machine.stable(connection));
    }

    @Override
    public void disconnectRequested(Connection connection, DisconnectReq request) {
        loop.execute(() -> machine.disconnectRequested(connection, request));
    }

    @Override
    public void received(String kind, int bytes) {
        traffic.received(kind, bytes);
    }

    @Override
    public void sent(String kind, int bytes) {
        traffic.sent(kind, bytes);
    }

    @Override
    public ConversationLog conversation() {
        return conversation;
    }
}

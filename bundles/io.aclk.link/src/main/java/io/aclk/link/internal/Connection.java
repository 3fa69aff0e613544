package io.aclk.link.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkException;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.OutboundMessage;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportListener;
import io.aclk.api.transport.TransportSession;
import io.aclk.schemas.DisconnectReq;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the cloud: the MQTT connection, its topics, and what is sent over it. Thread-safe: messages pass
 * through on the caller's thread; only what changes the state of the link becomes an event.
 */
final class Connection implements TransportListener {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** Name of the message that ends the connection by the cloud's wish. */
    static final String DISCONNECT_REQ = "DisconnectReq";

    /** PUBACKs after which a connection counts as stable (connecting.md section 7.4). */
    static final int STABLE_PUBACKS = 3;

    /** What a PUBLISH needs beside its payload and topic (connecting.md section 7.2). */
    private static final int PACKET_OVERHEAD = 64;

    private static final int FAILURE_CODES = 0x80;
    /** An MQTT string has at most 65,535 bytes, and a character at most three. */
    private static final int MAX_TOPIC = 0xffff / 3;

    /** What the state of the link needs to know. Called on any thread; must hand over. */
    interface Events {
        /** The connection ended, for whatever cause. */
        void ended(Connection connection, DisconnectCause cause, String detail);

        /** The third PUBACK came. */
        void stable(Connection connection);

        /** The cloud asks the agent to leave. */
        void disconnectRequested(Connection connection, DisconnectReq request);

        /**
         * A message came.
         *
         * @param kind its name, or {@link Traffic#OTHER} if nobody here knows it
         */
        default void received(String kind, int bytes) {}

        /** A message was acknowledged by the server. */
        default void sent(String kind, int bytes) {}

        /** Where all messages are written, if the owner wants that. */
        default ConversationLog conversation() {
            return ConversationLog.OFF;
        }
    }

    /**
     * How it ended.
     *
     * @param cause why
     * @param detail one line for people
     */
    record End(DisconnectCause cause, String detail) {}

    private final Target target;
    private final Inbox inbox;
    private final Events events;
    private final AtomicInteger pubacks = new AtomicInteger();
    private TopicTable topics;
    private TransportSession transport;
    private volatile LinkSession session;
    private volatile boolean leaving;
    private volatile DisconnectReq disconnectRequest;
    private volatile End end;

    Connection(Target target, Inbox inbox, Events events) {
        this.target = target;
        this.inbox = inbox;
        this.events = events;
    }

    /** Completes the connection, before anything is subscribed to. Writing {@code session} last publishes the others. */
    void established(TransportSession newTransport, TopicTable newTopics, LinkSession newSession) {
        transport = newTransport;
        topics = newTopics;
        session = newSession;
    }

    /** The largest payload that a server with this limit takes. */
    static int maximumPayload(int maximumPacketSize) {
        return Math.max(0, maximumPacketSize - PACKET_OVERHEAD);
    }

    Target target() {
        return target;
    }

    LinkSession session() {
        return session;
    }

    /** Replaces the session by one with the same id and other capabilities. */
    void session(LinkSession changed) {
        session = changed;
    }

    TransportSession transport() {
        return transport;
    }

    /** How it ended, or {@code null} while it lasts. */
    End end() {
        return end;
    }

    /** What the cloud asked for, perhaps before the connection was online; else {@code null}. */
    DisconnectReq disconnectRequest() {
        return disconnectRequest;
    }

    /** From now on messages from the cloud are ignored (connecting.md section 7.6). */
    void leaving() {
        leaving = true;
    }

    @Override
    public void message(String topic, byte[] payload) {
        long now = System.nanoTime();
        LinkSession current = session;
        String name = topic.substring(topic.lastIndexOf('/') + 1);
        boolean known = name.equals(DISCONNECT_REQ) || inbox.knows(name);
        events.received(known ? name : Traffic.OTHER, payload.length);
        events.conversation().received(name, payload);
        if (current == null || leaving) {
            LOG.debug("ACLK: a message that came while not online is ignored");
        } else if (name.isEmpty() || name.length() == topic.length()) {
            LOG.debug("ACLK: a message on a topic without a name is ignored");
        } else if (name.equals(DISCONNECT_REQ)) {
            disconnectRequested(payload);
        } else {
            inbox.accept(new InboundMessage(current, name, payload, now));
        }
    }

    private void disconnectRequested(byte[] payload) {
        try {
            DisconnectReq request = DisconnectReq.parseFrom(payload);
            leaving = true;
            disconnectRequest = request;
            events.disconnectRequested(this, request);
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("ACLK: Error processing message of type '{}': {}", DISCONNECT_REQ, e.getMessage());
        }
    }

    @Override
    public void disconnected(DisconnectCause cause, String detail) {
        end = new End(cause, detail);
        events.ended(this, cause, detail);
    }

    /** Publishes a message by its name in the topic table. */
    CompletionStage<Void> publish(OutboundMessage message) {
        if (message.session().sessionId() != session.sessionId()) {
            return failed(LinkException.Reason.OFFLINE, message.name() + " is for a session that ended", null);
        }
        String topic = topics.topic(message.topic());
        if (topic == null) {
            return failed(LinkException.Reason.NO_TOPIC, "the cloud offers no topic " + message.topic(), null);
        }
        return publish(message.name(), topic, message.payload());
    }

    /** Publishes an answer on the topic that was asked for. */
    CompletionStage<Void> send(String topic, byte[] payload) {
        if (!repliable(topic)) {
            return failed(LinkException.Reason.NO_TOPIC, "the topic for the answer cannot be used", null);
        }
        return publish("reply", topic, payload);
    }

    /** Says hello or goodbye; works while leaving, too. */
    CompletionStage<Void> announce(boolean reachable, Instant now) {
        LinkSession current = session;
        byte[] payload = reachable
                ? AgentConnectionMessages.reachable(current, now)
                : AgentConnectionMessages.goodbye(current, now);
        return publish("UpdateAgentConnection", topics.topic(TopicTable.AGENT_CONNECTION), payload);
    }

    private CompletionStage<Void> publish(String name, String topic, byte[] payload) {
        long size = (long) payload.length + PACKET_OVERHEAD + topic.length();
        if (size > transport.info().maximumPacketSize()) {
            return failed(LinkException.Reason.TOO_BIG, name + " of " + payload.length + " bytes is too big", null);
        }
        LOG.debug("ACLK: publishing {} ({} bytes)", name, payload.length);
        events.conversation().sent(name, payload);
        CompletableFuture<Void> done = new CompletableFuture<>();
        transport.publish(topic, payload).whenComplete((nothing, failure) -> {
            if (failure == null) {
                events.sent(name, payload.length);
                if (pubacks.incrementAndGet() == STABLE_PUBACKS) {
                    events.stable(this);
                }
                done.complete(null);
            } else {
                done.completeExceptionally(exception(name, failure));
            }
        });
        return done;
    }

    private static boolean repliable(String topic) {
        return topic.startsWith("/")
                && topic.indexOf('+') < 0
                && topic.indexOf('#') < 0
                && topic.indexOf('\0') < 0
                && topic.length() <= MAX_TOPIC;
    }

    private static LinkException exception(String name, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LinkException.Reason reason = LinkException.Reason.NOT_DELIVERED;
        if (cause instanceof TransportException e) {
            if (e.disconnectCause() == DisconnectCause.MESSAGE_TOO_BIG) {
                reason = LinkException.Reason.TOO_BIG;
            } else if (e.code() >= FAILURE_CODES) {
                reason = LinkException.Reason.REFUSED;
            }
        }
        return new LinkException(reason, name + " was not delivered: " + cause.getMessage(), cause);
    }

    static CompletionStage<Void> failed(LinkException.Reason reason, String message, Throwable cause) {
        return CompletableFuture.failedFuture(new LinkException(reason, message, cause));
    }
}

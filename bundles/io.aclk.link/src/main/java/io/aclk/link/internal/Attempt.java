package io.aclk.link.internal;

import io.aclk.api.claim.Identity;
import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.ProbeException.Answer;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportSession;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt to connect, steps 2 to 8 of {@code protocol/connecting.md} section 1. Runs on the worker and blocks;
 * {@link #abort()} ends it from any thread.
 */
final class Attempt {

    /** The transport gives up after 30 s by itself. */
    private static final long SUBSCRIBE_LIMIT_SECONDS = 35;

    private final Target target;
    private final Identity identity;
    private final long sessionId;
    private final Instant startedAt;
    private final Inbox inbox;
    private final Connection.Events events;
    private final AbortSignal abort = new AbortSignal();
    private TopicTable topics;
    private volatile Backoff.Limits limits;
    private Answer answer = Answer.NONE;

    /**
     * An attempt.
     *
     * @param sessionId microseconds since the epoch, larger than that of every earlier attempt
     * @param startedAt wall clock, for the last will
     * @param formerTopics table of the attempt before, for an answer without one; or {@code null}
     */
    Attempt(
            Target target,
            Identity identity,
            long sessionId,
            Instant startedAt,
            TopicTable formerTopics,
            Inbox inbox,
            Connection.Events events) {
        this.target = target;
        this.identity = identity;
        this.sessionId = sessionId;
        this.startedAt = startedAt;
        this.topics = formerTopics;
        this.inbox = inbox;
        this.events = events;
    }

    Target target() {
        return target;
    }

    /** Ends the attempt; {@link #run()} then fails soon. Idempotent. */
    void abort() {
        abort.abort();
    }

    boolean aborted() {
        return abort.aborted();
    }

    /** Back-off limits, if env was read. */
    Optional<Backoff.Limits> limits() {
        return Optional.ofNullable(limits);
    }

    /** The topic table that was read, or the former one. */
    TopicTable topics() {
        return topics;
    }

    /** What the server answered when the login failed. */
    Answer answer() {
        return answer;
    }

    /** Goes as far as the answered challenge. */
    void prove(Stages stages) throws AttemptException {
        Login login = new Login(target, identity, abort, stages);
        try {
            login.response(login.environment().authEndpoint());
        } catch (AttemptException e) {
            answer = login.answer();
            throw e;
        }
    }

    /** Connects and subscribes. */
    Connection run() throws AttemptException {
        return run(new Stages(Stages.NOBODY));
    }

    /** Connects and subscribes, watched. */
    Connection run(Stages stages) throws AttemptException {
        Login login = new Login(target, identity, abort, stages);
        Environment environment;
        Credentials credentials;
        try {
            environment = login.environment();
            limits = environment.limits();
            credentials = login.credentials(environment.authEndpoint(), login.response(environment.authEndpoint()));
            topics = credentials.topics().orElse(topics);
            if (topics == null) {
                throw new AttemptException("can't connect, no LWT topic", "the password answer has no topics");
            }
        } catch (AttemptException e) {
            answer = login.answer();
            throw e;
        }
        return connect(environment, credentials, stages);
    }

    private Connection connect(Environment environment, Credentials credentials, Stages stages)
            throws AttemptException {
        Connection connection = new Connection(target, inbox, events);
        URI broker = environment.broker();
        stages.enter(Stage.WEBSOCKET, Login.address(broker));
        try {
            TransportSession session =
                    target.transport().connect(options(environment, credentials), connection, abort, stages.toBroker());
            connected(stages, broker, session.info());
            boolean subscribed = false;
            try {
                int maximumPayload = Connection.maximumPayload(session.info().maximumPacketSize());
                connection.established(
                        session,
                        topics,
                        new LinkSession(target.claimId(), sessionId, inbox.capabilities(), maximumPayload));
                abort.register(session::close);
                stages.enter(Stage.SUBSCRIPTION, "two inboxes");
                subscribe(session, topics.topic(TopicTable.INBOX));
                subscribe(session, topics.topic(TopicTable.INBOX_V1));
                stages.pass(Stage.SUBSCRIPTION, "both inboxes");
                subscribed = true;
                return connection;
            } finally {
                if (!subscribed) {
                    session.close();
                }
            }
        } catch (TransportException e) {
            throw new AttemptException(
                    e.disconnectCause().statusText(),
                    "connecting to " + broker.getHost() + " failed: " + e.getMessage(),
                    e);
        } catch (NetworkException e) {
            throw new AttemptException("offline", "aborted", e);
        }
    }

    private static void connected(Stages stages, URI broker, TransportSession.ConnectionInfo info) {
        stages.pass(Stage.WEBSOCKET, info.tlsProtocol() + " with " + info.remoteAddress());
        stages.enter(Stage.MQTT, Login.address(broker));
        stages.pass(
                Stage.MQTT, "keep-alive " + info.serverKeepAlive() + " s, receive maximum " + info.receiveMaximum());
    }

    private ConnectOptions options(Environment environment, Credentials credentials) {
        return new ConnectOptions(
                environment.broker(),
                target.options(),
                credentials.clientId(),
                credentials.username(),
                credentials.password(),
                topics.topic(TopicTable.AGENT_CONNECTION),
                AgentConnectionMessages.lastWill(target.claimId(), sessionId, startedAt),
                ConnectOptions.DEFAULT_KEEP_ALIVE,
                ConnectOptions.DEFAULT_CONNACK_LIMIT,
                ConnectOptions.DEFAULT_MAX_INBOUND);
    }

    private static void subscribe(TransportSession session, String filter) throws AttemptException {
        String failed = "disconnected, MQTT protocol error";
        try {
            session.subscribe(filter).toCompletableFuture().get(SUBSCRIBE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AttemptException(
                    e.getCause() instanceof TransportException cause
                            ? cause.disconnectCause().statusText()
                            : failed,
                    "the subscription failed: " + e.getCause().getMessage(),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new AttemptException(failed, "the subscription was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AttemptException("offline", "interrupted", e);
        }
    }
}

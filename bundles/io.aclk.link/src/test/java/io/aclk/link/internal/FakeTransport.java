package io.aclk.link.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.Transport;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportListener;
import io.aclk.api.transport.TransportSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A broker: takes what is sent and says what a test wants it to say. */
class FakeTransport implements Transport {

    final List<Session> sessions = new ArrayList<>();
    TransportException failure;
    /** Publishes are acknowledged at once. */
    boolean acknowledging = true;

    int maximumPacketSize = 1_000_000;
    /** The connection ends while its subscriptions are confirmed. */
    DisconnectCause lostWhileSubscribing;
    /** What the observer of a connect is told. */
    Consumer<ConnectObserver> steps = observer -> {};
    /** A session cannot be closed in order. */
    RuntimeException disconnectFailure;
    /** How subscriptions end. */
    CompletionStage<Void> subscribed = CompletableFuture.completedStage(null);

    @Override
    public TransportSession connect(
            ConnectOptions options, TransportListener listener, AbortSignal abort, ConnectObserver observer)
            throws TransportException {
        steps.accept(observer);
        if (failure != null) {
            throw failure;
        }
        Session session = new Session(options, listener);
        sessions.add(session);
        return session;
    }

    Session last() {
        return sessions.get(sessions.size() - 1);
    }

    /** A published message. */
    record Published(String topic, byte[] payload, CompletableFuture<Void> acknowledgement) {}

    /** One connection. */
    class Session implements TransportSession {
        final ConnectOptions options;
        final TransportListener listener;
        final List<String> subscriptions = new ArrayList<>();
        final List<Published> published = new ArrayList<>();
        final List<Duration> pings = new ArrayList<>();
        TransportException subscriptionFailure;
        boolean disconnected;
        boolean closed;

        Session(ConnectOptions options, TransportListener listener) {
            this.options = options;
            this.listener = listener;
        }

        /** The connection ends. */
        void lose(DisconnectCause cause) {
            closed = true;
            listener.disconnected(cause, "as the test wants it");
        }

        @Override
        public ConnectionInfo info() {
            return new ConnectionInfo(
                    "none", "TLSv1.3", "x", 0, 65535, maximumPacketSize, 60, 0, "127.0.0.1:1", "127.0.0.1:2");
        }

        @Override
        public CompletionStage<Void> subscribe(String filter) {
            subscriptions.add(filter);
            if (lostWhileSubscribing != null && !closed) {
                lose(lostWhileSubscribing);
                return CompletableFuture.failedStage(
                        new TransportException(lostWhileSubscribing, -1, "as the test wants it", null));
            }
            return subscribed;
        }

        @Override
        public CompletionStage<Void> publish(String topic, byte[] payload) {
            CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
            published.add(new Published(topic, payload, acknowledgement));
            if (closed) {
                acknowledgement.completeExceptionally(
                        new TransportException(DisconnectCause.LOCAL, -1, "closed", null));
            } else if (acknowledging) {
                acknowledgement.complete(null);
            }
            return acknowledgement;
        }

        @Override
        public void ping(Duration limit) {
            pings.add(limit);
        }

        @Override
        public Counters counters() {
            return new Counters(0, published.size(), 0, 0, 0, 0, 0);
        }

        @Override
        public void disconnect(Duration limit) {
            if (disconnectFailure != null) {
                throw disconnectFailure;
            }
            disconnected = true;
            close();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                listener.disconnected(DisconnectCause.LOCAL, "closed");
            }
        }
    }
}

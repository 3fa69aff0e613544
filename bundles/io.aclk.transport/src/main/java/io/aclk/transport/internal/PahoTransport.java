package io.aclk.transport.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.ConnectObserver.Step;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.Transport;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportListener;
import io.aclk.api.transport.TransportSession;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT 5 by Eclipse Paho over our own WebSocket ({@code protocol/connecting.md} sections 6 and 7). The socket is opened
 * and upgraded on the caller's thread, so that every failure is reported as what it is; Paho gets an open stream.
 */
@Component(service = Transport.class)
public final class PahoTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(PahoTransport.class);

    private final Network network;
    private final Limits limits;
    private final Surroundings surroundings;
    private final Set<AbortSignal> attempts = ConcurrentHashMap.newKeySet();
    private final Set<PahoSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** Called by Declarative Services. */
    @Activate
    public PahoTransport(@Reference Network network) {
        this(network, Limits.DEFAULT, Surroundings.REAL);
    }

    PahoTransport(Network network, Limits limits, Surroundings surroundings) {
        this.network = network;
        this.limits = limits;
        this.surroundings = surroundings;
    }

    /** Ends attempts and connections within 2 s; no goodbye is said, so that the server publishes the last will. */
    @Deactivate
    void deactivate() {
        stopped = true;
        attempts.forEach(AbortSignal::abort);
        TransportException end = Failures.of(DisconnectCause.LOCAL, "the transport is stopped");
        sessions.forEach(session -> session.end(end));
        long deadline = System.nanoTime() + PahoSession.END_LIMIT.toNanos();
        sessions.forEach(session -> session.awaitEnd(deadline));
    }

    @Override
    public TransportSession connect(
            ConnectOptions options, TransportListener listener, AbortSignal abort, ConnectObserver observer)
            throws TransportException {
        AbortSignal attempt = new AbortSignal();
        ConnectObserver guarded = new GuardedObserver(observer);
        Closeable link = attempt::abort;
        attempts.add(attempt);
        try {
            abort.register(link);
            if (stopped) {
                throw Failures.of(DisconnectCause.LOCAL, "the transport is stopped");
            }
            return connect(options, listener, open(options, attempt, guarded), attempt, guarded);
        } catch (NetworkException e) {
            throw connectFailed(e);
        } finally {
            abort.release(link);
            attempts.remove(attempt);
        }
    }

    private NetworkConnection open(ConnectOptions options, AbortSignal attempt, ConnectObserver observer)
            throws TransportException {
        URI endpoint = options.endpoint();
        if (endpoint.getHost() == null) {
            throw Failures.of(DisconnectCause.CONNECT_FAILED, "the MQTT endpoint has no host");
        }
        try {
            return network.connect(endpoint.getHost(), Negotiated.port(endpoint), options.network(), attempt, observer);
        } catch (NetworkException e) {
            throw connectFailed(e);
        }
    }

    private TransportSession connect(
            ConnectOptions options,
            TransportListener listener,
            NetworkConnection socket,
            AbortSignal attempt,
            ConnectObserver observer)
            throws TransportException, NetworkException {
        long deadline = System.nanoTime() + options.connackLimit().toNanos();
        attempt.register(socket);
        PahoSession session;
        try {
            WebSocketConnection connection =
                    WebSocketConnection.open(socket.socket(), options.endpoint(), deadline, observer);
            session = new PahoSession(options, listener, limits, surroundings, socket, connection, sessions::remove);
        } catch (IOException e) {
            close(socket);
            throw attempt.aborted() ? aborted(e) : Failures.classify("the WebSocket upgrade", e);
        }
        sessions.add(session);
        try {
            observer.entered(Step.MQTT, Negotiated.address(options.endpoint()));
            session.connect(deadline);
            observer.passed(Step.MQTT, session.granted());
        } catch (TransportException e) {
            sessions.remove(session);
            throw attempt.aborted() ? aborted(e) : e;
        }
        attempt.release(socket);
        LOG.debug("ACLK: MQTT connection to {} accepted", options.endpoint().getHost());
        return session;
    }

    private static TransportException connectFailed(NetworkException e) {
        DisconnectCause cause =
                e.reason() == NetworkException.Reason.ABORTED ? DisconnectCause.LOCAL : DisconnectCause.CONNECT_FAILED;
        return new TransportException(cause, -1, e.getMessage(), e);
    }

    private static TransportException aborted(IOException e) {
        return new TransportException(DisconnectCause.LOCAL, -1, "aborted", e);
    }

    private static void close(NetworkConnection socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is being thrown away: there is nothing to be saved
        }
    }
}

package io.aclk.api.network;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told of the steps of a connect while it goes on, so that a fault can be named where it happened and each step can be
 * measured. A step that fails is entered and not passed; the exception of the call then says why. Called on the thread
 * that connects; must return at once. Each step is told once.
 */
@ConsumerType
public interface ConnectObserver {

    /** Listens to nothing. */
    ConnectObserver NONE = new ConnectObserver() {};

    /** The steps, in their order. Steps that a connection does not need (no proxy, no WebSocket) are not entered. */
    enum Step {
        /**
         * Resolving the names that are resolved here: of the proxy, or of the server where there is none; of both for a
         * proxy that is given addresses ({@code socks5}). An address instead of a name passes at once.
         */
        DNS,
        /** TCP to the proxy or to the server. */
        TCP,
        /** TLS to the proxy, and its tunnel to the server. */
        PROXY,
        /** The TLS handshake with the server. */
        TLS,
        /** Chain, name and pin of the server's certificate. */
        CERTIFICATE,
        /** The HTTP exchange. */
        HTTP,
        /** The upgrade to a WebSocket. */
        WEBSOCKET,
        /** MQTT CONNECT to CONNACK. */
        MQTT
    }

    /**
     * A step begins.
     *
     * @param step which
     * @param subject what it is about, for people: a host name, {@code host:port}; without secrets
     */
    default void entered(Step step, String subject) {}

    /**
     * A step is done.
     *
     * @param step which
     * @param detail what came out, for people: addresses, protocol, subject of a certificate; without secrets
     */
    default void passed(Step step, String detail) {}

    /**
     * One address of the race for a TCP connection (RFC 8305) came to an end.
     *
     * @param address which
     * @param failure why it could not be reached; empty if it was
     */
    default void tried(InetSocketAddress address, Optional<String> failure) {}
}

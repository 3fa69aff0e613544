package io.aclk.api.link;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.AbortSignal;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Goes through the stages of a connect, in the very code that the link connects with, and says what it meets. It never
 * announces the agent. Thread-safe.
 */
@ProviderType
public interface LinkProbe {

    /** How far to go. */
    enum Depth {
        /** To the answered challenge: harmless beside a live connection. */
        CHALLENGE,
        /** Through login, connection and subscription, then disconnects. A live connection would be replaced. */
        SUBSCRIPTION
    }

    /**
     * The stages, in their order. A connection to another host than that of {@code url} is part of the stage that needs
     * it: a broker whose name is unknown fails at {@link #WEBSOCKET}.
     */
    enum Stage {
        /** The name of the server, or of the proxy. */
        DNS,
        /** The tunnel through the proxy. */
        PROXY,
        /** TCP to the server, or to the proxy. */
        TCP,
        /** The TLS handshake. */
        TLS,
        /** The server's certificate. */
        CERTIFICATE,
        /** {@code GET /api/v1/env}. */
        ENV,
        /** The challenge, and its decryption. */
        CHALLENGE,
        /** The credentials of one connection. */
        LOGIN,
        /** The WebSocket, with everything below it. */
        WEBSOCKET,
        /** MQTT CONNECT to CONNACK. */
        MQTT,
        /** Both subscriptions. */
        SUBSCRIPTION
    }

    /** Told of the stages while they are gone through, on the thread of the call. Must return at once. */
    @ConsumerType
    interface Observer {
        /**
         * A stage begins.
         *
         * @param stage which
         * @param subject what it is about, for people: a host name for {@link Stage#DNS}, {@code host:port} of the peer
         *     for most others; without secrets
         */
        void entered(Stage stage, String subject);

        /**
         * A stage is done.
         *
         * @param stage which
         * @param detail what came out, for people; without secrets
         */
        void passed(Stage stage, String detail);

        /**
         * One address of the server, or of the proxy, was tried.
         *
         * @param address which
         * @param failure why it could not be reached; empty if it was
         */
        default void tried(InetSocketAddress address, Optional<String> failure) {}

        /**
         * The server said what time it is, at this moment.
         *
         * @param time {@code Date} of its first answer, whole seconds
         */
        default void serverTime(Instant time) {}
    }

    /**
     * Probes. Blocks; every step has its limit; end it with the signal.
     *
     * <p>Without an identity it goes as far as {@link Stage#CERTIFICATE} and fails at {@link Stage#ENV}, which needs a
     * claim id: so it shows whether a claim would get through.
     *
     * @param settings where to connect and how
     * @param depth how far
     * @param observer told of the stages
     * @param abort ends the call
     * @throws ProbeException at the stage that failed; later stages were not reached
     */
    void probe(LinkSettings settings, Depth depth, Observer observer, AbortSignal abort) throws ProbeException;
}

package io.aclk.api.transport;

import io.aclk.api.network.NetworkOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * What is needed to connect ({@code protocol/connecting.md} sections 6 and 7).
 *
 * @param endpoint {@code wss://host[:port]/path}; port 443 if it has none
 * @param network proxy and trust
 * @param clientId MQTT client id
 * @param username MQTT user name
 * @param password MQTT password; a secret
 * @param willTopic topic of the last will
 * @param willPayload payload of the last will, QoS 2, not retained
 * @param keepAlive keep-alive interval, whole seconds
 * @param connackLimit time from the TCP connection to the CONNACK
 * @param maxInbound largest message accepted, bytes
 */
public record ConnectOptions(
        URI endpoint,
        NetworkOptions network,
        String clientId,
        String username,
        String password,
        String willTopic,
        byte[] willPayload,
        Duration keepAlive,
        Duration connackLimit,
        int maxInbound) {

    /** Keep-alive of the reference agent. */
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(60);
    /** Limit of the reference agent. */
    public static final Duration DEFAULT_CONNACK_LIMIT = Duration.ofSeconds(120);
    /** Largest message that the reference agent takes (connecting.md section 6). */
    public static final int DEFAULT_MAX_INBOUND = 16 * 1024 * 1024;

    /** Checks that nothing is missing. */
    public ConnectOptions {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(willTopic, "willTopic");
        Objects.requireNonNull(willPayload, "willPayload");
        Objects.requireNonNull(keepAlive, "keepAlive");
        Objects.requireNonNull(connackLimit, "connackLimit");
    }

    /** The address only. */
    @Override
    public String toString() {
        return "connect to " + endpoint.getHost() + ":" + endpoint.getPort();
    }
}

package io.aclk.cloud.broker.internal;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What the owner set for the broker, checked (PID {@code io.aclk.cloud}).
 *
 * @param listen address to listen on
 * @param port TCP port, 0 for any free one
 * @param publicHost host name or address by which agents reach the broker, without brackets
 */
record BrokerSettings(String listen, int port, String publicHost) {

    /** Configuration shared by the bundles of the cloud side. */
    static final String PID = "io.aclk.cloud";

    static final String LISTEN = "listen";
    static final String PORT = "mqtt.port";
    static final String PUBLIC_URL = "public.url";

    static final String DEFAULT_LISTEN = "127.0.0.1";
    static final int DEFAULT_PORT = 8444;

    /**
     * Reads the properties of a configuration; other keys are ignored.
     *
     * @throws IllegalArgumentException naming the key that cannot be used
     */
    static BrokerSettings of(Map<String, ?> properties) {
        String listen = text(properties, LISTEN).orElse(DEFAULT_LISTEN);
        int port = text(properties, PORT).map(BrokerSettings::port).orElse(DEFAULT_PORT);
        String host = text(properties, PUBLIC_URL).map(BrokerSettings::host).orElse(reachable(listen));
        return new BrokerSettings(listen, port, host);
    }

    /** The address that agents are given, once the port is known. */
    String endpoint(int actualPort) {
        String host = publicHost.indexOf(':') >= 0 ? "[" + publicHost + "]" : publicHost;
        return "wss://" + host + ":" + actualPort + "/mqtt";
    }

    private static Optional<String> text(Map<String, ?> properties, String key) {
        return Optional.ofNullable(properties.get(key))
                .map(value -> value.toString().trim())
                .filter(value -> !value.isEmpty());
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw new IllegalArgumentException(PORT + " must be a port from 0 to 65535, not " + value);
    }

    private static String host(String url) {
        try {
            String host = URI.create(url).getHost();
            if (host != null) {
                return host.replace("[", "").replace("]", "");
            }
        } catch (IllegalArgumentException e) {
            // reported below, like a URL without a host
        }
        throw new IllegalArgumentException(
                PUBLIC_URL + " must be a URL with a host, such as https://cloud.example:8443");
    }

    /** All interfaces are no address that one can connect to. */
    private static String reachable(String listen) {
        return listen.equals("0.0.0.0") || listen.equals("::") ? "localhost" : listen;
    }
}

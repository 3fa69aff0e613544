package io.aclk.doctor.internal;

import io.aclk.api.config.LinkSettings;
import java.util.Objects;

/**
 * Whom a fault is about. Immutable.
 *
 * @param role for example {@code the broker}
 * @param address {@code host:port}, or at least the host; empty if it is not known
 * @param origin where a person changes the address
 */
record Party(String role, String address, String origin) {

    Party {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(origin, "origin");
    }

    /** The server of the setting {@code url}. */
    static Party server(Settings settings) {
        return new Party("the server", settings.server(), settings.named(LinkSettings.URL));
    }

    /** The proxy. */
    static Party proxy(String address, Settings settings) {
        return new Party("the proxy", address, settings.proxy());
    }

    /** One that the server named. */
    static Party named(String role, String address) {
        return new Party(role, address, "the settings of the cloud side, which names it in its answer to /env");
    }

    /** The host alone. */
    String host() {
        int colon = address.lastIndexOf(':');
        return colon < 0 || address.indexOf(':') != colon && !address.contains("]")
                ? address
                : address.substring(0, colon);
    }

    /** For people. */
    @Override
    public String toString() {
        return address.isEmpty() ? role : role + " " + address;
    }
}

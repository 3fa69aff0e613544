package io.aclk.doctor.internal;

import io.aclk.api.link.LinkProbe;
import java.util.Locale;

/** What the doctor looks at, in the order in which it is reported. */
enum Check {
    /** The settings in force, and the mistakes in their sources. */
    CONFIGURATION("configuration"),
    /** Claim id and key. */
    IDENTITY("identity"),
    /** The clock of this machine beside that of the server. */
    CLOCK("clock"),
    /** {@link LinkProbe.Stage#DNS}. */
    DNS("DNS"),
    /** IPv4 and IPv6: which the name has, and which get through. */
    ADDRESS_FAMILIES("address families"),
    /** {@link LinkProbe.Stage#PROXY}. */
    PROXY("proxy"),
    /** {@link LinkProbe.Stage#TCP}. */
    TCP("TCP"),
    /** {@link LinkProbe.Stage#TLS}. */
    TLS("TLS"),
    /** {@link LinkProbe.Stage#CERTIFICATE}. */
    CERTIFICATE("certificate"),
    /** {@link LinkProbe.Stage#ENV}. */
    ENV("/env"),
    /** {@link LinkProbe.Stage#CHALLENGE}. */
    CHALLENGE("challenge"),
    /** {@link LinkProbe.Stage#LOGIN}. */
    LOGIN("login"),
    /** {@link LinkProbe.Stage#WEBSOCKET}. */
    WEBSOCKET("WebSocket"),
    /** {@link LinkProbe.Stage#MQTT}. */
    MQTT("MQTT"),
    /** {@link LinkProbe.Stage#SUBSCRIPTION}. */
    SUBSCRIPTION("subscription"),
    /** One question to the host itself, as the cloud would ask it. */
    LOCAL_QUERY("local query");

    private final String title;

    Check(String title) {
        this.title = title;
    }

    /** Name for people. */
    String title() {
        return title;
    }

    /** Name for programs: lower case, words joined by hyphens. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The check of a stage of a connect. */
    static Check of(LinkProbe.Stage stage) {
        return valueOf(stage.name());
    }
}

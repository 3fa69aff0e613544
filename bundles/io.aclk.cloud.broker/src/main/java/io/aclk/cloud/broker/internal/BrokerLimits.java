package io.aclk.cloud.broker.internal;

/** What the broker holds at most. All sizes in bytes. */
final class BrokerLimits {

    /** Largest MQTT packet, announced in CONNACK; also the largest WebSocket frame. Stock agents take 16 MiB, too. */
    static final int PACKET = 16 << 20;

    /** Bytes of a connection before its login: an HTTP upgrade and a CONNECT of an agent take less than 4 KiB. */
    static final int LOGIN_BYTES = 64 << 10;

    /** How long a login may take from the connection on. */
    static final int LOGIN_SECONDS = 30;

    /** Publications of one client that wait to be handled; past it its socket is not read. */
    static final int INBOUND_WINDOW = 4 << 20;

    /** QoS 1 publications that a client may have open, announced in CONNACK. Stock agents do not look at it. */
    static final int RECEIVE_MAXIMUM = 4096;

    /** QoS 1 publications that the broker has open towards a client that announces no limit of its own. */
    static final int IN_FLIGHT = 1024;

    /** Topic aliases; stock agents use theirs whatever we announce, so all there are. */
    static final int TOPIC_ALIASES = 65_535;

    /** Waiting messages of one topic: one of the largest always fits. Past it, publishing to that topic fails. */
    static final long TOPIC_BACKLOG = 2L * PACKET;

    /** Waiting messages of all topics: a quarter of the heap. Past it, publishing fails. */
    static final long BACKLOG = Math.max(4L * PACKET, Runtime.getRuntime().maxMemory() / 4);

    /** Publications of this process that wait for the broker. */
    static final int PUBLISH_QUEUE = 10_000;

    /** Connections at a time. */
    static final int CONNECTIONS = 20_000;

    private BrokerLimits() {}
}

package io.aclk.transport.internal;

import java.time.Duration;

/**
 * Time limits of a connection. Those of {@code protocol/connecting.md} sections 7.4 to 7.6 are the defaults, but for
 * the time until a dead peer is noticed: 14 s in all, where the reference agent needs 106 s.
 *
 * @param puback from {@code publish} to the PUBACK
 * @param suback from {@code subscribe} to the SUBACK
 * @param silence nothing received for this long leads to a PINGREQ
 * @param answer from a PINGREQ to any sign of life
 * @param noProgress one write that does not end
 * @param close from our WebSocket close to the peer's
 */
record Limits(
        Duration puback, Duration suback, Duration silence, Duration answer, Duration noProgress, Duration close) {

    static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(9),
            Duration.ofSeconds(5),
            Duration.ofSeconds(120),
            Duration.ofSeconds(1));
}

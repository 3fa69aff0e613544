package io.aclk.transport.internal;

import java.time.Duration;

/**
 * Time limits of a connection; the defaults are those of the reference agent ({@code protocol/connecting.md} sections
 * 7.4 to 7.6).
 *
 * @param puback from {@code publish} to the PUBACK
 * @param suback from {@code subscribe} to the SUBACK
 * @param pingResponse from a keep-alive PINGREQ to any sign of life
 * @param noProgress one write that does not end
 * @param close from our WebSocket close to the peer's
 */
record Limits(Duration puback, Duration suback, Duration pingResponse, Duration noProgress, Duration close) {

    static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            Duration.ofSeconds(1));
}

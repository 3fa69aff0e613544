package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.io.IOException;
import java.time.Duration;

/**
 * Our own keep-alive ({@code protocol/connecting.md} section 7.5): a PINGREQ when nothing was sent for three quarters of
 * the interval in force, which is the server's if it gave one (MQTT 5 section 3.1.2.10). For one thread.
 */
final class KeepAlive {

    private final Duration interval;
    private final Limits limits;
    private final WebSocketConnection connection;
    private final MqttOutput output;
    private boolean awaiting;
    private long askedNanos;

    /**
     * Begins.
     *
     * @param interval zero switches pings off
     */
    KeepAlive(Duration interval, Limits limits, WebSocketConnection connection, MqttOutput output) {
        this.interval = interval;
        this.limits = limits;
        this.connection = connection;
        this.output = output;
    }

    /** The interval in force. */
    Duration interval() {
        return interval;
    }

    /** Sends a ping if one is due; returns why the connection is lost, or {@code null}. */
    TransportException check(long now) {
        long writingSince = connection.output().writingSince();
        if (writingSince != 0 && now - writingSince > limits.noProgress().toNanos()) {
            return Failures.of(DisconnectCause.NO_PROGRESS, "a write did not end in " + seconds(limits.noProgress()));
        }
        if (awaiting) {
            if (connection.reader().lastNanos() - askedNanos >= 0) {
                awaiting = false;
            } else if (now - askedNanos > limits.pingResponse().toNanos()) {
                return Failures.of(
                        DisconnectCause.PING_TIMEOUT, "no answer to a ping in " + seconds(limits.pingResponse()));
            }
        }
        if (!interval.isZero() && now - output.lastNanos() >= interval.toNanos() / 4 * 3) {
            return ping(now);
        }
        return null;
    }

    private TransportException ping(long now) {
        try {
            output.ping();
        } catch (IOException e) {
            return Failures.classify("writing", e);
        }
        if (!awaiting) {
            awaiting = true;
            askedNanos = now;
        }
        return null;
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}

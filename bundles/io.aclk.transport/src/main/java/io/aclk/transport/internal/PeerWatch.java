package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides when the peer is asked for a sign of life and when it is gone. It is asked, with a PINGREQ,
 *
 * <ul>
 *   <li>when nothing was received for {@link Limits#silence()},
 *   <li>when nothing was sent for three quarters of the keep-alive interval ({@code protocol/connecting.md} section 7.5;
 *       a server that keeps talking must hear of us too),
 *   <li>at once when the local address of the connection went away, or when the machine or this process stood still:
 *       the wall clock went further than the monotonic one, or the last look was due long ago.
 * </ul>
 *
 * <p>Any byte that comes afterwards is an answer. So that a slow uplink is not mistaken for a dead peer, the time for it
 * begins when the PINGREQ is written; until then, while a packet before it is being written, it begins anew with whatever
 * the socket takes. And it is longer than {@link Limits#answer()} when more was sent since the last sign of life than
 * {@value #SLOWEST_BYTES_PER_SECOND} bytes a second carry in that time, since all of it may lie in the buffers of a proxy
 * in front of the PINGREQ.
 *
 * <p>Thread-safe; nothing here waits.
 */
final class PeerWatch {

    /** Uplinks slower than this may lose their connection to a large message that a proxy holds. */
    static final long SLOWEST_BYTES_PER_SECOND = 50_000;

    private static final long SECOND = 1_000_000_000;
    /** The longest time between two looks. */
    private static final long LONGEST_PAUSE = SECOND;
    /** The addresses of the machine are looked at about once a second, not with every deadline. */
    private static final long ADDRESS_PAUSE = SECOND * 9 / 10;
    /** The shortest, so that a deadline that is a moment away does not make a busy loop. */
    private static final long SHORTEST_PAUSE = SECOND / 100;
    /** The longest time for an answer, however much was sent: that of the reference agent. */
    private static final long LONGEST_ANSWER = 60 * SECOND;
    /** A look this late, or clocks this far apart: the machine or the process stood still. */
    private static final long STANDSTILL = 5 * SECOND;

    /** The connection to a peer, as far as it is watched. Times are those of {@link Surroundings#nanos()}. */
    interface Line {
        /** When the last bytes came. */
        long receivedNanos();

        /** When the last MQTT packet was written to its end. */
        long sentNanos();

        /** When the last write to the socket ended. */
        long takenNanos();

        /** When the write to the socket began that is going on; 0 if none is. */
        long writingSince();

        /** All bytes written so far. */
        long sentBytes();

        /** When the last PINGREQ was written. */
        long pingedNanos();

        /** Whether a PINGREQ waits to be written. */
        boolean pingPending();

        /** Whether the machine still has the local address of the connection. */
        boolean hasLocalAddress();

        /** Writes a PINGREQ as soon as possible; returns at once. */
        void ping();
    }

    /** A question to the peer that has no answer yet. */
    private record Question(long askedNanos, long limitNanos, String reason) {
        long deadline() {
            return askedNanos + limitNanos;
        }
    }

    private final long keepAliveNanos;
    private final Limits limits;
    private final Line line;
    private final Surroundings surroundings;

    private Question question;
    /** Whether the PINGREQ of the question was seen to be written, and when it was. */
    private boolean pingWritten;

    private long pingNanos;
    /** What was sent between the last sign of life and that PINGREQ. */
    private long bytesBeforePing;

    private long lookedNanos;
    private long lookedMillis;
    private long plannedPause = LONGEST_PAUSE;
    private long receivedNanos;
    private long sentBytesThen;
    private boolean hadAddress;
    private long addressNanos;

    /**
     * Begins to watch.
     *
     * @param keepAlive interval in force; zero for none
     * @param limits of silence, of an answer and of a write
     * @param line the connection
     * @param surroundings the clocks
     */
    PeerWatch(Duration keepAlive, Limits limits, Line line, Surroundings surroundings) {
        this.keepAliveNanos = keepAlive.toNanos();
        this.limits = limits;
        this.line = line;
        this.surroundings = surroundings;
        this.lookedNanos = surroundings.nanos();
        this.lookedMillis = surroundings.wallMillis();
        this.receivedNanos = line.receivedNanos();
        this.sentBytesThen = line.sentBytes();
        this.addressNanos = lookedNanos;
        this.hadAddress = line.hasLocalAddress();
    }

    /**
     * Asks the peer now.
     *
     * @param limit time for an answer
     */
    synchronized void ask(Duration limit) {
        ask(surroundings.nanos(), limit.toNanos(), "on request");
    }

    private void ask(long now, long limit, String reason) {
        if (question == null || question.deadline() - (now + limit) > 0) {
            question = new Question(now, limit, reason);
            pingWritten = false;
        }
        line.ping();
    }

    /** Looks at the connection, asks if need be, and says why the peer is to be given up. */
    synchronized Optional<TransportException> look() {
        long now = surroundings.nanos();
        if (stoodStill(now)) {
            // what happened meanwhile nobody saw, so that no time may be held against the peer
            question = null;
            ask(now, limits.answer().toNanos(), "since the machine or the agent stood still");
            return Optional.empty();
        }
        hear();
        askIfDue(now);
        return verdict(now);
    }

    private boolean stoodStill(long now) {
        long millis = surroundings.wallMillis();
        long passed = now - lookedNanos;
        long passedOnWall = (millis - lookedMillis) * 1_000_000;
        lookedNanos = now;
        lookedMillis = millis;
        return passed - plannedPause > STANDSTILL || passedOnWall - passed > STANDSTILL;
    }

    private void hear() {
        long received = line.receivedNanos();
        if (received != receivedNanos) {
            receivedNanos = received;
            sentBytesThen = line.sentBytes();
        }
        if (question != null && received - question.askedNanos() >= 0) {
            question = null;
        }
        if (question != null && !pingWritten && !line.pingPending()) {
            pingWritten = true;
            // what follows, pings of keep-alive among it, gives the peer no more time
            pingNanos = line.pingedNanos();
            bytesBeforePing = line.sentBytes() - sentBytesThen;
        }
    }

    private void askIfDue(long now) {
        long limit = limits.answer().toNanos();
        if (now - addressNanos >= ADDRESS_PAUSE) {
            addressNanos = now;
            boolean hasAddress = line.hasLocalAddress();
            if (hadAddress && !hasAddress) {
                ask(now, limit, "since the local address of the connection is gone");
            }
            hadAddress = hasAddress;
        }
        if (question == null && silenceEnd() - now <= 0) {
            ask(now, limit, "since nothing came for " + limits.silence().toMillis() + " ms");
        }
        if (keepAliveEnd(now) - now <= 0) {
            ask(now, limit, "by keep-alive");
        }
    }

    private long silenceEnd() {
        return receivedNanos + limits.silence().toNanos();
    }

    private long keepAliveEnd(long now) {
        return keepAliveNanos == 0 || line.pingPending()
                ? now + LONGEST_PAUSE
                : line.sentNanos() + keepAliveNanos / 4 * 3;
    }

    private Optional<TransportException> verdict(long now) {
        long writingSince = line.writingSince();
        if (writingSince != 0 && now - writingSince > limits.noProgress().toNanos()) {
            return Optional.of(Failures.of(
                    DisconnectCause.NO_PROGRESS,
                    "a write did not end in " + limits.noProgress().toMillis() + " ms"));
        }
        if (question == null || answerEnd() - now > 0) {
            return Optional.empty();
        }
        return Optional.of(Failures.of(
                DisconnectCause.PING_TIMEOUT,
                "no answer in " + (now - question.askedNanos()) / 1_000_000 + " ms to a ping, asked "
                        + question.reason()));
    }

    private long answerEnd() {
        if (!pingWritten) {
            return later(question.askedNanos(), line.takenNanos()) + question.limitNanos();
        }
        long carried = bytesBeforePing * SECOND / SLOWEST_BYTES_PER_SECOND;
        return later(question.askedNanos(), pingNanos)
                + Math.max(question.limitNanos(), Math.min(carried, LONGEST_ANSWER));
    }

    private static long later(long one, long other) {
        return other - one > 0 ? other : one;
    }

    /** Nanoseconds until {@link #look} is due again. */
    synchronized long pause() {
        long now = surroundings.nanos();
        long deadline = Math.min((question == null ? silenceEnd() : answerEnd()) - now, keepAliveEnd(now) - now);
        long pause = Math.min(LONGEST_PAUSE, deadline);
        plannedPause = Math.max(SHORTEST_PAUSE, pause);
        return plannedPause;
    }
}

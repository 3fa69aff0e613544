package io.aclk.link.internal;

import io.aclk.api.link.ErrorReply;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.MessageHandler;
import io.aclk.api.link.ReplySink;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that came while no bundle answers them: they wait for one, until {@link #GRACE} after the last one left and
 * never beyond their own deadline, and are then answered 503. Bounded; what exceeds the bounds is answered at once.
 * Thread-safe.
 */
final class HeldRequests {

    private static final Logger LOG = LoggerFactory.getLogger(HeldRequests.class);

    /**
     * How long after somebody who answers left another one is waited for: the update of {@code io.aclk.query}, on a slow
     * machine, including the 3 s for which the old one lets its requests finish.
     */
    static final Duration GRACE = Duration.ofSeconds(10);
    /** Most requests that wait: those of 10 s at 50 a second. */
    static final int MAX_MESSAGES = 512;
    /** Most bytes that wait. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int MAX_ENVELOPE = 64 * 1024;

    /**
     * What is known of a request without reading it as a whole.
     *
     * @param timeout how long the asker waits; empty if it did not say
     */
    private record Address(String msgId, String topic, Optional<Duration> timeout) {}

    private final EventLoop events;
    private final ReplySink replies;
    private final Clock clock;
    private final Deque<InboundMessage> waiting = new ArrayDeque<>();
    private int bytes;
    /** {@link EventLoop#nanos()} until which somebody is waited for. */
    private volatile long graceEnd;

    /** Nobody answers yet; the first one is waited for as if another one had left now. */
    HeldRequests(EventLoop events, ReplySink replies, Clock clock) {
        this.events = events;
        this.replies = replies;
        this.clock = clock;
        left();
    }

    /** Whoever answered left now. */
    void left() {
        graceEnd = events.nanos() + GRACE.toNanos();
    }

    /** Lets a request wait. */
    void hold(InboundMessage request) {
        Optional<Address> address = address(request);
        if (address.isEmpty()) {
            return;
        }
        Duration grace = Duration.ofNanos(graceEnd - events.nanos());
        Duration limit = address.get()
                .timeout()
                .filter(asked -> asked.compareTo(grace) < 0)
                .orElse(grace);
        boolean held = false;
        synchronized (waiting) {
            if (limit.compareTo(Duration.ZERO) > 0
                    && waiting.size() < MAX_MESSAGES
                    && bytes + request.payload().length <= MAX_BYTES) {
                held = waiting.add(request);
                bytes += request.payload().length;
            }
        }
        if (held) {
            events.schedule(limit, () -> expire(request, address.get()));
        } else {
            refuse(address.get());
        }
    }

    private void expire(InboundMessage request, Address address) {
        boolean removed;
        synchronized (waiting) {
            // records are equal by content; only this very message is meant
            removed = waiting.removeIf(held -> held == request);
            if (removed) {
                bytes -= request.payload().length;
            }
        }
        if (removed) {
            refuse(address);
        }
    }

    /** Gives all that wait to somebody, in the order of their arrival. */
    void release(MessageHandler handler, BiConsumer<MessageHandler, InboundMessage> delivery) {
        for (InboundMessage request = poll(); request != null; request = poll()) {
            delivery.accept(handler, request);
        }
    }

    /** Forgets all that wait, because the connection they came from is gone or the bundle stops. */
    void clear() {
        synchronized (waiting) {
            waiting.clear();
            bytes = 0;
        }
    }

    private InboundMessage poll() {
        synchronized (waiting) {
            InboundMessage request = waiting.poll();
            if (request != null) {
                bytes -= request.payload().length;
            }
            return request;
        }
    }

    private void refuse(Address address) {
        LinkSession session = replies.session();
        if (session != null) {
            replies.send(address.topic(), ErrorReply.UNAVAILABLE.payload(address.msgId(), clock.instant(), session));
        }
    }

    /** Empty if it cannot be answered. */
    private static Optional<Address> address(InboundMessage request) {
        try {
            Map<String, Object> envelope = Json.object(request.payload(), 0, envelopeLength(request.payload()));
            if (envelope.get("msg-id") instanceof String msgId
                    && envelope.get("callback-topic") instanceof String topic) {
                long millis = envelope.get("timeout") instanceof Number timeout ? timeout.longValue() : 0;
                return Optional.of(new Address(
                        msgId, topic, millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty()));
            }
        } catch (IOException e) {
            LOG.debug("ACLK: a request that nobody answers is malformed, too: {}", e.getMessage());
        }
        return Optional.empty();
    }

    /** Up to the first CR LF CR LF ({@code protocol/queries.md} section 1). */
    private static int envelopeLength(byte[] payload) throws IOException {
        int end = Math.min(payload.length, MAX_ENVELOPE) - 3;
        for (int i = 0; i < end; i++) {
            if (payload[i] == '\r' && payload[i + 1] == '\n' && payload[i + 2] == '\r' && payload[i + 3] == '\n') {
                return i;
            }
        }
        throw new IOException("no separator");
    }
}

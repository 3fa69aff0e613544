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
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that came while no bundle answers them: they wait for a short grace, which covers the update of {@code
 * io.aclk.query}, and are then answered 503. Bounded; what exceeds the bounds is answered at once. Thread-safe.
 */
final class HeldRequests {

    private static final Logger LOG = LoggerFactory.getLogger(HeldRequests.class);

    /** How long a request waits for somebody to answer it. */
    static final Duration GRACE = Duration.ofSeconds(2);
    /** Most requests that wait. */
    static final int MAX_MESSAGES = 256;
    /** Most bytes that wait. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int MAX_ENVELOPE = 64 * 1024;

    private final EventLoop events;
    private final ReplySink replies;
    private final Clock clock;
    private final Deque<InboundMessage> waiting = new ArrayDeque<>();
    private int bytes;

    HeldRequests(EventLoop events, ReplySink replies, Clock clock) {
        this.events = events;
        this.replies = replies;
        this.clock = clock;
    }

    /** Lets a request wait. */
    void hold(InboundMessage request) {
        boolean held;
        synchronized (waiting) {
            held = waiting.size() < MAX_MESSAGES && bytes + request.payload().length <= MAX_BYTES;
            if (held) {
                waiting.add(request);
                bytes += request.payload().length;
            }
        }
        if (held) {
            events.schedule(GRACE, () -> expire(request));
        } else {
            refuse(request);
        }
    }

    private void expire(InboundMessage request) {
        boolean removed;
        synchronized (waiting) {
            // records are equal by content; only this very message is meant
            removed = waiting.removeIf(held -> held == request);
            if (removed) {
                bytes -= request.payload().length;
            }
        }
        if (removed) {
            refuse(request);
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

    private void refuse(InboundMessage request) {
        LinkSession session = replies.session();
        if (session == null) {
            return;
        }
        try {
            Map<String, Object> envelope = Json.object(request.payload(), 0, envelopeLength(request.payload()));
            if (envelope.get("msg-id") instanceof String msgId
                    && envelope.get("callback-topic") instanceof String topic) {
                replies.send(topic, ErrorReply.UNAVAILABLE.payload(msgId, clock.instant(), session));
            }
        } catch (IOException e) {
            LOG.debug("ACLK: a request that nobody answers is malformed, too: {}", e.getMessage());
        }
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

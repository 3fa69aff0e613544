package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportException.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The messages that are not acknowledged yet. At most the server's Receive Maximum of them are in flight, the others
 * wait in order. At most {@value #MAX_WAITING} wait, and at most {@value #MAX_BYTES} bytes of payload are held in all (a
 * single message is always taken); a message beyond is refused at once, since waiting longer would only make it late.
 *
 * <p>A message that times out in flight keeps its place in the window, because the server still counts it.
 *
 * <p>Thread-safe. Stages are completed outside the lock.
 */
final class PublishWindow {

    static final int MAX_WAITING = 4096;
    static final long MAX_BYTES = 64L * 1024 * 1024;

    /** Fixed header, topic length, packet id and empty properties of a PUBLISH: at most this many bytes. */
    private static final int OVERHEAD = 5 + 2 + 2 + 1;

    /** How a message gets on its way, without waiting for it. */
    interface Sender {
        /**
         * Sends a message.
         *
         * @throws Exception whatever the library throws for a message that it does not take
         */
        void send(Message message) throws Exception;
    }

    /** A message and its outcome. */
    static final class Message {
        final String topic;
        final byte[] payload;
        final CompletableFuture<Void> outcome = new CompletableFuture<>();
        private final long deadline;
        private long sentNanos;
        private boolean expired;

        private Message(String topic, byte[] payload, long deadline) {
            this.topic = topic;
            this.payload = payload;
            this.deadline = deadline;
        }
    }

    private final Sender sender;
    private final int maxInFlight;
    private final int maximumPacketSize;
    private final long pubackNanos;
    private final Queue<Message> waiting = new ArrayDeque<>();
    /** In the order of their deadlines; completed ones are removed when they reach the head. */
    private final Queue<Message> byAge = new ArrayDeque<>();

    private TransportException ended;
    private int inFlight;
    private int pending;
    private long bytes;
    private long pubacks;
    private long timedOut;
    private long latencyNanos;

    /**
     * An empty window.
     *
     * @param sender called in the order of the messages, never twice at a time
     * @param maxInFlight messages that may be unacknowledged
     * @param maximumPacketSize longest packet that the server takes
     * @param puback time for a PUBACK
     */
    PublishWindow(Sender sender, int maxInFlight, int maximumPacketSize, Duration puback) {
        this.sender = sender;
        this.maxInFlight = maxInFlight;
        this.maximumPacketSize = maximumPacketSize;
        this.pubackNanos = puback.toNanos();
    }

    CompletableFuture<Void> publish(String topic, byte[] payload) {
        long size = (long) payload.length + topic.getBytes(StandardCharsets.UTF_8).length + OVERHEAD;
        if (size > maximumPacketSize) {
            return CompletableFuture.failedFuture(Failures.of(
                    DisconnectCause.MESSAGE_TOO_BIG,
                    "a packet of " + size + " bytes exceeds the server's limit of " + maximumPacketSize));
        }
        Message message = new Message(topic, payload, System.nanoTime() + pubackNanos);
        TransportException refused = accept(message);
        if (refused != null) {
            message.outcome.completeExceptionally(refused);
        }
        return message.outcome;
    }

    private synchronized TransportException accept(Message message) {
        if (ended != null) {
            return Failures.copy(ended);
        }
        if (waiting.size() >= MAX_WAITING || (pending > 0 && bytes + message.payload.length > MAX_BYTES)) {
            return Failures.of(
                    DisconnectCause.NO_PROGRESS,
                    "the queue is full: " + pending + " messages of " + bytes + " bytes are not acknowledged");
        }
        pending++;
        bytes += message.payload.length;
        byAge.add(message);
        if (inFlight >= maxInFlight || !waiting.isEmpty()) {
            waiting.add(message);
            return null;
        }
        return send(message);
    }

    /** Returns why it could not be sent, or {@code null}. */
    private TransportException send(Message message) {
        inFlight++;
        message.sentNanos = System.nanoTime();
        try {
            sender.send(message);
            return null;
        } catch (Exception e) {
            inFlight--;
            release(message);
            return new TransportException(
                    DisconnectCause.MQTT_PROTOCOL, -1, "the message could not be sent: " + e.getMessage(), e);
        }
    }

    /** A PUBACK came. */
    void acknowledged(Message message, int reasonCode) {
        List<Runnable> outcomes = new ArrayList<>();
        synchronized (this) {
            inFlight--;
            pubacks++;
            latencyNanos = System.nanoTime() - message.sentNanos;
            release(message);
            sendWaiting(outcomes);
        }
        if (reasonCode < 0x80) {
            message.outcome.complete(null);
        } else {
            message.outcome.completeExceptionally(
                    Failures.mqtt(Fault.OTHER, reasonCode, "the server refused the message"));
        }
        outcomes.forEach(Runnable::run);
    }

    private void sendWaiting(List<Runnable> outcomes) {
        while (ended == null && inFlight < maxInFlight && !waiting.isEmpty()) {
            Message next = waiting.remove();
            if (!next.expired) {
                TransportException refused = send(next);
                if (refused != null) {
                    outcomes.add(() -> next.outcome.completeExceptionally(refused));
                }
            }
        }
    }

    private void release(Message message) {
        bytes -= message.payload.length;
        if (!message.expired) {
            pending--;
        }
        message.expired = true;
        while (!byAge.isEmpty() && byAge.peek().expired) {
            byAge.remove();
        }
    }

    /** Fails the messages that waited too long for their PUBACK. */
    void expire(long now) {
        List<Message> late = new ArrayList<>();
        synchronized (this) {
            while (!byAge.isEmpty() && (byAge.peek().expired || byAge.peek().deadline - now <= 0)) {
                Message message = byAge.remove();
                if (!message.expired) {
                    message.expired = true;
                    pending--;
                    timedOut++;
                    late.add(message);
                    if (message.sentNanos == 0) {
                        waiting.remove(message);
                        bytes -= message.payload.length;
                    }
                }
            }
        }
        late.forEach(message -> message.outcome.completeExceptionally(
                Failures.of(DisconnectCause.NO_PROGRESS, "the server did not acknowledge the message in time")));
    }

    /** Fails everything, now and later. */
    void end(TransportException end) {
        List<Message> lost;
        synchronized (this) {
            ended = end;
            lost = new ArrayList<>(byAge);
            byAge.clear();
            waiting.clear();
            pending = 0;
            bytes = 0;
        }
        lost.forEach(message -> message.outcome.completeExceptionally(Failures.copy(end)));
    }

    /** What the window contributes to the counters of a session. */
    record Figures(long pubacks, int pending, long timedOut, long latencyMicros) {}

    synchronized Figures figures() {
        return new Figures(pubacks, pending, timedOut, latencyNanos / 1000);
    }
}

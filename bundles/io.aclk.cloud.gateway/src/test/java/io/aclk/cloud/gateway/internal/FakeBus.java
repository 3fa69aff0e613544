package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.Bus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A broker without a network: keeps what is published, and hands over what a test says in an agent's name. */
final class FakeBus implements Bus {

    static final long LIMIT_SECONDS = 20;

    /** A message. */
    record Message(String topic, byte[] payload) {
        String name() {
            return topic.substring(topic.lastIndexOf('/') + 1);
        }
    }

    final BlockingQueue<Message> published = new LinkedBlockingQueue<>();
    final BlockingQueue<String> disconnected = new LinkedBlockingQueue<>();
    private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Void> publish(String topic, byte[] payload) {
        published.add(new Message(topic, payload));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public AutoCloseable subscribe(String filter, Receiver receiver) {
        receivers.put(filter, receiver);
        return () -> receivers.remove(filter);
    }

    @Override
    public void disconnect(String clientId) {
        disconnected.add(clientId);
    }

    @Override
    public String endpoint() {
        return "wss://localhost:8444/mqtt";
    }

    /** Waits until somebody listens. */
    void awaitSubscription(String filter) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!receivers.containsKey(filter)) {
            assertTrue(System.nanoTime() < end, "nobody subscribed to " + filter);
            Thread.onSpinWait();
        }
    }

    /** An agent publishes. */
    void fromAgent(String topic, byte[] payload) {
        receivers.forEach((filter, receiver) -> {
            String pattern = filter.replace("+", "[^/]+").replace("#", ".*");
            if (topic.matches(pattern)) {
                receiver.message(topic, payload);
            }
        });
    }

    List<String> subscriptions() {
        return receivers.keySet().stream().sorted().toList();
    }

    /** The next message that we published. */
    Message next() throws InterruptedException {
        Message message = published.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertNotNull(message, "nothing was published");
        return message;
    }

    /** The next message that we published, which must be this one. */
    byte[] next(String topic) throws InterruptedException {
        Message message = next();
        assertEquals(topic, message.topic());
        return message.payload();
    }
}

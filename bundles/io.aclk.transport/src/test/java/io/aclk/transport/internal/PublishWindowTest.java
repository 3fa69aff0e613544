package io.aclk.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.DisconnectCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ThreadGuard.class)
class PublishWindowTest {

    private final List<PublishWindow.Message> sent = new ArrayList<>();

    private PublishWindow window(int maxInFlight) {
        return new PublishWindow(sent::add, maxInFlight, Integer.MAX_VALUE, Duration.ofSeconds(60));
    }

    @Test
    void windowIsFilledInOrder() {
        PublishWindow window = window(2);
        for (int i = 0; i < 4; i++) {
            window.publish("/" + i, new byte[0]);
        }
        assertEquals(List.of("/0", "/1"), topics());
        window.acknowledged(sent.get(1), 0);
        assertEquals(List.of("/0", "/1", "/2"), topics());
        window.acknowledged(sent.get(0), 0x87);
        assertEquals(List.of("/0", "/1", "/2", "/3"), topics());
        assertEquals(2, window.figures().pending());
        assertEquals(2, window.figures().pubacks());
    }

    private List<String> topics() {
        return sent.stream().map(message -> message.topic).toList();
    }

    @Test
    void bytesAreBoundedButOneMessageIsAlwaysTaken() {
        PublishWindow window = window(10);
        byte[] huge = new byte[(int) PublishWindow.MAX_BYTES + 1];
        assertFalse(window.publish("/huge", huge).isDone());
        CompletableFuture<Void> refused = window.publish("/more", new byte[1]);
        assertEquals(
                DisconnectCause.NO_PROGRESS,
                TransportFixture.awaitFailure(refused).disconnectCause());
        window.acknowledged(sent.get(0), 0);
        assertFalse(window.publish("/more", new byte[1]).isDone());
        assertEquals(1, window.figures().pending());
    }

    @Test
    void lateMessagesFailAndKeepTheirPlaceInFlightOnly() {
        PublishWindow window = window(1);
        CompletableFuture<Void> inFlight = window.publish("/inflight", new byte[10]);
        CompletableFuture<Void> waiting = window.publish("/waiting", new byte[10]);
        window.expire(System.nanoTime() + Duration.ofSeconds(59).toNanos());
        assertFalse(inFlight.isDone());
        window.expire(System.nanoTime() + Duration.ofSeconds(61).toNanos());
        assertTrue(inFlight.isCompletedExceptionally());
        assertTrue(waiting.isCompletedExceptionally());
        assertEquals(2, window.figures().timedOut());
        assertEquals(0, window.figures().pending());
        window.publish("/next", new byte[0]);
        assertEquals(List.of("/inflight"), topics());
        window.acknowledged(sent.get(0), 0);
        assertEquals(List.of("/inflight", "/next"), topics());
        assertEquals(1, window.figures().pending());
    }

    @Test
    void messageThatCannotBeSentFreesItsPlace() {
        PublishWindow window = new PublishWindow(
                message -> {
                    if (message.topic.isEmpty()) {
                        throw new IllegalArgumentException("no topic");
                    }
                    sent.add(message);
                },
                1,
                Integer.MAX_VALUE,
                Duration.ofSeconds(60));
        window.publish("/first", new byte[0]);
        CompletableFuture<Void> broken = window.publish("", new byte[0]);
        window.publish("/last", new byte[0]);
        window.acknowledged(sent.get(0), 0);
        assertTrue(broken.isCompletedExceptionally());
        assertEquals(List.of("/first", "/last"), topics());
    }
}

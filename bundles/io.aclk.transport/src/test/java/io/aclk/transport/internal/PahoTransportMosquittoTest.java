package io.aclk.transport.internal;

import static io.aclk.transport.internal.TransportFixture.await;
import static io.aclk.transport.internal.TransportFixture.options;
import static io.aclk.transport.internal.TransportFixture.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The transport at a broker that is not ours. */
@ExtendWith(ThreadGuard.class)
class PahoTransportMosquittoTest {

    @TempDir
    static Path directory;

    private static Mosquitto broker;

    @BeforeAll
    static void start() throws Exception {
        broker = Mosquitto.start(directory);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void messagesGoOutAndComeBack() throws Exception {
        try (TransportFixture fixture = new TransportFixture()) {
            TransportSession session = fixture.connect(broker.endpoint());
            assertEquals(20, session.info().receiveMaximum());
            assertTrue(session.info().tlsProtocol().startsWith("TLS"));
            await(session.subscribe("/agent/1/in/+"));
            await(session.publish("/agent/1/in/Hello", utf8("world")));
            RecordingListener.Received message = fixture.listener.nextMessage();
            assertEquals("/agent/1/in/Hello", message.topic());
            assertArrayEquals(utf8("world"), message.payload());
            assertEquals(1, session.counters().received());
            assertEquals(1, session.counters().pubacks());
            assertEquals(0, session.counters().pending());
            session.disconnect(Duration.ofSeconds(2));
            assertEquals(DisconnectCause.LOCAL, fixture.listener.awaitEnd().cause());
        }
    }

    @Test
    void wrongPasswordIsRefusedWithItsReason() {
        try (TransportFixture fixture = new TransportFixture()) {
            TransportException e = fixture.connectFails(
                    options(broker.endpoint(), "wrong", Duration.ofSeconds(60), Duration.ofSeconds(10), 1024));
            assertEquals(DisconnectCause.MQTT_PROTOCOL, e.disconnectCause());
            assertEquals(0x87, e.code());
        }
    }

    @Test
    void lastWillIsPublishedAfterCloseAndNotAfterDisconnect() throws Exception {
        try (TransportFixture watcher = new TransportFixture();
                TransportFixture fixture = new TransportFixture()) {
            TransportSession watching =
                    watcher.transport.connect(client("watcher"), watcher.listener, new AbortSignal());
            await(watching.subscribe("/agent/1/#"));
            fixture.connect(broker.endpoint()).disconnect(Duration.ofSeconds(2));
            await(watching.publish("/agent/1/marker", utf8("after disconnect")));
            assertEquals("/agent/1/marker", watcher.listener.nextMessage().topic());
            fixture.connect(broker.endpoint()).close();
            RecordingListener.Received will = watcher.listener.nextMessage();
            assertEquals("/agent/1/will", will.topic());
            assertArrayEquals(utf8("gone"), will.payload());
        }
    }

    private static ConnectOptions client(String id) {
        ConnectOptions usual = options(broker.endpoint());
        return new ConnectOptions(
                usual.endpoint(),
                usual.network(),
                id,
                usual.username(),
                usual.password(),
                "/watcher/will",
                usual.willPayload(),
                usual.keepAlive(),
                usual.connackLimit(),
                usual.maxInbound());
    }

    /**
     * Mosquitto 2.0.11 takes a message of 600 KB, but was seen to send one back only 4 to 8 KiB at a time, each time it
     * got a packet; so a smaller one comes back here, and WebSocketFramesTest receives a large one.
     */
    @Test
    void largeMessagesGoOutAndComeBack() throws Exception {
        try (TransportFixture fixture = new TransportFixture()) {
            TransportSession session = fixture.connect(broker.endpoint());
            byte[] payload = new byte[20_000];
            new Random(1).nextBytes(payload);
            await(session.publish("/nobody", new byte[600_000]));
            await(session.subscribe("/large"));
            await(session.publish("/large", payload));
            assertArrayEquals(payload, fixture.listener.nextMessage().payload());
        }
    }

    @Test
    void thousandMessagesKeepTheirOrderInAWindowOfTwenty() throws Exception {
        try (TransportFixture fixture = new TransportFixture()) {
            TransportSession session = fixture.connect(broker.endpoint());
            await(session.subscribe("/many"));
            List<CompletableFuture<Void>> outcomes = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                outcomes.add(session.publish("/many", utf8("message " + i)).toCompletableFuture());
            }
            CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0]))
                    .get(30, TimeUnit.SECONDS);
            for (int i = 0; i < 1000; i++) {
                assertArrayEquals(
                        utf8("message " + i), fixture.listener.nextMessage().payload());
            }
            assertEquals(1000, session.counters().pubacks());
        }
    }
}

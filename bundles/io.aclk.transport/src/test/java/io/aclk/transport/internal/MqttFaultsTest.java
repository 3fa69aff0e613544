package io.aclk.transport.internal;

import static io.aclk.transport.internal.TransportFixture.await;
import static io.aclk.transport.internal.TransportFixture.awaitFailure;
import static io.aclk.transport.internal.TransportFixture.options;
import static io.aclk.transport.internal.TransportFixture.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportSession;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT at a server that uses all that it may, and more. */
@ExtendWith(ThreadGuard.class)
class MqttFaultsTest {

    private static final Limits SHORT = new Limits(
            Duration.ofSeconds(2),
            Duration.ofMillis(600),
            Duration.ofSeconds(9),
            Duration.ofMillis(600),
            Duration.ofMillis(1000),
            Duration.ofSeconds(1));

    // ---- CONNECT and CONNACK

    @Test
    void connectIsTheReferenceAgents() throws Exception {
        CompletableFuture<byte[]> connect = new CompletableFuture<>();
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.upgrade();
                    connect.complete(peer.expect(1).body());
                    peer.sendMqtt(FaultPeer.connAck(0));
                })) {
            fixture.connect(server.endpoint());
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            // MQTT, level 5; user name, password, will of QoS 2, clean start; keep-alive 60; no properties
            expected.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 5, (byte) 0b1101_0110, 0, 60, 0});
            field(expected, "client-1");
            expected.write(0); // no will properties
            field(expected, "/agent/1/will");
            field(expected, "gone");
            field(expected, "user");
            field(expected, "secret");
            assertArrayEquals(expected.toByteArray(), connect.get(5, TimeUnit.SECONDS));
        }
    }

    private static void field(ByteArrayOutputStream out, String text) {
        out.write(text.length() >> 8);
        out.write(text.length());
        out.writeBytes(utf8(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x84, 0x85, 0x86, 0x87, 0x88, 0x8A, 0x9D, 0x9F, 0xF7})
    void refusedConnectIsReportedWithItsReason(int code) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.upgrade();
                    peer.expect(1);
                    peer.sendMqtt(FaultPeer.connAck(code));
                    peer.awaitEnd();
                })) {
            TransportException e = fixture.connectFails(options(server.endpoint()));
            assertEquals(DisconnectCause.MQTT_PROTOCOL, e.disconnectCause());
            assertEquals(code, e.code());
            assertFalse(e.getMessage().contains("secret"));
        }
    }

    @Test
    void missingConnAckTimesOut() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.upgrade();
                    peer.awaitEnd();
                })) {
            TransportException e = fixture.connectFails(WebSocketUpgradeTest.impatient(server));
            assertEquals(DisconnectCause.CONNACK_TIMEOUT, e.disconnectCause());
            server.await();
        }
    }

    @Test
    void whatTheServerGrantsIsKnown() throws Exception {
        byte[] properties = {
            0x21, 0, 10, 0x27, 0, 1, 0, 0, 0x13, 0, 30, 0x22, 0, 5, 0x24, 1, 0x25, 0, 0x28, 1, 0x29, 0, 0x2A, 1, 0x12,
            0, 2, 'i', 'd', 0x1F, 0, 2, 'o', 'k', 0x26, 0, 1, 'a', 0, 1, 'b', 0x11, 0, 0, 0, 9
        };
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(properties, FaultPeer::awaitEnd)) {
            TransportSession.ConnectionInfo info =
                    fixture.connect(server.endpoint()).info();
            assertEquals(10, info.receiveMaximum());
            assertEquals(65_536, info.maximumPacketSize());
            assertEquals(30, info.serverKeepAlive());
            assertEquals(5, info.topicAliasMaximum());
            assertEquals("none", info.proxy());
            assertEquals(TestTls.INSTANCE.leaf().getNotAfter().toInstant().getEpochSecond(), info.certificateEnd());
        }
    }

    @Test
    void defaultsAreThoseOfTheStandard() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            TransportSession.ConnectionInfo info =
                    fixture.connect(server.endpoint()).info();
            assertEquals(65_535, info.receiveMaximum());
            assertEquals(Integer.MAX_VALUE, info.maximumPacketSize());
            assertEquals(60, info.serverKeepAlive());
            assertEquals(0, info.topicAliasMaximum());
        }
    }

    @Test
    void receiveMaximumOf65535DoesNotRefuseEveryPublish() throws Exception {
        echoesPubAcks(new byte[] {0x21, -1, -1}, session -> await(session.publish("/out", utf8("x"))));
    }

    @Test
    void topicAliasesOfferedByTheServerAreNotUsed() throws Exception {
        echoesPubAcks(new byte[] {0x22, 0, 9}, session -> {
            await(session.publish("/out", utf8("x")));
            await(session.publish("/out", utf8("x")));
        });
    }

    @Test
    void maximumPacketSizeLimitsWhatGoesOutAndNotWhatComesIn() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(new byte[] {0x27, 0, 0, 0, 100}, peer -> {
                    peer.sendMqtt(FaultPeer.publish("/in", 0, 0, new byte[5000]));
                    assertEquals(80, peer.expect(3).payload().length);
                    peer.awaitEnd();
                })) {
            TransportSession session = fixture.connect(server.endpoint());
            assertEquals(5000, fixture.listener.nextMessage().payload().length);
            TransportException e = awaitFailure(session.publish("/out", new byte[95]));
            assertEquals(DisconnectCause.MESSAGE_TOO_BIG, e.disconnectCause());
            session.publish("/out", new byte[80]);
            assertFalse(fixture.listener.ended());
        }
    }

    private interface Use {
        void of(TransportSession session) throws Exception;
    }

    private static void echoesPubAcks(byte[] properties, Use use) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(properties, peer -> {
                    while (true) {
                        FaultPeer.Packet packet = peer.expect(3);
                        assertEquals("/out", packet.topic());
                        peer.sendMqtt(FaultPeer.pubAck(packet.publishId(), 0));
                    }
                })) {
            use.of(fixture.connect(server.endpoint()));
            assertFalse(fixture.listener.ended());
        }
    }

    // ---- PUBLISH and PUBACK

    @Test
    void receiveMaximumOfOneIsKept() throws Exception {
        int count = 20;
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(new byte[] {0x21, 0, 1}, peer -> {
                    for (int i = 0; i < count; i++) {
                        FaultPeer.Packet packet = peer.expect(3);
                        assertArrayEquals(utf8("" + i), packet.payload());
                        Pause.ofMillis(5);
                        assertEquals(0, peer.socket().getInputStream().available(), "sent more than one");
                        peer.sendMqtt(FaultPeer.pubAck(packet.publishId(), 0));
                    }
                })) {
            TransportSession session = fixture.connect(server.endpoint());
            List<CompletableFuture<Void>> outcomes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                outcomes.add(session.publish("/out", utf8("" + i)).toCompletableFuture());
            }
            CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0]))
                    .get(10, TimeUnit.SECONDS);
            server.await();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x83, 0x87, 0x90, 0x97, 0x99})
    void refusedMessageFailsItsStageAndNotTheLink(int code) throws Exception {
        TransportException e = pubAck(code);
        assertEquals(DisconnectCause.MQTT_PROTOCOL, e.disconnectCause());
        assertEquals(code, e.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x91, 0xF0})
    void refusalUnknownToPahoFailsItsStageAndNotTheLink(int code) throws Exception {
        assertEquals(0x80, pubAck(code).code());
    }

    private static TransportException pubAck(int code) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    peer.sendMqtt(FaultPeer.pubAck(peer.expect(3).publishId(), code));
                    peer.sendMqtt(FaultPeer.pubAck(peer.expect(3).publishId(), 0x10));
                })) {
            TransportSession session = fixture.connect(server.endpoint());
            TransportException e = awaitFailure(session.publish("/out", utf8("refused")));
            await(session.publish("/out", utf8("taken, though nobody listens")));
            assertEquals(0, session.counters().pending());
            assertFalse(fixture.listener.ended());
            return e;
        }
    }

    @Test
    void messageWithoutPubAckTimesOutAndTheLinkStays() throws Exception {
        try (TransportFixture fixture = new TransportFixture(SHORT);
                FaultServer server = FaultServer.connected(peer -> {
                    int first = peer.expect(3).publishId();
                    int second = peer.expect(3).publishId();
                    peer.sendMqtt(FaultPeer.pubAck(second, 0));
                    peer.expect(8);
                    peer.sendMqtt(FaultPeer.pubAck(first, 0));
                    peer.sendMqtt(FaultPeer.pubAck(peer.expect(3).publishId(), 0));
                })) {
            TransportSession session = fixture.connect(server.endpoint());
            CompletableFuture<Void> lost = session.publish("/out", utf8("lost")).toCompletableFuture();
            await(session.publish("/out", utf8("acknowledged")));
            assertEquals(DisconnectCause.NO_PROGRESS, awaitFailure(lost).disconnectCause());
            assertEquals(1, session.counters().timedOut());
            assertEquals(0, session.counters().pending());
            session.subscribe("/late");
            await(session.publish("/out", utf8("after the late PUBACK")));
            assertFalse(fixture.listener.ended());
        }
    }

    @Test
    void queueIsBounded() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(new byte[] {0x21, 0, 1}, FaultPeer::awaitEnd)) {
            TransportSession session = fixture.connect(server.endpoint());
            CompletableFuture<Void> first = session.publish("/out", utf8("x")).toCompletableFuture();
            for (int i = 0; i < PublishWindow.MAX_WAITING; i++) {
                session.publish("/out", utf8("x"));
            }
            assertEquals(1 + PublishWindow.MAX_WAITING, session.counters().pending());
            TransportException e = awaitFailure(session.publish("/out", utf8("one too many")));
            assertEquals(DisconnectCause.NO_PROGRESS, e.disconnectCause());
            session.close();
            assertEquals(DisconnectCause.LOCAL, awaitFailure(first).disconnectCause());
            assertEquals(
                    DisconnectCause.LOCAL,
                    awaitFailure(session.publish("/out", utf8("too late"))).disconnectCause());
        }
    }

    @Test
    void illegalTopicFailsItsStageAndNotTheLink() throws Exception {
        echoesPubAcks(new byte[0], session -> {
            awaitFailure(session.publish("/out/#", utf8("x")));
            awaitFailure(session.subscribe("/out/#/more"));
            await(session.publish("/out", utf8("x")));
        });
    }

    @Test
    void receivedMessageIsAcknowledgedInTwoBytes() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    peer.sendMqtt(FaultPeer.publish("/in/A", 1, 0x1234, utf8("a")));
                    assertArrayEquals(new byte[] {0x12, 0x34}, peer.expect(4).body());
                    peer.sendMqtt(FaultPeer.publish("/in/B", 0, 0, utf8("b")));
                })) {
            fixture.connect(server.endpoint());
            assertEquals("/in/A", fixture.listener.nextMessage().topic());
            assertEquals("/in/B", fixture.listener.nextMessage().topic());
            server.await();
        }
    }

    @Test
    void payloadsOfAllFormsArriveInOrder() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    // QoS 1 with a user property and a content type, then no payload, then QoS 0
                    peer.sendMqtt(bytes("32 14 00 01 61 00 05 0B 26 00 01 6B 00 01 76 03 00 01 74 78 79 7A"));
                    peer.sendMqtt(FaultPeer.publish("/empty", 1, 6, new byte[0]));
                    for (int i = 0; i < 200; i++) {
                        peer.sendMqtt(FaultPeer.publish("/n", i % 2, i + 7, utf8("" + i)));
                    }
                    peer.awaitEnd();
                })) {
            fixture.connect(server.endpoint());
            RecordingListener.Received first = fixture.listener.nextMessage();
            assertEquals("a", first.topic());
            assertArrayEquals(utf8("xyz"), first.payload());
            assertEquals(0, fixture.listener.nextMessage().payload().length);
            for (int i = 0; i < 200; i++) {
                assertArrayEquals(utf8("" + i), fixture.listener.nextMessage().payload());
            }
        }
    }

    @Test
    void messageBeyondTheLimitEndsTheConnection() throws Exception {
        ends(
                DisconnectCause.MESSAGE_TOO_BIG,
                peer -> peer.sendFrame(0x02, Arrays.copyOf(FaultPeer.publish("/in", 0, 0, new byte[1024 * 1024]), 20)));
    }

    // ---- SUBSCRIBE

    @Test
    void subscribeIsTheReferenceAgents() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    FaultPeer.Packet packet = peer.expect(8);
                    assertEquals(0x82, packet.first());
                    assertArrayEquals(new byte[] {0, 1, 0, 0, 2, '/', '+', 0x09}, packet.body());
                    peer.sendMqtt(FaultPeer.subAck(1, 1));
                })) {
            await(fixture.connect(server.endpoint()).subscribe("/+"));
            server.await();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x87, 0x8F, 0x97, 0xA2})
    void refusedSubscriptionFailsItsStageAndNotTheLink(int code) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    peer.expect(8);
                    peer.sendMqtt(FaultPeer.subAck(1, code));
                    peer.awaitEnd();
                })) {
            TransportException e =
                    awaitFailure(fixture.connect(server.endpoint()).subscribe("/+"));
            assertTrue(e.code() >= 0x80, "code " + e.code());
            assertFalse(fixture.listener.ended());
        }
    }

    @Test
    void subscriptionWithoutSubAckTimesOut() throws Exception {
        try (TransportFixture fixture = new TransportFixture(SHORT);
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            TransportException e =
                    awaitFailure(fixture.connect(server.endpoint()).subscribe("/+"));
            assertEquals(DisconnectCause.NO_PROGRESS, e.disconnectCause());
        }
    }

    // ---- keep-alive

    @Test
    void serverKeepAliveIsObeyed() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(new byte[] {0x13, 0, 1}, peer -> {
                    for (int i = 0; i < 3; i++) {
                        long begin = System.nanoTime();
                        peer.expect(12);
                        // by our own limit of silence it would come after 9 s
                        assertTrue(System.nanoTime() - begin < 8_000_000_000L, "a ping came too late");
                        peer.sendMqtt(new byte[] {(byte) 0xD0, 0});
                    }
                })) {
            fixture.connect(server.endpoint());
            server.await();
            assertFalse(fixture.listener.ended());
        }
    }

    @Test
    void silentServerIsNoticedByKeepAlive() throws Exception {
        try (TransportFixture fixture = new TransportFixture(SHORT);
                FaultServer server = FaultServer.connected(new byte[] {0x13, 0, 1}, FaultPeer::awaitEnd)) {
            fixture.connect(server.endpoint());
            assertEquals(
                    DisconnectCause.PING_TIMEOUT, fixture.listener.awaitEnd().cause());
        }
    }

    @Test
    void pingAsksNowAndItsAnswerKeepsTheLink() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    peer.expect(12);
                    peer.sendMqtt(new byte[] {(byte) 0xD0, 0});
                    peer.expect(12);
                    peer.awaitEnd();
                })) {
            TransportSession session = fixture.connect(server.endpoint());
            session.ping(Duration.ofSeconds(2));
            Pause.ofMillis(2500);
            assertFalse(fixture.listener.ended());
            session.ping(Duration.ofMillis(300));
            assertEquals(
                    DisconnectCause.PING_TIMEOUT, fixture.listener.awaitEnd().cause());
        }
    }

    // ---- the end

    @Test
    void disconnectOfTheServerIsReportedWithItsReason() throws Exception {
        RecordingListener.End end =
                ends(DisconnectCause.MQTT_PROTOCOL, peer -> peer.sendMqtt(new byte[] {(byte) 0xE0, 1, (byte) 0x8B}));
        assertTrue(end.detail().contains("0x8b"), end.detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 00", // reserved type
                "F0 00", // AUTH
                "10 00", // CONNECT
                "20 03 00 00 00", // a second CONNACK
                "41 02 00 01", // PUBACK with flags
                "40 01 00", // PUBACK without an id
                "90 02 00 01", // SUBACK without a code
                "34 06 00 01 61 00 01 00", // QoS 2
                "36 06 00 01 61 00 01 00", // QoS 3
                "30 02 00 09", // topic beyond the packet
                "30 05 00 01 61 7F 00", // properties beyond the packet
                "30 05 00 01 61 01 FF", // unknown property
                "30 01 00", // half a length
                "30 00", // nothing
                "30 08 00 01 61 FF FF FF FF 01", // properties of five length bytes
                "32 04 00 01 61 00", // no room for the id
                "30 FF FF FF FF 01", // length of five bytes
            })
    void malformedPacketEndsTheConnection(String hex) throws Exception {
        ends(DisconnectCause.MQTT_PROTOCOL, peer -> peer.sendMqtt(bytes(hex)));
    }

    private static byte[] bytes(String hex) {
        String[] parts = hex.split(" ");
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i], 16);
        }
        return bytes;
    }

    private static RecordingListener.End ends(DisconnectCause cause, FaultServer.Script script) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.afterSubscribe(peer -> {
                    script.run(peer);
                    peer.awaitEnd();
                })) {
            CompletableFuture<Void> pending =
                    fixture.connect(server.endpoint()).subscribe("/go").toCompletableFuture();
            RecordingListener.End end = fixture.listener.awaitEnd();
            assertEquals(cause, end.cause(), end.detail());
            assertEquals(cause, awaitFailure(pending).disconnectCause());
            server.await();
            assertEquals(1, fixture.listener.ends());
            return end;
        }
    }
}

package io.aclk.transport.internal;

import static io.aclk.transport.internal.TransportFixture.await;
import static io.aclk.transport.internal.TransportFixture.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportSession;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames: what is legal keeps the link up, what is not ends it with its cause. */
@ExtendWith(ThreadGuard.class)
class WebSocketFramesTest {

    private static final byte[] HELLO = FaultPeer.publish("/in/Hello", 1, 7, utf8("payload"));

    @Test
    void fragmentsAtEveryByteAreJoined() throws Exception {
        legal(peer -> {
            for (int cut = 1; cut < HELLO.length; cut++) {
                peer.sendFrame(0x02, Arrays.copyOf(HELLO, cut));
                peer.sendFrame(0x80, Arrays.copyOfRange(HELLO, cut, HELLO.length));
                assertArrayEquals(new byte[] {0, 7}, peer.expect(4).body());
            }
            for (int i = 0; i < HELLO.length; i++) {
                boolean last = i == HELLO.length - 1;
                peer.sendFrame((i == 0 ? 0x02 : 0x00) | (last ? 0x80 : 0), new byte[] {HELLO[i]});
            }
            assertArrayEquals(new byte[] {0, 7}, peer.expect(4).body());
        });
    }

    @Test
    void framesCutAtEveryByteOnTheWireAreRead() throws Exception {
        legal(peer -> {
            byte[] frame = FaultPeer.frame(0x82, HELLO);
            for (byte part : frame) {
                peer.send(new byte[] {part});
            }
            assertArrayEquals(new byte[] {0, 7}, peer.expect(4).body());
        });
    }

    @Test
    void pauseInsideFrameIsAwaited() throws Exception {
        legal(peer -> {
            byte[] frame = FaultPeer.frame(0x82, HELLO);
            peer.send(Arrays.copyOf(frame, 9));
            Pause.ofMillis(2000);
            peer.send(Arrays.copyOfRange(frame, 9, frame.length));
            assertArrayEquals(new byte[] {0, 7}, peer.expect(4).body());
        });
    }

    @Test
    void pingsAreAnsweredInsideFragmentedMessagesToo() throws Exception {
        legal(peer -> {
            peer.sendFrame(0x89, new byte[0]);
            assertEquals(10, peer.nextControl().opcode());
            byte[] longest = new byte[125];
            new Random(1).nextBytes(longest);
            peer.sendFrame(0x02, Arrays.copyOf(HELLO, 5));
            peer.sendFrame(0x89, longest);
            FaultPeer.Frame pong = peer.nextControl();
            assertEquals(10, pong.opcode());
            assertArrayEquals(longest, pong.payload());
            peer.sendFrame(0x80, Arrays.copyOfRange(HELLO, 5, HELLO.length));
            assertArrayEquals(new byte[] {0, 7}, peer.expect(4).body());
        });
    }

    @Test
    void textPongsAndEmptyFramesAreSkipped() throws Exception {
        legal(peer -> {
            peer.sendFrame(0x81, utf8("some text"));
            peer.sendFrame(0x01, new byte[70_000]);
            peer.sendFrame(0x80, utf8("rest of it"));
            peer.sendFrame(0x8A, utf8("nobody asked"));
            peer.sendFrame(0x82, new byte[0]);
            peer.sendFrame(0x02, new byte[0]);
            peer.sendFrame(0x80, HELLO);
            assertArrayEquals(new byte[] {0, 7}, peer.expect(4).body());
        });
    }

    @Test
    void severalPacketsInOneFrameAreAllRead() throws Exception {
        legal(peer -> {
            ByteArrayOutputStream packets = new ByteArrayOutputStream();
            for (int id = 1; id <= 500; id++) {
                packets.writeBytes(FaultPeer.publish("/in/Many", 1, id, utf8("message " + id)));
            }
            peer.sendMqtt(packets.toByteArray());
            for (int id = 1; id <= 500; id++) {
                assertArrayEquals(
                        new byte[] {(byte) (id >> 8), (byte) id}, peer.expect(4).body());
            }
        });
    }

    private static void legal(FaultServer.Script script) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(script)) {
            fixture.connect(server.endpoint());
            server.await();
            assertFalse(fixture.listener.ended());
        }
    }

    @Test
    void messagesOfAllSizesGoOutUnchanged() throws Exception {
        int[] sizes = {0, 1, 100, 125, 126, 16_000, 16_376, 16_377, 65_535, 65_536, 600_000};
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    for (int size : sizes) {
                        FaultPeer.Packet packet = peer.expect(3);
                        assertEquals(0x32, packet.first());
                        assertArrayEquals(random(size), packet.payload());
                        peer.sendMqtt(FaultPeer.pubAck(packet.publishId(), 0));
                    }
                })) {
            TransportSession session = fixture.connect(server.endpoint());
            for (int size : sizes) {
                await(session.publish("/out", random(size)));
            }
            server.await();
        }
    }

    @Test
    void largeMessageComesInUnchanged() throws Exception {
        byte[] payload = random(900_000);
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    peer.sendMqtt(FaultPeer.publish("/in/Large", 0, 0, payload));
                    peer.awaitEnd();
                })) {
            fixture.connect(server.endpoint());
            assertArrayEquals(payload, fixture.listener.nextMessage().payload());
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static Stream<Arguments> illegalFrames() {
        return Stream.of(
                Arguments.of("masked", new byte[] {(byte) 0x82, (byte) 0x81, 1, 2, 3, 4, 5}),
                Arguments.of("reserved bit", new byte[] {(byte) 0xC2, 0}),
                Arguments.of("unknown data opcode", new byte[] {(byte) 0x83, 0}),
                Arguments.of("unknown control opcode", new byte[] {(byte) 0x8B, 0}),
                Arguments.of("oversize ping", FaultPeer.frame(0x89, new byte[126])),
                Arguments.of("fragmented ping", FaultPeer.frame(0x09, new byte[2])),
                Arguments.of("continuation of nothing", FaultPeer.frame(0x80, new byte[2])),
                Arguments.of(
                        "message inside message",
                        concat(FaultPeer.frame(0x02, new byte[0]), new byte[] {(byte) 0x82, 0})),
                Arguments.of("negative length", new byte[] {(byte) 0x82, 127, -1, 0, 0, 0, 0, 0, 0, 0}),
                Arguments.of("close of one byte", FaultPeer.frame(0x88, new byte[1])));
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("illegalFrames")
    void illegalFrameEndsTheConnection(String what, byte[] bytes) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.afterSubscribe(peer -> {
                    peer.send(bytes);
                    peer.awaitEnd();
                })) {
            fixture.connect(server.endpoint()).subscribe("/go");
            assertEquals(
                    DisconnectCause.WEBSOCKET_PROTOCOL,
                    fixture.listener.awaitEnd().cause());
            server.await();
        }
    }

    @Test
    void closeOfTheServerIsAnsweredAndReported() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.afterSubscribe(peer -> {
                    peer.sendFrame(0x88, new byte[] {0x03, (byte) 0xE9, 'b', 'y', 'e'});
                    FaultPeer.Frame close = peer.nextControl();
                    assertEquals(8, close.opcode());
                    assertArrayEquals(new byte[] {0x03, (byte) 0xE8}, close.payload());
                    peer.awaitEnd();
                })) {
            fixture.connect(server.endpoint()).subscribe("/go");
            RecordingListener.End end = fixture.listener.awaitEnd();
            assertEquals(DisconnectCause.CLOSED_BY_PEER, end.cause());
            assertTrue(end.detail().contains("1001 (bye)"), end.detail());
            server.await();
        }
    }

    @Test
    void socketClosedByTheServerIsReported() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server =
                        FaultServer.afterSubscribe(peer -> peer.socket().close())) {
            fixture.connect(server.endpoint()).subscribe("/go");
            assertEquals(
                    DisconnectCause.CLOSED_BY_PEER, fixture.listener.awaitEnd().cause());
        }
    }

    @Test
    void disconnectLeavesInOrder() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    assertArrayEquals(new byte[0], peer.expect(14).body());
                    FaultPeer.Frame close = peer.nextControl();
                    assertEquals(8, close.opcode());
                    assertArrayEquals(new byte[] {0x03, (byte) 0xE8}, close.payload());
                    peer.sendFrame(0x88, close.payload());
                    peer.awaitEnd();
                })) {
            TransportSession session = fixture.connect(server.endpoint());
            session.disconnect(Duration.ofSeconds(2));
            session.disconnect(Duration.ofSeconds(2));
            session.close();
            assertEquals(DisconnectCause.LOCAL, fixture.listener.awaitEnd().cause());
            assertEquals(1, fixture.listener.ends());
            server.await();
        }
    }

    @Test
    void maskCoversEveryByteOnce() {
        byte[] data = new byte[23];
        WebSocketOutput.mask(data, 3, 21, 0x04030201);
        for (int i = 0; i < data.length; i++) {
            int expected = i < 3 || i >= 21 ? 0 : (i - 3) % 4 + 1;
            assertEquals(expected, data[i], "at " + i);
        }
    }
}

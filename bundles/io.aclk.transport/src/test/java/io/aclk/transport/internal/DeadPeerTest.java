package io.aclk.transport.internal;

import static io.aclk.transport.internal.TransportFixture.await;
import static io.aclk.transport.internal.TransportFixture.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportSession;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real connections whose peer is dead, slow, or only suspected; {@link PeerWatchTest} has the exact times. */
@ExtendWith(ThreadGuard.class)
class DeadPeerTest {

    private static final byte[] PINGRESP = {(byte) 0xD0, 0};
    private static final Limits SHORT = limits(Duration.ofMillis(400), Duration.ofMillis(600));
    /** Asks as soon, and has patience with a peer that answers when a busy machine lets it. */
    private static final Limits LIVING = limits(Duration.ofMillis(400), Duration.ofSeconds(10));
    /** Asks only when something happens to the machine. */
    private static final Limits PATIENT = limits(Duration.ofSeconds(60), Duration.ofMillis(600));

    private static Limits limits(Duration silence, Duration answer) {
        return new Limits(
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                silence,
                answer,
                Duration.ofSeconds(120),
                Duration.ofSeconds(1));
    }

    @Test
    void silentPeerIsNoticed() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            fixture.connect(server.endpoint());
            long begin = System.nanoTime();
            RecordingListener.End end = fixture.listener.awaitEnd(60);
            assertEquals(DisconnectCause.PING_TIMEOUT, end.cause());
            assertTrue(System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(13), end.detail());
            assertTrue(end.detail().contains("nothing came for 9000 ms"), end.detail());
        }
    }

    @Test
    void peerThatReadsNothingIsNoticedThoughOurBuffersAreFull() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (TransportFixture fixture = new TransportFixture(SHORT);
                FaultServer server = FaultServer.connected(peer -> done.await(10, TimeUnit.SECONDS))) {
            fixture.connect(server.endpoint()).publish("/out", new byte[30 * 1024 * 1024]);
            assertEquals(
                    DisconnectCause.PING_TIMEOUT, fixture.listener.awaitEnd().cause());
            done.countDown();
        }
    }

    /** It takes longer for the message than for an answer. */
    @Test
    void peerThatReadsSlowlyIsNotDead() throws Exception {
        int size = 30 * 1024 * 1024;
        Limits limits = limits(Duration.ofMillis(400), Duration.ofSeconds(2));
        try (TransportFixture fixture = new TransportFixture(limits);
                FaultServer server = FaultServer.connected(peer -> {
                    FaultPeer.Packet packet = peer.expectSlowly(3, 16, 25);
                    peer.sendMqtt(FaultPeer.pubAck(packet.publishId(), 0));
                    while (true) {
                        peer.expect(12);
                        peer.sendMqtt(PINGRESP);
                    }
                })) {
            TransportSession session = fixture.connect(server.endpoint());
            await(session.publish("/out", new byte[size]));
            assertFalse(fixture.listener.ended());
        }
    }

    @Test
    void idleConnectionToALivingPeerStays() throws Exception {
        try (TransportFixture fixture = new TransportFixture(LIVING);
                FaultServer server = FaultServer.connected(peer -> {
                    for (int i = 0; i < 3; i++) {
                        peer.expect(12);
                        peer.sendMqtt(PINGRESP);
                    }
                })) {
            fixture.connect(server.endpoint());
            server.await();
            assertFalse(fixture.listener.ended());
        }
    }

    @Test
    void suspendAsksAtOnce() throws Exception {
        asks(machine -> machine.stepWall(Duration.ofMinutes(10).toMillis()), "stood still");
    }

    @Test
    void lostLocalAddressAsksAtOnce() throws Exception {
        asks(machine -> machine.address(false), "local address");
    }

    private interface Event {
        void happensTo(TestSurroundings machine);
    }

    private static void asks(Event event, String reason) throws Exception {
        TestSurroundings machine = new TestSurroundings(true);
        CountDownLatch asked = new CountDownLatch(1);
        try (TransportFixture fixture = new TransportFixture(PATIENT, machine);
                FaultServer server = FaultServer.connected(peer -> {
                    peer.expect(12);
                    asked.countDown();
                    peer.awaitEnd();
                })) {
            fixture.connect(server.endpoint());
            event.happensTo(machine);
            assertTrue(asked.await(10, TimeUnit.SECONDS), "not asked");
            RecordingListener.End end = fixture.listener.awaitEnd();
            assertEquals(DisconnectCause.PING_TIMEOUT, end.cause());
            assertTrue(end.detail().contains(reason), end.detail());
        }
    }

    @Test
    void keepAliveOfZeroStillNoticesADeadPeer() throws Exception {
        try (TransportFixture fixture = new TransportFixture(SHORT);
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            fixture.connect(withoutKeepAlive(server.endpoint()));
            assertEquals(
                    DisconnectCause.PING_TIMEOUT, fixture.listener.awaitEnd().cause());
        }
    }

    private static ConnectOptions withoutKeepAlive(URI endpoint) {
        return options(endpoint, "secret", Duration.ZERO, Duration.ofSeconds(10), 1024);
    }
}

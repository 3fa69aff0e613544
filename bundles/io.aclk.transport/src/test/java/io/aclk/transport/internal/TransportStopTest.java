package io.aclk.transport.internal;

import static io.aclk.transport.internal.TransportFixture.awaitFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportListener;
import io.aclk.api.transport.TransportSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every end is quick and leaves nothing, whatever the peer does; {@link ThreadGuard} looks for threads. */
@ExtendWith(ThreadGuard.class)
class TransportStopTest {

    private static final long STOP_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Limits SHORT = new Limits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(9),
            Duration.ofSeconds(60),
            Duration.ofMillis(800),
            Duration.ofMillis(300));

    private static void assertQuick(Runnable stop) {
        long begin = System.nanoTime();
        stop.run();
        long took = System.nanoTime() - begin;
        assertTrue(took < STOP_LIMIT_NANOS, "took " + took / 1_000_000 + " ms");
    }

    @Test
    void stopWithOpenSession() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            fixture.connect(server.endpoint());
            assertQuick(fixture.transport::deactivate);
            assertEquals(DisconnectCause.LOCAL, fixture.listener.awaitEnd().cause());
            server.await();
            assertQuick(fixture.transport::deactivate);
            assertEquals(
                    DisconnectCause.LOCAL,
                    fixture.connectFails(TransportFixture.options(server.endpoint()))
                            .disconnectCause());
        }
    }

    @Test
    void threadsCarryOurNamesAndNotTheClientId() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            fixture.connect(server.endpoint());
            List<String> names = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("aclk-") || name.contains("MQTT") || name.contains("client-1"))
                    .sorted()
                    .toList();
            assertEquals(
                    List.of(
                            "aclk-transport-1",
                            "aclk-transport-2",
                            "aclk-transport-3",
                            "aclk-transport-4",
                            "aclk-transport-5"),
                    names);
        }
    }

    @Test
    void optionsThatMqttDoesNotAllowFailAtOnce() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.upgrade();
                    peer.awaitEnd();
                })) {
            long begin = System.nanoTime();
            TransportException e = fixture.connectFails(TransportFixture.options(
                    server.endpoint(), "secret", Duration.ofSeconds(100_000), Duration.ofSeconds(10), 1024));
            assertEquals(DisconnectCause.MQTT_PROTOCOL, e.disconnectCause());
            // and not after the limit of the CONNACK
            assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(8));
            server.await();
        }
    }

    @Test
    void stopWithAttemptInUpgrade() throws Exception {
        stopsAttempt(peer -> {}, true);
    }

    @Test
    void stopWithAttemptWaitingForConnAck() throws Exception {
        stopsAttempt(FaultPeer::upgrade, true);
    }

    @Test
    void abortOfAttemptInUpgrade() throws Exception {
        stopsAttempt(peer -> {}, false);
    }

    @Test
    void abortOfAttemptWaitingForConnAck() throws Exception {
        stopsAttempt(FaultPeer::upgrade, false);
    }

    private static void stopsAttempt(FaultServer.Script script, boolean stop) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    script.run(peer);
                    reached.countDown();
                    peer.awaitEnd();
                })) {
            CompletableFuture<TransportSession> attempt = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    attempt.complete(fixture.connect(server.endpoint()));
                } catch (TransportException e) {
                    attempt.completeExceptionally(e);
                }
            });
            caller.start();
            assertTrue(reached.await(5, TimeUnit.SECONDS));
            assertQuick(stop ? fixture.transport::deactivate : fixture.abort::abort);
            ExecutionException e =
                    Assertions.assertThrows(ExecutionException.class, () -> attempt.get(5, TimeUnit.SECONDS));
            assertEquals(DisconnectCause.LOCAL, ((TransportException) e.getCause()).disconnectCause());
            caller.join(5000);
            server.await();
        }
    }

    @Test
    void closeWhileServerReadsNothing() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = stalled()) {
            TransportSession session = fixture.connect(server.endpoint());
            CompletableFuture<Void> stuck = fill(session);
            assertQuick(session::close);
            assertEquals(DisconnectCause.LOCAL, awaitFailure(stuck).disconnectCause());
        }
    }

    @Test
    void disconnectWhileServerReadsNothing() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = stalled()) {
            TransportSession session = fixture.connect(server.endpoint());
            fill(session);
            assertQuick(() -> session.disconnect(Duration.ofMillis(500)));
            assertEquals(DisconnectCause.LOCAL, fixture.listener.awaitEnd().cause());
        }
    }

    @Test
    void stopWhileServerReadsNothing() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = stalled()) {
            fill(fixture.connect(server.endpoint()));
            assertQuick(fixture.transport::deactivate);
        }
    }

    @Test
    void stopWhileEvenClosingStandsStill() throws Exception {
        stuck((fixture, session) -> assertQuick(fixture.transport::deactivate));
    }

    @Test
    void closeWhileEvenClosingStandsStill() throws Exception {
        stuck((fixture, session) -> assertQuick(session::close));
    }

    /** Nobody writes and the buffer is full: the DISCONNECT itself stands still. */
    @Test
    void disconnectKeepsItsLimitWhileEvenClosingStandsStill() throws Exception {
        stuck((fixture, session) -> {
            long begin = System.nanoTime();
            session.disconnect(Duration.ofMillis(1500));
            long millis = (System.nanoTime() - begin) / 1_000_000;
            // with the time for a stop behind it would be more
            assertTrue(millis < 2500, "took " + millis + " ms");
        });
    }

    private interface Stop {
        void of(TransportFixture fixture, TransportSession session) throws Exception;
    }

    private static void stuck(Stop stop) throws Exception {
        AtomicReference<StuckSocket> socket = new AtomicReference<>();
        TestNetwork network = new TestNetwork(tls -> {
            socket.set(new StuckSocket(tls));
            return socket.get();
        });
        try (TransportFixture fixture = new TransportFixture(network, Limits.DEFAULT, Surroundings.REAL);
                FaultServer server = stalled()) {
            TransportSession session = fixture.connect(server.endpoint());
            socket.get().stall();
            stop.of(fixture, session);
            assertEquals(DisconnectCause.LOCAL, fixture.listener.awaitEnd().cause());
        }
    }

    @Test
    void writeThatStandsStillEndsTheConnection() throws Exception {
        try (TransportFixture fixture = new TransportFixture(SHORT);
                FaultServer server = stalled()) {
            fill(fixture.connect(server.endpoint()));
            assertEquals(
                    DisconnectCause.NO_PROGRESS, fixture.listener.awaitEnd().cause());
        }
    }

    private static FaultServer stalled() throws Exception {
        return FaultServer.connected(peer -> Pause.ofMillis(15_000));
    }

    private static CompletableFuture<Void> fill(TransportSession session) {
        return session.publish("/out", new byte[30 * 1024 * 1024]).toCompletableFuture();
    }

    @Test
    void disconnectFromServerThatDoesNotAnswerTheClose() throws Exception {
        try (TransportFixture fixture = new TransportFixture(SHORT);
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            TransportSession session = fixture.connect(server.endpoint());
            assertQuick(() -> session.disconnect(Duration.ofSeconds(2)));
            server.await();
        }
    }

    @Test
    void closeFromListenerDoesNotWaitForItself() throws Exception {
        CompletableFuture<TransportSession> session = new CompletableFuture<>();
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    peer.expect(8);
                    peer.sendMqtt(FaultPeer.subAck(1, 1));
                    peer.awaitEnd();
                })) {
            session.complete(fixture.connect(server.endpoint()));
            CompletableFuture<Void> closed = session.join()
                    .subscribe("/go")
                    .thenRun(() -> session.join().close())
                    .toCompletableFuture();
            closed.get(5, TimeUnit.SECONDS);
            assertEquals(DisconnectCause.LOCAL, fixture.listener.awaitEnd().cause());
        } catch (CompletionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void listenerThatThrowsLosesItsMessageOnly() throws Exception {
        CountDownLatch second = new CountDownLatch(2);
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    peer.sendMqtt(FaultPeer.publish("/in", 1, 1, new byte[0]));
                    peer.sendMqtt(FaultPeer.publish("/in", 1, 2, new byte[0]));
                    peer.expect(4);
                    peer.expect(4);
                    peer.awaitEnd();
                })) {
            fixture.transport.connect(
                    TransportFixture.options(server.endpoint()),
                    new TransportListener() {
                        @Override
                        public void message(String topic, byte[] payload) {
                            second.countDown();
                            throw new IllegalStateException("a broken listener");
                        }

                        @Override
                        public void disconnected(DisconnectCause cause, String detail) {
                            throw new IllegalStateException("a broken listener");
                        }
                    },
                    fixture.abort);
            assertTrue(second.await(5, TimeUnit.SECONDS));
        }
    }
}

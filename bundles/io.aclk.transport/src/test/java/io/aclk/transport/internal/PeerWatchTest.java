package io.aclk.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a peer is asked and when it is given up, on clocks that the test moves. */
class PeerWatchTest {

    private static final long SECOND = 1_000_000_000;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    private final TestSurroundings machine = new TestSurroundings(false);
    private final FakeLine line = new FakeLine();
    private PeerWatch watch = new PeerWatch(KEEP_ALIVE, Limits.DEFAULT, line, machine);
    private Optional<TransportException> verdict = Optional.empty();

    /** A connection on the test's clock. */
    private final class FakeLine implements PeerWatch.Line {
        private long received;
        private long sent;
        private long taken;
        private long writing;
        private long bytes;
        private long pinged;
        private boolean pending;
        private boolean blocked;
        private int pings;

        @Override
        public long receivedNanos() {
            return received;
        }

        @Override
        public long sentNanos() {
            return sent;
        }

        @Override
        public long takenNanos() {
            return taken;
        }

        @Override
        public long writingSince() {
            return writing;
        }

        @Override
        public long sentBytes() {
            return bytes;
        }

        @Override
        public long pingedNanos() {
            return pinged;
        }

        @Override
        public boolean pingPending() {
            return pending;
        }

        @Override
        public boolean hasLocalAddress() {
            return machine.hasAddress(InetAddress.getLoopbackAddress());
        }

        @Override
        public void ping() {
            pings++;
            pending = blocked;
            if (!blocked) {
                pinged = machine.nanos();
                sent = pinged;
            }
        }

        void receive() {
            received = machine.nanos();
        }

        void send(long more) {
            sent = machine.nanos();
            taken = sent;
            bytes += more;
        }
    }

    /** Lets time pass, looking whenever the watch wants to, until it gives the peer up. */
    private void pass(double seconds) {
        long end = machine.nanos() + (long) (seconds * SECOND);
        while (verdict.isEmpty() && machine.nanos() < end) {
            machine.pass(Math.min(watch.pause(), end - machine.nanos()));
            verdict = watch.look();
        }
    }

    private double now() {
        return machine.nanos() / (double) SECOND;
    }

    private void assertGone(double atLeast, double atMost) {
        assertEquals(Optional.of(DisconnectCause.PING_TIMEOUT), verdict.map(TransportException::disconnectCause));
        assertTrue(now() >= atLeast && now() <= atMost, "noticed after " + now() + " s");
    }

    @Test
    void deadPeerIsNoticedWithin15Seconds() {
        pass(1000);
        assertGone(13.9, 15);
        assertEquals(1, line.pings);
    }

    @Test
    void deadPeerIsNoticedThoughWeKeepSending() {
        while (verdict.isEmpty()) {
            line.send(2000);
            pass(0.5);
        }
        assertGone(13.9, 15);
    }

    @Test
    void answersKeepTheConnectionForEver() {
        for (int i = 0; i < 100; i++) {
            pass(9.1);
            line.receive();
        }
        assertTrue(verdict.isEmpty());
        assertEquals(100, line.pings);
    }

    @Test
    void peerThatSpeaksIsNotAskedUntilKeepAliveWantsIt() {
        for (int i = 0; i < 44; i++) {
            pass(1);
            line.receive();
        }
        assertEquals(0, line.pings);
        pass(1.1);
        assertEquals(1, line.pings);
    }

    @Test
    void keepAliveOfTheServerIsObeyedAndZeroMeansNone() {
        watch = new PeerWatch(Duration.ofSeconds(4), Limits.DEFAULT, line, machine);
        for (int i = 0; i < 12; i++) {
            pass(1);
            line.receive();
        }
        assertEquals(4, line.pings);
        watch = new PeerWatch(Duration.ZERO, Limits.DEFAULT, line, machine);
        for (int i = 0; i < 100; i++) {
            pass(1);
            line.receive();
        }
        assertEquals(4, line.pings);
        pass(100);
        assertEquals(Optional.of(DisconnectCause.PING_TIMEOUT), verdict.map(TransportException::disconnectCause));
    }

    @Test
    void pingsOfKeepAliveGiveADeadPeerNoMoreTime() {
        watch = new PeerWatch(Duration.ofSeconds(4), Limits.DEFAULT, line, machine);
        pass(100);
        assertGone(7.9, 8.1);
        assertEquals(2, line.pings);
    }

    @Test
    void askedOnRequestWithItsOwnLimit() {
        pass(3);
        watch.ask(Duration.ofSeconds(2));
        pass(100);
        assertGone(5, 5.1);
        assertTrue(verdict.orElseThrow().getMessage().contains("on request"), verdict.toString());
    }

    @Test
    void laterRequestDoesNotProlongAnEarlierOne() {
        pass(1);
        watch.ask(Duration.ofSeconds(2));
        pass(1);
        watch.ask(Duration.ofSeconds(60));
        pass(100);
        assertGone(3, 3.1);
    }

    // ---- the machine

    @Test
    void lostLocalAddressAsksAtOnce() {
        pass(2);
        line.receive();
        machine.address(false);
        pass(100);
        assertGone(7, 8.1);
        assertEquals(1, line.pings);
        assertTrue(verdict.orElseThrow().getMessage().contains("local address"), verdict.toString());
    }

    @Test
    void lostLocalAddressOfAPeerThatAnswersIsAskedForOnce() {
        machine.address(false);
        pass(1.1);
        assertEquals(1, line.pings);
        line.receive();
        pass(3);
        assertEquals(1, line.pings);
        machine.address(true);
        pass(1.1);
        machine.address(false);
        pass(1.1);
        assertEquals(2, line.pings);
    }

    @Test
    void suspendIsSeenByTheWallClockAlone() {
        pass(2);
        line.receive();
        machine.stepWall(Duration.ofHours(1).toMillis());
        pass(100);
        assertGone(7, 8.1);
        assertTrue(verdict.orElseThrow().getMessage().contains("stood still"), verdict.toString());
    }

    @Test
    void processThatStoodStillHoldsNothingAgainstThePeer() {
        pass(8.5);
        machine.pass(60 * SECOND);
        verdict = watch.look();
        assertTrue(verdict.isEmpty(), "the answers of 60 s were not read yet");
        assertEquals(1, line.pings);
        line.receive();
        pass(8);
        assertTrue(verdict.isEmpty());
        assertEquals(1, line.pings);
    }

    @Test
    void questionOpenBeforeAStandstillBeginsAnew() {
        pass(10);
        assertEquals(1, line.pings);
        machine.pass(60 * SECOND);
        verdict = watch.look();
        assertTrue(verdict.isEmpty());
        pass(4.5);
        assertTrue(verdict.isEmpty());
        pass(1);
        assertFalse(verdict.isEmpty());
    }

    @Test
    void clockSetForwardAsksAndClockSetBackDoesNothing() {
        pass(1);
        machine.stepWall(-Duration.ofDays(365).toMillis());
        pass(2);
        assertEquals(0, line.pings);
        machine.stepWall(Duration.ofDays(365).toMillis());
        pass(1.1);
        assertEquals(1, line.pings);
        line.receive();
        pass(8);
        assertTrue(verdict.isEmpty());
    }

    // ---- slow uplinks

    @Test
    void packetThatStillMovesIsNotADeadPeer() {
        line.blocked = true;
        for (int i = 0; i < 60; i++) {
            line.taken = machine.nanos();
            line.bytes += 16_384;
            pass(1);
        }
        assertTrue(verdict.isEmpty());
        line.blocked = false;
        line.ping();
        line.receive();
        pass(8);
        assertTrue(verdict.isEmpty());
    }

    @Test
    void packetThatDoesNotMoveIsADeadPeer() {
        line.blocked = true;
        line.bytes = 3_000_000;
        pass(100);
        assertGone(13.9, 15);
    }

    @Test
    void whatAProxyMayHoldIsGivenTime() {
        pass(1);
        line.send(1_000_000);
        pass(1000);
        assertGone(28.9, 30);
    }

    @Test
    void whatIsSentBehindThePingIsNot() {
        pass(9.5);
        while (verdict.isEmpty()) {
            line.send(1_000_000);
            pass(0.5);
        }
        assertGone(13.9, 30.5);
    }

    @Test
    void atMostAMinuteOfIt() {
        line.send(100_000_000);
        pass(1000);
        assertGone(68.9, 70);
    }

    @Test
    void writeThatNeverEndsIsNoProgressThoughThePeerSpeaks() {
        line.writing = 1;
        line.blocked = true;
        while (verdict.isEmpty() && now() < 1000) {
            pass(5);
            line.receive();
        }
        assertEquals(Optional.of(DisconnectCause.NO_PROGRESS), verdict.map(TransportException::disconnectCause));
        assertTrue(now() > 120 && now() < 126, "noticed after " + now() + " s");
    }

    @Test
    void looksAreNeverABusyLoop() {
        line.blocked = true;
        int looks = 0;
        while (verdict.isEmpty()) {
            machine.pass(watch.pause());
            verdict = watch.look();
            looks++;
        }
        assertTrue(looks < 30, looks + " looks in " + now() + " s");
    }

    @Test
    void realMachineKnowsItsAddresses() throws Exception {
        assertTrue(Surroundings.REAL.hasAddress(InetAddress.getByName("127.0.0.1")));
        assertFalse(Surroundings.REAL.hasAddress(InetAddress.getByName("192.0.2.1")));
    }
}

package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.link.LinkStatus;
import io.aclk.api.network.NetworkException;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.schemas.DisconnectReq;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to the machine: sleep, a clock that is set, other addresses and routes. */
class SurroundingsScenariosTest {

    private static final Duration NIGHT = Duration.ofHours(8);

    @TempDir
    Path directory;

    private LinkFixture link;

    @BeforeEach
    void makeLink() {
        link = new LinkFixture(directory);
    }

    private void givenALongBackOff() {
        link.network.failure = new NetworkException(NetworkException.Reason.TCP, "refused");
        link.complete();
        for (int i = 0; i < 9; i++) {
            link.nextAttempt();
        }
        assertTrue(remaining().compareTo(Duration.ofMinutes(4)) > 0, "remaining " + remaining());
    }

    private Duration remaining() {
        return Duration.between(link.loop.instant(), link.status().nextAttempt().orElseThrow());
    }

    private List<Duration> pings() {
        return link.transport.last().pings;
    }

    // ---- sleep

    @Test
    void afterASleepAConnectionIsAskedForASignOfLifeInTime() {
        link.complete();
        link.loop.setClock(NIGHT);
        link.loop.advance(Surroundings.TICK);

        assertEquals(List.of(LinkMachine.PING_LIMIT), pings());
        assertTrue(Surroundings.TICK.plus(LinkMachine.PING_LIMIT).compareTo(Duration.ofSeconds(15)) < 0);
    }

    @Test
    void afterASleepABackOffIsOver() {
        givenALongBackOff();
        link.network.failure = null;
        link.loop.setClock(NIGHT);
        link.loop.advance(Surroundings.TICK);

        assertTrue(link.status().online());
    }

    @Test
    void aSleepInTheMiddleOfAnAttemptBeginsAnotherAtOnce() {
        link.holdWork();
        link.complete();
        link.loop.setClock(NIGHT);
        link.loop.advance(Surroundings.TICK);
        link.work();

        assertTrue(link.status().online());
        assertEquals(1, link.transport.sessions.stream().filter(s -> !s.closed).count());
    }

    @Test
    void whereTheTimersGoOnDuringASleepItIsNoticedToo() {
        ManualLoop loop = new ManualLoop();
        boolean[] slept = new boolean[1];
        Surroundings surroundings = new Surroundings(loop, loop, Set::of, new NoEvents() {
            @Override
            public void slept() {
                slept[0] = true;
            }
        });
        surroundings.watch(true);
        loop.lateBy(Duration.ofMinutes(5));

        assertTrue(slept[0]);
    }

    @Test
    void aBusyMachineDidNotSleep() {
        link.complete();
        link.loop.setClock(Duration.ofSeconds(9));
        link.loop.advance(Duration.ofMinutes(1));

        assertEquals(List.of(), pings());
    }

    // ---- a clock that is set

    @ParameterizedTest
    @ValueSource(strings = {"P365D", "-P365D", "PT3S", "-PT1H"})
    void aClockThatIsSetChangesNoBackOff(String step) {
        givenALongBackOff();
        Duration left = remaining();
        int calls = link.network.calls.size();
        boolean forward = Duration.parse(step).compareTo(Surroundings.SLEPT) > 0;
        link.loop.setClock(Duration.parse(step));
        link.loop.advance(Surroundings.TICK);

        if (forward) {
            assertEquals(calls + 1, link.network.calls.size(), "it might have been a sleep: tried at once");
        } else {
            assertEquals(left.minus(Surroundings.TICK), remaining(), "the status shows the new time");
            link.loop.advance(left.minus(Surroundings.TICK).minusMillis(1));
            assertEquals(calls, link.network.calls.size());
            link.loop.advance(Duration.ofMillis(1));
            assertEquals(calls + 1, link.network.calls.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P365D", "-P365D"})
    void aClockThatIsSetNeitherShortensNorFreezesABlock(String step) {
        link.complete();
        link.receive(
                "DisconnectReq",
                DisconnectReq.newBuilder().setReconnectAfterSeconds(600).build().toByteArray());
        link.loop.setClock(Duration.parse(step));
        link.loop.advance(Duration.ofSeconds(599));
        assertFalse(link.status().online());

        link.loop.advance(Duration.ofSeconds(1));

        assertTrue(link.status().online());
    }

    @ParameterizedTest
    @ValueSource(strings = {"P365D", "-P365D"})
    void aClockThatIsSetNeitherShortensNorFreezesABan(String step) {
        link.complete();
        link.receive(
                "DisconnectReq",
                DisconnectReq.newBuilder().setPermaban(true).build().toByteArray());
        Duration wait = remaining();
        link.loop.setClock(Duration.parse(step));
        link.loop.advance(wait.minusMillis(1));
        assertFalse(link.status().online());

        link.loop.advance(Duration.ofMillis(1));

        assertTrue(link.status().online());
    }

    @Test
    void sessionIdsGrowThoughTheClockIsSetBack() {
        link.complete();
        long first = sessionId();
        link.loop.setClock(Duration.ofDays(-400));
        link.lose(DisconnectCause.LOCAL);

        assertEquals(first + 1, sessionId());
    }

    @Test
    void sessionIdsGrowOverARestartWithTheClockSetBack() {
        link.loop.setClock(Duration.ofDays(4000));
        link.complete();
        long first = sessionId();

        LinkFixture restarted = new LinkFixture(directory).complete();

        assertEquals(first + 1, restarted.status().session().orElseThrow().sessionId());
    }

    @Test
    void sessionIdsOfAnotherClaimBeginAnew() {
        SessionIds ids = new SessionIds(directory.resolve("link.session"));
        Instant future = Instant.parse("2036-01-01T00:00:00Z");
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertEquals(2_082_758_400_000_000L, ids.next("a", future));
        assertEquals(2_082_758_400_000_001L, new SessionIds(directory.resolve("link.session")).next("a", now));

        assertEquals(1_767_225_600_000_000L, ids.next("b", now));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"claim_id\":\"a\"}", "{\"claim_id\":\"a\",\"session_id\":-5}", "{\"session_id\":5}"})
    void aFileOfSessionIdsThatCannotBeUsedIsIgnored(String content) throws Exception {
        Path file = directory.resolve("link.session");
        Files.writeString(file, content);

        assertEquals(1_767_225_600_000_000L, new SessionIds(file).next("a", Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void aConnectionLastedAsLongAsTheTimersSay() {
        link.complete();
        link.loop.advance(Duration.ofMinutes(7));
        link.loop.setClock(Duration.ofDays(-30));
        link.lose(DisconnectCause.SOCKET_ERROR);

        LinkStatus.Ended ended = link.status().history().get(0);
        assertEquals(Duration.ofMinutes(7), ended.lasted());
    }

    // ---- addresses and routes

    @Test
    void anotherAddressMakesAConnectionBeAsked() {
        link.complete();
        link.addresses = Set.of("198.51.100.4");
        link.loop.advance(Surroundings.TICK);
        assertEquals(List.of(LinkMachine.PING_LIMIT), pings());

        link.loop.advance(Duration.ofMinutes(5));
        assertEquals(1, pings().size(), "asked once for each change");
    }

    @Test
    void aNetworkThatComesBackEndsABackOffSoon() {
        givenALongBackOff();
        link.addresses = Set.of();
        link.loop.advance(Surroundings.TICK);
        link.network.failure = null;
        link.addresses = Set.of("192.0.2.7");
        link.loop.advance(Duration.ofSeconds(20));

        assertTrue(link.status().online());
    }

    @Test
    void aNetworkThatFlapsIsNotFollowedEachTime() {
        givenALongBackOff();
        link.loop.advance(Duration.ofSeconds(10));
        int before = link.network.calls.size();
        for (int i = 0; i < 120; i++) {
            link.addresses = Set.of("192.0.2." + i);
            link.loop.advance(Surroundings.TICK);
        }
        int calls = link.network.calls.size() - before;

        assertTrue(calls >= 5 && calls <= 600 / 10 + 1, calls + " attempts in ten minutes of flapping");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingOnThisSideShortensABlockOrABan(boolean banned) {
        link.complete();
        link.receive(
                "DisconnectReq",
                DisconnectReq.newBuilder()
                        .setPermaban(banned)
                        .setReconnectAfterSeconds(1800)
                        .build()
                        .toByteArray());
        Instant planned = link.status().nextAttempt().orElseThrow();
        link.addresses = Set.of("198.51.100.4");
        link.loop.advance(Surroundings.TICK);

        assertEquals(planned, link.status().nextAttempt().orElseThrow());
        link.loop.setClock(NIGHT);
        link.loop.advance(Surroundings.TICK);
        assertEquals(planned.plus(NIGHT), link.status().nextAttempt().orElseThrow());
    }

    @Test
    void nobodyLooksWhileTheLinkIsOff() {
        int[] looked = new int[1];
        ManualLoop loop = new ManualLoop();
        Surroundings surroundings = new Surroundings(
                loop,
                loop,
                () -> {
                    looked[0]++;
                    return Set.of();
                },
                new NoEvents());
        surroundings.watch(true);
        surroundings.watch(true);
        loop.advance(Surroundings.TICK);
        assertEquals(2, looked[0]);

        surroundings.watch(false);
        loop.advance(Duration.ofHours(1));

        assertEquals(2, looked[0]);
    }

    @Test
    void theAddressesOfThisMachineAreThoseThatLeadSomewhere() {
        Set<String> found = new LocalNetwork().get();

        assertTrue(found.stream().noneMatch(address -> address.equals("127.0.0.1")), found.toString());
        assertEquals(2, found.stream().filter(entry -> entry.startsWith("to ")).count(), found.toString());
        assertEquals(found, new LocalNetwork().get(), "the same twice");
    }

    private long sessionId() {
        return link.status().session().orElseThrow().sessionId();
    }

    private static class NoEvents implements Surroundings.Events {
        @Override
        public void slept() {}

        @Override
        public void clockSet() {}

        @Override
        public void moved() {}

        @Override
        public void looked() {}
    }
}

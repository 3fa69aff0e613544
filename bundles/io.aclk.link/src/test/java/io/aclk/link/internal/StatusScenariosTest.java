package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.LinkStatus.Cloud;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.Subscription;
import io.aclk.schemas.DisconnectReq;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the one status object says: why not, since when, how often, how much. */
class StatusScenariosTest {

    @TempDir
    Path directory;

    private LinkFixture link;

    @BeforeEach
    void makeLink() {
        link = new LinkFixture(directory);
    }

    // ---- causes

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PING_TIMEOUT      | disconnected, ping timed out",
                "CLOSED_BY_PEER    | disconnected, closed by remote end",
                "TAKEN_OVER        | disconnected, closed by remote end",
                "SOCKET_ERROR      | disconnected, socket error",
                "NO_PROGRESS       | disconnected, no I/O progress on a ready socket",
                "MQTT_PROTOCOL     | disconnected, MQTT protocol error",
                "WEBSOCKET_PROTOCOL| disconnected, WebSockets protocol error",
                "MESSAGE_TOO_BIG   | disconnected, message too big",
                "CONNACK_TIMEOUT   | disconnected, timed out waiting for CONNACK"
            })
    void everyCauseHasTheStatusStringOfTheReferenceAgent(DisconnectCause cause, String text) {
        link.complete();
        link.lose(cause);

        assertEquals(text, link.status().history().get(0).text());
        assertEquals(text, link.status().text());
    }

    @ParameterizedTest
    @EnumSource(DisconnectCause.class)
    void everyCauseLeadsToAnotherConnection(DisconnectCause cause) {
        link.complete();
        link.stabilize();
        link.lose(cause);
        link.nextAttemptIfAny();

        assertTrue(link.status().online());
        assertEquals(2, link.status().connections());
    }

    @Test
    void theCloudsWishAndOurOwnHaveTheirStatusStrings() {
        link.complete();
        link.receive("DisconnectReq", DisconnectReq.getDefaultInstance().toByteArray());
        assertEquals(
                "disconnected, due to remote request",
                link.status().history().get(0).text());
        link.nextAttemptIfAny();
        link.set(Map.of(LinkSettings.URL, "https://other.example"));
        assertEquals(
                "disconnected, to reload config", link.status().history().get(0).text());
        link.set(Map.of(LinkSettings.ENABLED, "false"));
        assertEquals("disabled", link.status().history().get(0).text());
    }

    // ---- history

    @Test
    void keepsTheLastTenConnectionsThatEndedNewestFirst() {
        link.complete();
        for (int i = 1; i <= 12; i++) {
            link.stabilize();
            link.loop.advance(Duration.ofSeconds(i));
            link.lose(DisconnectCause.SOCKET_ERROR);
            link.nextAttemptIfAny();
        }

        List<LinkStatus.Ended> history = link.status().history();
        assertEquals(LinkStatus.HISTORY, history.size());
        assertEquals(Duration.ofSeconds(12), history.get(0).lasted());
        assertEquals(Duration.ofSeconds(3), history.get(9).lasted());
        assertEquals("as the test wants it", history.get(0).reason());
        assertEquals(
                link.status().lastDisconnect().orElseThrow(), history.get(0).at());
    }

    @Test
    void anAttemptThatFailedIsNoConnectionThatEnded() {
        link.network.answers = name -> FakeNetwork.reply(500, "");
        link.complete();

        assertEquals(List.of(), link.status().history());
    }

    // ---- traffic

    @Test
    void countsMessagesAndBytesByKindOverAllConnections() {
        link.complete();
        int announced = link.transport.last().published.get(0).payload().length;
        link.receive("cmd", new byte[100]);
        link.outbox.send("/reply", new byte[1000]);
        link.lose(DisconnectCause.LOCAL);
        link.receive("cmd", new byte[500]);

        assertEquals(
                List.of(
                        new LinkStatus.Traffic("reply", 0, 0, 1, 1000),
                        new LinkStatus.Traffic("cmd", 2, 600, 0, 0),
                        new LinkStatus.Traffic("UpdateAgentConnection", 0, 0, 2, 2L * announced)),
                link.status().traffic());
    }

    @Test
    void whatNobodyKnowsIsOneKindHoweverManyNamesTheCloudInvents() {
        link.complete();
        for (int i = 0; i < 1000; i++) {
            link.receive("Invented" + i, new byte[2]);
        }

        LinkStatus.Traffic other = link.status().traffic().stream()
                .filter(traffic -> traffic.kind().equals("other"))
                .findFirst()
                .orElseThrow();
        assertEquals(1000, other.messagesIn());
        assertEquals(2000, other.bytesIn());
        assertEquals(2, link.status().traffic().size());
    }

    @Test
    void whatIsNotAcknowledgedWasNotSent() {
        link.transport.acknowledging = false;
        link.complete();

        assertEquals(List.of(), link.status().traffic());
    }

    @Test
    void kindsAreBounded() {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 10 * Traffic.MAX_KINDS; i++) {
            traffic.sent("kind" + i, 1);
        }

        assertEquals(Traffic.MAX_KINDS + 1, traffic.snapshot().size());
        assertEquals("other", traffic.snapshot().get(0).kind());
    }

    // ---- settings

    @Test
    void saysWhetherTheChainIsVerifiedAndWhatIsWrongInTheFiles() {
        link.link.change(inputs -> inputs.config = link.config);
        link.complete();
        assertFalse(link.status().insecure());
        assertEquals(List.of(), link.status().problems());

        link.config.problems = List.of("conf/io.aclk.link.cfg line 3: prox is not a key; meant proxy?");
        link.set(Map.of(LinkSettings.INSECURE, "true"));

        assertTrue(link.status().insecure());
        assertEquals(link.config.problems, link.status().problems());
    }

    // ---- the claim

    private void givenClaimingSays(ClaimState state) {
        link.claiming.state = state;
        link.link.change(inputs -> {
            inputs.claiming = link.claiming;
            inputs.settings = LinkFixture.settings(Map.of());
            inputs.network = link.network;
            inputs.transport = link.transport;
            inputs.inbox = link.inbox;
        });
        link.link.start();
        link.loop.run();
    }

    private static ClaimState unclaimed(String failure) {
        return new ClaimState(Optional.empty(), Optional.empty(), failure, false, Optional.empty());
    }

    @Test
    void anAgentThatIsNotClaimedSaysWhyTheClaimFailedAtOnce() {
        givenClaimingSays(unclaimed(ClaimState.NOT_CLAIMED_YET));
        assertEquals("Agent is not claimed yet", link.status().reason());
        assertEquals(Cloud.AVAILABLE, link.status().cloud());

        link.claiming.state = unclaimed("Failed: token is expired, not found, or invalid");

        assertEquals(
                "Failed: token is expired, not found, or invalid", link.status().reason());
        assertEquals(Cloud.AVAILABLE, link.status().cloud());
    }

    @Test
    void anAgentThatLostItsHostNamesTheHostRatherThanClaimingWhichWaitsForIt() {
        givenClaimingSays(unclaimed(ClaimState.NOT_CLAIMED_YET));

        link.change(inputs -> inputs.claiming = null);

        assertTrue(
                link.status().reason().startsWith("the host of the agent is missing: io.aclk.agent.store"),
                link.status().reason());
        assertTrue(link.status().reason().contains("bin/aclk feature install agent"), "and says what to do");

        link.change(inputs -> inputs.nodes = new NoNodes());

        assertTrue(
                link.status().reason().startsWith("the bundle io.aclk.claiming is missing or stopped"),
                link.status().reason());
    }

    /** A host without a node. */
    private static final class NoNodes implements NodeDirectory {
        @Override
        public List<Node> nodes() {
            return List.of();
        }

        @Override
        public void assign(UUID machineGuid, UUID nodeId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forgetNodeIds() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void changeMachineGuid(UUID machineGuid) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Subscription listen(Listener listener) {
            return () -> {};
        }
    }

    @Test
    void anAgentThatWasUnclaimedWhileOnlineIsNotClaimed() {
        link.link.change(inputs -> inputs.claiming = link.claiming);
        link.complete();
        link.claiming.state = unclaimed("Agent is not claimed yet: unclaimed by me");
        link.change(inputs -> inputs.identity = null);
        link.change(inputs -> inputs.settings = LinkFixture.settings(Map.of(LinkSettings.CLAIMED_ID, "")));

        assertEquals(Optional.empty(), link.status().claimId());
        assertEquals(Cloud.AVAILABLE, link.status().cloud());
        assertEquals("Agent is not claimed yet: unclaimed by me", link.status().reason());
    }

    @Test
    void anIdentityThatIsWithheldIsAnOfflineAgentWithTheWayOut() {
        givenClaimingSays(withheld());

        assertEquals(Cloud.OFFLINE, link.status().cloud());
        assertEquals(Optional.of(Golden.CLAIM_ID), link.status().claimId());
        assertEquals("offline", link.status().text());
        assertEquals(
                "identity copied from another machine; claim this agent anew",
                link.status().reason());
        assertEquals(0, link.network.calls.size());
    }

    private static ClaimState withheld() {
        return new ClaimState(
                Optional.of(Golden.CLAIM_ID),
                Optional.empty(),
                "",
                false,
                Optional.of("identity copied from another machine; claim this agent anew"));
    }

    @Test
    void anIdentityThatIsWithheldWhileOnlineEndsTheConnection() {
        link.link.change(inputs -> inputs.claiming = link.claiming);
        link.complete();
        link.claiming.state = withheld();
        link.change(inputs -> inputs.identity = null);

        assertFalse(link.status().online());
        assertTrue(link.transport.last().disconnected, "with a goodbye");
        assertEquals(Cloud.OFFLINE, link.status().cloud());
        assertTrue(
                link.status().reason().contains("another machine"),
                link.status().reason());
    }

    @Test
    void anIdentityThatIsWithheldAfterItWentEndsTheConnectionSoon() {
        link.link.change(inputs -> inputs.claiming = link.claiming);
        link.complete();
        link.change(inputs -> inputs.identity = null);
        assertTrue(link.status().online(), "claiming may be updated");
        link.claiming.state = withheld();
        link.loop.advance(Surroundings.TICK);

        assertFalse(link.status().online());
    }

    @Test
    void anIdentityThatIsOnItsWayIsWaitedFor() {
        givenClaimingSays(new ClaimState(Optional.of(Golden.CLAIM_ID), Optional.empty(), "", false, Optional.empty()));

        assertEquals(Cloud.OFFLINE, link.status().cloud());
        assertTrue(
                link.status().reason().startsWith("waiting for the identity of claim"),
                link.status().reason());
    }

    @Test
    void whatWasMissingIsNoReasonAnyMoreWhileTheLinkConnects() {
        givenClaimingSays(unclaimed(ClaimState.NOT_CLAIMED_YET));
        link.holdWork();
        link.change(inputs -> inputs.identity = link.identity);

        assertEquals("offline", link.status().text());
        assertEquals("connecting", link.status().reason());
    }

    // ---- taken over

    @Test
    void claimingHearsThatAnotherConnectionTookOver() {
        link.link.change(inputs -> inputs.claiming = link.claiming);
        link.complete();
        link.lose(DisconnectCause.TAKEN_OVER);

        assertEquals(List.of(Golden.CLAIM_ID), link.claiming.takenOver);
        assertTrue(
                link.status().reason().contains("copy of this agent's identity"),
                link.status().reason());
    }

    @Test
    void oneThatTakesOverBeforeTheLinkIsOnlineCountsToo() {
        link.link.change(inputs -> inputs.claiming = link.claiming);
        link.transport.lostWhileSubscribing = DisconnectCause.TAKEN_OVER;
        link.complete();

        assertEquals(List.of(Golden.CLAIM_ID), link.claiming.takenOver);
        assertTrue(link.nextAttempt().compareTo(RetryPlan.TAKEN_OVER_WAIT) >= 0);
    }

    @Test
    void twoThatHaveTheSameIdentityDoNotFight() {
        link.complete();
        Duration before = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            link.stabilize();
            link.lose(DisconnectCause.TAKEN_OVER);
            Duration wait = link.nextAttempt();
            assertTrue(wait.compareTo(before) > 0, wait + " after " + before);
            assertTrue(wait.compareTo(RetryPlan.TAKEN_OVER_WAIT) >= 0);
            before = wait;
        }
        link.stabilize();
        link.loop.advance(Duration.ofHours(2));
        link.lose(DisconnectCause.TAKEN_OVER);

        assertTrue(link.nextAttempt().compareTo(Duration.ofSeconds(90)) <= 0, "a calm connection ends the quarrel");
    }

    @Test
    void whatIsNotATakeOverIsNotWaitedForAsOne() {
        link.complete();
        link.stabilize();
        link.lose(DisconnectCause.TAKEN_OVER);
        link.nextAttempt();
        link.stabilize();
        link.lose(DisconnectCause.SOCKET_ERROR);

        assertTrue(link.status().online(), "stable, so at once");
    }
}

package io.aclk.cloud.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.ClaimRefusedException;
import io.aclk.cloud.api.ClaimRefusedException.Reason;
import io.aclk.cloud.api.LimitReachedException;
import io.aclk.cloud.api.Store.Claim;
import io.aclk.cloud.api.Store.NodeRow;
import io.aclk.cloud.api.Store.NodeState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentsTest {

    private static final String CLAIM = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
    private static final UUID MACHINE = UUID.fromString("9f0af6f3-c046-487f-8bdf-b85c402f769a");

    @TempDir
    Path directory;

    private TestDatabase db;
    private String token;

    /** The database of a directory; other products have it elsewhere. */
    TestDatabase database(Path place, StoreLimits limits) throws Exception {
        return new TestDatabase(place, limits);
    }

    @BeforeEach
    void open() throws Exception {
        db = database(directory, StoreLimits.DEFAULT);
        token = db.store.createToken("test", Optional.of(db.clock.instant().plus(Duration.ofDays(1))));
    }

    @AfterEach
    void close() {
        db.close();
    }

    // ---- claims

    @Test
    void aClaimIsAnAgentAndAnUnseenNode() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        assertEquals("pi", db.store.agent(CLAIM).orElseThrow().hostname());
        assertEquals(0, db.store.agent(CLAIM).orElseThrow().sessionId());
        NodeRow row = db.store.nodes().get(0);
        assertEquals(NodeState.UNSEEN, row.state());
        assertEquals(UUID.fromString(CLAIM), row.id());
        assertEquals(List.of("All nodes"), row.rooms());
        assertEquals(db.clock.instant(), row.since());
    }

    @Test
    void aRoomIsGivenByNameOrId() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of("All nodes")));
        String id = db.store.rooms().get(0).id().toString();
        db.store.claim(claim(UUID.randomUUID().toString(), "key 2", List.of(id.toUpperCase(), id)));
        assertEquals(2, db.store.nodes().size());
    }

    @Test
    void theSameClaimAgainIsAcceptedAndAnotherKeyIsNot() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        db.store.claim(claim(CLAIM, "key", List.of()));
        assertEquals(1, db.store.nodes().size());
        assertRefused(Reason.ALREADY_CLAIMED, claim(CLAIM, "other key", List.of()));
        String other = db.store.createToken("other", Optional.empty());
        assertRefused(Reason.ALREADY_CLAIMED, new Claim(CLAIM, "pi", MACHINE, "key", other, List.of()));
    }

    @Test
    void badTokensAndRoomsAreRefusedAndLeaveNothing() {
        assertRefused(Reason.INVALID_ROOM_ID, claim(CLAIM, "key", List.of("kitchen")));
        assertRefused(Reason.FORBIDDEN, new Claim(CLAIM, "pi", MACHINE, "key", "wrong", List.of()));
        db.clock.advance(Duration.ofDays(1));
        assertRefused(Reason.FORBIDDEN, claim(CLAIM, "key", List.of()));
        String revoked = db.store.createToken("revoked", Optional.empty());
        db.store.revokeToken(revoked);
        assertRefused(Reason.FORBIDDEN, new Claim(CLAIM, "pi", MACHINE, "key", revoked, List.of()));
        assertEquals(List.of(), db.store.nodes());
    }

    @Test
    void aMachineThatClaimsAgainWithItsKeyHasOneClaimOnceItConnectsByIt() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(1);
        UUID node = announce(1, true);
        String second = claimAgain();
        assertTrue(db.store.agentConnection(second, true, 2, false, Map.of()));
        assertTrue(db.store.agent(CLAIM).isEmpty());
        assertTrue(db.store.removed(CLAIM));
        assertFalse(connect(3));
        assertState(node, NodeState.OFFLINE);
        assertEquals(node, db.store.createNode(second, MACHINE, "pi", 0), "the machine keeps its node id");
        assertEquals(second, db.store.node(node).orElseThrow().claimId());
    }

    @Test
    void aMachineThatNeverHeardOfItsNewClaimGoesOnWithTheEarlierOne() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(1);
        UUID node = announce(1, true);
        String lost = claimAgain();
        assertState(node, NodeState.LIVE);
        assertEquals(List.of(node), ids(), "no second row while nobody connects by it");
        assertTrue(connect(2));
        announce(2, true);
        assertState(node, NodeState.LIVE);
        String known = claimAgain();
        assertTrue(db.store.agentConnection(known, true, 3, false, Map.of()));
        db.store.nodeConnection(known, node, true, true, 3, 0);
        assertState(node, NodeState.LIVE);
        assertTrue(db.store.removed(CLAIM));
        assertTrue(db.store.removed(lost), "what was claimed in between is over, too");
        assertEquals(List.of(node), ids());
    }

    @Test
    void anEarlierClaimThatConnectsForTheFirstTimeEndsNoLaterOne() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        String second = claimAgain();
        connect(1);
        assertTrue(db.store.agent(second).isPresent());
        assertTrue(db.store.agentConnection(second, true, 2, false, Map.of()));
        assertTrue(db.store.removed(CLAIM));
    }

    @Test
    void aConnectionThatWasLostBeforeItWasToldOfDoesNotCount() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(1);
        UUID node = announce(1, true);
        String second = claimAgain();
        db.store.agentConnection(second, false, 2, false, Map.of());
        assertTrue(db.store.agent(CLAIM).isPresent());
        assertTrue(db.store.agentConnection(second, true, 3, false, Map.of()));
        assertTrue(db.store.removed(CLAIM));
        db.store.nodeConnection(second, node, true, true, 3, 0);
        assertState(node, NodeState.LIVE);
    }

    @Test
    void theOrderOfClaimsOutlivesAClockThatGoesBack() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        db.clock.advance(Duration.ofDays(-1));
        String second = UUID.randomUUID().toString();
        db.store.claim(claim(second, "key", List.of()));
        connect(1);
        assertTrue(db.store.agent(second).isPresent());
        assertTrue(db.store.agentConnection(second, true, 2, false, Map.of()));
        assertTrue(db.store.removed(CLAIM));
    }

    private String claimAgain() throws Exception {
        db.clock.advance(Duration.ofSeconds(1));
        String again = UUID.randomUUID().toString();
        db.store.claim(claim(again, "key", List.of()));
        return again;
    }

    private List<UUID> ids() {
        return db.store.nodes().stream().map(NodeRow::id).toList();
    }

    @Test
    void aMachineThatClaimsAgainKeepsItsNodesAndSpeaksOfThemWithoutRegistering() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(1);
        UUID node = announce(1, true);
        UUID child = db.store.createNode(CLAIM, UUID.randomUUID(), "child", 1);
        String second = UUID.randomUUID().toString();
        db.store.claim(claim(second, "key", List.of()));
        assertTrue(db.store.agentConnection(second, true, 2, false, Map.of()));
        db.store.nodeConnection(second, node, true, true, 2, 0);
        db.store.nodeConnection(second, child, true, true, 2, 1);
        assertState(node, NodeState.LIVE);
        assertState(child, NodeState.LIVE);
    }

    @Test
    void aRotatedKeyKeepsTheNodeAndAnotherMachineGetsItsOwn() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(1);
        UUID node = announce(1, true);
        String rotated = UUID.randomUUID().toString();
        db.store.claim(claim(rotated, "another key", List.of()));
        assertEquals(node, db.store.createNode(rotated, MACHINE, "pi", 0));
        String clone = UUID.randomUUID().toString();
        UUID otherMachine = UUID.randomUUID();
        db.store.claim(new Claim(clone, "pi", otherMachine, "a third key", token, List.of()));
        assertNotEquals(node, db.store.createNode(clone, otherMachine, "pi", 0));
        assertEquals(2, db.store.nodes().size());
    }

    // ---- connections

    @Test
    void theStateFollowsWhatTheAgentSays() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        assertTrue(connect(5));
        UUID node = db.store.createNode(CLAIM, MACHINE, "pi", 0);
        assertState(node, NodeState.OFFLINE);
        db.store.nodeConnection(CLAIM, node, true, true, 5, 0);
        assertState(node, NodeState.LIVE);
        assertEquals(Map.of("ctx", 1), db.store.agent(CLAIM).orElseThrow().capabilities());
        db.store.nodeConnection(CLAIM, node, false, true, 5, 0);
        assertState(node, NodeState.STALE);
        db.store.nodeConnection(CLAIM, node, false, false, 5, 0);
        assertState(node, NodeState.OFFLINE);
    }

    @Test
    void sinceIsTheTimeOfTheLastChangeOnly() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        db.clock.advance(Duration.ofSeconds(7));
        UUID node = announce(5, true);
        var live = db.clock.instant();
        db.clock.advance(Duration.ofSeconds(7));
        db.store.nodeConnection(CLAIM, node, true, true, 5, 0);
        assertEquals(live, db.store.node(node).orElseThrow().since());
        db.clock.advance(Duration.ofSeconds(7));
        leave(5, false);
        assertEquals(db.clock.instant(), db.store.node(node).orElseThrow().since());
    }

    @Test
    void aGoodbyeIsGracefulAndTheWillAfterItChangesNothing() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        UUID node = announce(5, true);
        assertTrue(leave(5, true));
        assertFalse(leave(5, false));
        assertState(node, NodeState.OFFLINE);
        assertTrue(db.store.node(node).orElseThrow().graceful());
    }

    @Test
    void aWillIsNotGraceful() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        UUID node = announce(5, true);
        assertTrue(leave(5, false));
        assertState(node, NodeState.OFFLINE);
        assertFalse(db.store.node(node).orElseThrow().graceful());
    }

    @Test
    void aWillOfAnOlderSessionChangesNothing() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        UUID node = announce(5, true);
        connect(6);
        assertState(node, NodeState.OFFLINE); // not announced in this session yet
        db.store.nodeConnection(CLAIM, node, true, true, 6, 0);
        assertFalse(leave(5, false));
        db.store.nodeConnection(CLAIM, node, false, false, 5, 0);
        assertState(node, NodeState.LIVE);
    }

    @Test
    void anAgentThatNobodyClaimedHasNoConnection() {
        assertFalse(connect(5));
        db.store.nodeConnection(CLAIM, UUID.randomUUID(), true, true, 5, 0);
        assertEquals(List.of(), db.store.nodes());
    }

    @Test
    void nobodyIsConnectedAfterAStart() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        UUID node = announce(5, true);
        db.store.disconnectAll();
        assertState(node, NodeState.OFFLINE);
        assertFalse(db.store.agent(CLAIM).orElseThrow().reachable());
    }

    @Test
    void anAgentThatSurvivedOurRestartIsConnectedAgainInItsSession() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        UUID node = announce(5, true);
        db.store.disconnectAll();
        assertTrue(connect(5));
        assertState(node, NodeState.LIVE);
    }

    @Test
    void twoAgentsHoldANodeAndTheBetterOneIsTheRoute() throws Exception {
        String parent = UUID.randomUUID().toString();
        db.store.claim(claim(CLAIM, "key", List.of()));
        db.store.claim(new Claim(parent, "parent", UUID.randomUUID(), "key 2", token, List.of()));
        connect(5);
        UUID node = announce(5, true);
        db.store.agentConnection(parent, true, 9, false, Map.of());
        assertEquals(node, db.store.createNode(parent, MACHINE, "pi", 1));
        db.store.nodeConnection(parent, node, true, true, 9, 1);
        assertEquals(CLAIM, db.store.node(node).orElseThrow().claimId(), "fewer hops");
        leave(5, true);
        assertState(node, NodeState.LIVE);
        assertEquals(parent, db.store.node(node).orElseThrow().claimId());
    }

    @Test
    void aNodeIsOnlySpokenOfByWhoRegisteredItOrIsItsMachine() throws Exception {
        String other = UUID.randomUUID().toString();
        db.store.claim(claim(CLAIM, "key", List.of()));
        db.store.claim(new Claim(other, "other", UUID.randomUUID(), "key 2", token, List.of()));
        connect(5);
        UUID node = announce(5, true);
        db.store.agentConnection(other, true, 9, false, Map.of());
        db.store.nodeConnection(other, node, false, false, 9, 0);
        assertEquals(CLAIM, db.store.node(node).orElseThrow().claimId());
        leave(5, true);
        assertState(node, NodeState.OFFLINE);
        db.store.nodeConnection(other, node, true, true, 9, 0);
        assertState(node, NodeState.OFFLINE);
        assertFalse(db.store.holds(other, node));
        assertTrue(db.store.holds(CLAIM, node));
    }

    @Test
    void anAgentRegistersAsManyNodesAsItMay() throws Exception {
        db.close();
        db = database(directory, new StoreLimits(2, 10));
        db.store.claim(claim(CLAIM, "key", List.of()));
        UUID own = db.store.createNode(CLAIM, MACHINE, "pi", 0);
        db.store.createNode(CLAIM, UUID.randomUUID(), "child", 1);
        LimitReachedException e = assertThrows(
                LimitReachedException.class, () -> db.store.createNode(CLAIM, UUID.randomUUID(), "child 2", 1));
        assertTrue(e.getMessage().contains("nodes.per.agent"), e.getMessage());
        assertEquals(own, db.store.createNode(CLAIM, MACHINE, "pi", 0), "what is registered stays usable");
        assertEquals(2, db.store.nodes().size());
    }

    // ---- bans

    @Test
    void aBannedAgentStaysClaimedUntilTheBanIsLifted() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        UUID node = announce(5, true);
        assertEquals(Optional.of(List.of(CLAIM)), db.store.setBanned(node, true));
        assertEquals(Optional.of(List.of()), db.store.setBanned(node, true), "it is already");
        assertEquals(
                Optional.of(db.clock.instant()),
                db.store.agent(CLAIM).orElseThrow().banned());
        assertTrue(db.store.node(node).orElseThrow().banned());
        assertEquals(Optional.of(List.of(CLAIM)), db.store.setBanned(UUID.fromString(CLAIM), false));
        assertEquals(Optional.empty(), db.store.agent(CLAIM).orElseThrow().banned());
        assertFalse(db.store.node(node).orElseThrow().banned());
        assertEquals(Optional.empty(), db.store.setBanned(UUID.randomUUID(), true));
    }

    @Test
    void aNewClaimIsNotBannedAndAChildHasNoAgentToBan() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        assertEquals(Optional.of(List.of(CLAIM)), db.store.setBanned(UUID.fromString(CLAIM), true));
        assertTrue(db.store.nodes().get(0).banned());
        UUID child = db.store.createNode(CLAIM, UUID.randomUUID(), "child", 1);
        assertEquals(Optional.of(List.of()), db.store.setBanned(child, true));
        db.store.claim(claim(CLAIM, "key", List.of()));
        assertTrue(db.store.agent(CLAIM).orElseThrow().banned().isPresent(), "the same claim again");
        String second = UUID.randomUUID().toString();
        db.store.claim(claim(second, "key", List.of()));
        assertEquals(Optional.empty(), db.store.agent(second).orElseThrow().banned());
    }

    // ---- removal

    @Test
    void removingTheOnlyNodeEndsTheClaim() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        UUID node = announce(5, true);
        assertEquals(Optional.of(List.of(CLAIM)), db.store.removeNode(node));
        assertEquals(Optional.empty(), db.store.removeNode(node));
        assertTrue(db.store.agent(CLAIM).isEmpty());
        assertTrue(db.store.removed(CLAIM));
        assertFalse(connect(6));
        assertThrows(IllegalArgumentException.class, () -> db.store.createNode(CLAIM, MACHINE, "pi", 0));
        assertEquals(List.of(), db.store.nodes());
    }

    @Test
    void removingAChildLeavesItsParent() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        connect(5);
        announce(5, true);
        UUID child = db.store.createNode(CLAIM, UUID.randomUUID(), "child", 1);
        assertEquals(Optional.of(List.of()), db.store.removeNode(child));
        assertTrue(db.store.agent(CLAIM).isPresent());
    }

    @Test
    void anUnseenAgentIsRemovedByItsClaimIdAndMayClaimAgain() throws Exception {
        db.store.claim(claim(CLAIM, "key", List.of()));
        assertEquals(Optional.of(List.of(CLAIM)), db.store.removeNode(UUID.fromString(CLAIM)));
        assertTrue(db.store.removed(CLAIM));
        db.store.claim(claim(CLAIM, "a new key", List.of()));
        assertFalse(db.store.removed(CLAIM));
        assertEquals("a new key", db.store.agent(CLAIM).orElseThrow().publicKey());
    }

    private Claim claim(String claimId, String key, List<String> rooms) {
        return new Claim(claimId, "pi", MACHINE, key, token, rooms);
    }

    private boolean connect(long session) {
        return db.store.agentConnection(CLAIM, true, session, false, Map.of("ctx", 1));
    }

    private boolean leave(long session, boolean graceful) {
        return db.store.agentConnection(CLAIM, false, session, graceful, Map.of());
    }

    private UUID announce(long session, boolean live) {
        UUID node = db.store.createNode(CLAIM, MACHINE, "pi", 0);
        db.store.nodeConnection(CLAIM, node, live, true, session, 0);
        return node;
    }

    private void assertState(UUID node, NodeState expected) {
        assertEquals(expected, db.store.node(node).orElseThrow().state());
    }

    private void assertRefused(Reason reason, Claim claim) {
        assertEquals(
                reason,
                assertThrows(ClaimRefusedException.class, () -> db.store.claim(claim))
                        .reason());
    }
}

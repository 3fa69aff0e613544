package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aclk.cloud.api.NodeQueries.Answer;
import io.aclk.cloud.api.NodeQueries.Question;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.Store.NodeRow;
import io.aclk.cloud.api.Store.NodeState;
import io.aclk.cloud.gateway.internal.Counters.Fate;
import io.aclk.cloud.store.internal.StoreOnDisk;
import io.aclk.schemas.Capability;
import io.aclk.schemas.ConnectionUpdateSource;
import io.aclk.schemas.ContextUpdated;
import io.aclk.schemas.ContextsCheckpoint;
import io.aclk.schemas.ContextsSnapshot;
import io.aclk.schemas.ContextsUpdated;
import io.aclk.schemas.CreateNodeInstance;
import io.aclk.schemas.CreateNodeInstanceResult;
import io.aclk.schemas.NodeInfo;
import io.aclk.schemas.UpdateAgentConnection;
import io.aclk.schemas.UpdateNodeInfo;
import io.aclk.schemas.UpdateNodeInstanceConnection;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents say, and what the cloud side makes of it. */
class RouterTest {

    private static final String CLAIM = Golden.CLAIM;
    private static final UUID MACHINE = UUID.fromString(Golden.MACHINE);

    @TempDir
    Path directory;

    private final MovingClock clock = new MovingClock();
    private final FakeBus bus = new FakeBus();
    private final Routes routes = new Routes();
    private final Counters counters = new Counters();
    private StoreOnDisk disk;
    private Store store;
    private Queries queries;
    private Router router;

    @BeforeEach
    void start() throws Exception {
        disk = new StoreOnDisk(directory, clock);
        store = disk.store();
        claim(CLAIM, MACHINE);
        startRouter();
    }

    private void startRouter() {
        queries = new Queries(store, bus, routes);
        router = new Router(store, bus, routes, queries, counters, clock);
        bus.awaitSubscription(Topics.ALL_OUTBOXES);
        store.nodes().stream().map(NodeRow::claimId).distinct().forEach(claimId -> expect("SendNodeInstances"));
    }

    @AfterEach
    void stop() {
        router.deactivate();
        queries.deactivate();
        disk.close();
    }

    // ---- scenarios

    @Test
    void theRecordedAgentComesOnlineStreamsAndLeaves() throws Exception {
        UUID ours = null;
        long checkpoints = 0;
        for (Golden.Message message : Golden.messages()) {
            if (!message.fromAgent() || message.name().equals("http-response")) {
                continue;
            }
            say(message.topic(), ours == null ? message.payload() : withNode(message.payload(), ours));
            switch (message.name()) {
                case "UpdateAgentConnection" -> {
                    if (UpdateAgentConnection.parseFrom(message.payload()).getReachable()) {
                        expect("SendNodeInstances");
                    }
                }
                case "CreateNodeInstance" -> {
                    ours = UUID.fromString(CreateNodeInstanceResult.parseFrom(expect("CreateNodeInstanceResult"))
                            .getNodeId());
                }
                case "UpdateNodeInstanceConnection" -> {
                    // stock agents repeat it; one checkpoint for each session is enough
                    if (!bus.published.isEmpty()) {
                        ContextsCheckpoint checkpoint = ContextsCheckpoint.parseFrom(expect("ContextsCheckpoint"));
                        assertEquals(store.contextsHash(ours), checkpoint.getVersionHash());
                        checkpoints++;
                    }
                }
                case "ContextsUpdated" ->
                    assertEquals(
                            ContextsUpdated.parseFrom(message.payload()).getVersionHash(), store.contextsHash(ours));
                case "ContextsSnapshot" ->
                    assertEquals(ContextsSnapshot.parseFrom(message.payload()).getVersion(), store.contextsHash(ours));
                default -> {}
            }
        }
        assertEquals(0, bus.published.size(), () -> "unasked: " + bus.published);
        assertEquals(3, checkpoints, "one for each of the three sessions");
        assertEquals(0, counters.of(Fate.MALFORMED) + counters.of(Fate.REFUSED) + counters.of(Fate.DROPPED));
        assertEquals(2, counters.of(Fate.IGNORED), "the alerts in the recording");
        NodeRow node = store.node(ours).orElseThrow();
        assertEquals("golden-agent", node.hostname());
        assertEquals("v2.11.0-90-g04b1cf5427", node.details().orElseThrow().version());
        assertEquals(NodeState.OFFLINE, node.state());
        assertTrue(node.graceful());
        assertEquals(244 + 1, store.contexts(ours).size());
    }

    @Test
    void anAgentComesOnline() throws Exception {
        connect(5);
        UUID node = create(MACHINE);
        announce(node, true, 5);
        assertEquals(
                0, ContextsCheckpoint.parseFrom(expect("ContextsCheckpoint")).getVersionHash());
        assertState(node, NodeState.LIVE);
        assertEquals(Map.of("ctx", 1), store.agent(CLAIM).orElseThrow().capabilities());
        assertEquals(Optional.of(CLAIM), routes.to(node));
    }

    @Test
    void whoeverSeesANodeLiveCanAskIt() throws Exception {
        List<Optional<String>> ways = new CopyOnWriteArrayList<>();
        router.deactivate();
        queries.deactivate();
        store = (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("nodeConnection")) {
                        ways.add(routes.to((UUID) arguments[1]));
                    }
                    return method.invoke(disk.store(), arguments);
                });
        startRouter();
        online(5);
        assertEquals(List.of(Optional.of(CLAIM)), ways, "before the store says that it is live");
    }

    @Test
    void aLastWillTurnsTheNodeOfflineAndAGoodbyeIsGraceful() throws Exception {
        UUID node = online(5);
        connection(false, 5, ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_LWT);
        assertState(node, NodeState.OFFLINE);
        assertFalse(store.node(node).orElseThrow().graceful());
        assertEquals(Optional.empty(), routes.to(node));
        connect(6);
        announce(node, true, 6);
        expect("ContextsCheckpoint");
        connection(false, 6, ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT);
        assertTrue(store.node(node).orElseThrow().graceful());
    }

    @Test
    void aLastWillThatComesAfterTheNextSessionChangesNothing() throws Exception {
        UUID node = online(5);
        connect(6);
        announce(node, true, 6);
        expect("ContextsCheckpoint");
        connection(false, 5, ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_LWT);
        announce(node, false, 5);
        assertState(node, NodeState.LIVE);
        assertEquals(Optional.of(CLAIM), routes.to(node));
    }

    @Test
    void whatIsAskedWhileAnAgentIsAwayReachesItWhenItsNodeIsBack() throws Exception {
        UUID node = online(5);
        connection(false, 5, source());
        CompletableFuture<Answer> answer = queries.ask(
                        Question.get(node, "/api/v1/info", Duration.ofSeconds(FakeBus.LIMIT_SECONDS)))
                .toCompletableFuture();
        connect(6);
        announce(node, true, 6);
        assertEquals(Topics.request(CLAIM), bus.next().topic());
        expect("ContextsCheckpoint");
        assertFalse(answer.isDone());
    }

    @Test
    void aPostIsRepeatedOnlyIfTheAgentSaysThatItTakesRepeats() throws Exception {
        UUID node = online(5);
        queries.ask(
                new Question(node, "POST", "/api/v3/config", new byte[0], Duration.ofSeconds(FakeBus.LIMIT_SECONDS)));
        assertEquals(Topics.request(CLAIM), bus.next().topic());
        connect(6);
        assertTrue(bus.published.isEmpty(), "a stock agent would do it twice");
        say(
                topic(CLAIM, Topics.CONNECTION),
                UpdateAgentConnection.newBuilder()
                        .setClaimId(CLAIM)
                        .setReachable(true)
                        .setSessionId(7)
                        .setUpdateSource(source())
                        .addCapabilities(Capability.newBuilder()
                                .setName("req_repeat")
                                .setVersion(1)
                                .setEnabled(true))
                        .build()
                        .toByteArray());
        expect("SendNodeInstances");
        assertEquals(Topics.request(CLAIM), bus.next().topic());
    }

    @Test
    void aBannedAgentIsNotWaitedFor() throws Exception {
        UUID node = online(5);
        store.setBanned(node, true);
        connection(false, 5, source());
        assertEquals(Optional.empty(), routes.expected(node, Duration.ofMinutes(1)));
    }

    @Test
    void aDescriptionThatComesBeforeTheNodeIdIsKept() throws Exception {
        connect(5);
        info("early-bird");
        UUID node = create(MACHINE);
        assertEquals(
                "early-bird",
                store.node(node).orElseThrow().details().orElseThrow().hostname());
    }

    @Test
    void aDescriptionAfterAReconnectionIsStoredOnceTheNodeIsAnnounced() throws Exception {
        UUID node = online(5);
        connect(6);
        info("renamed");
        assertTrue(store.node(node).orElseThrow().details().isEmpty());
        announce(node, true, 6);
        expect("ContextsCheckpoint");
        assertEquals(
                "renamed",
                store.node(node).orElseThrow().details().orElseThrow().hostname());
    }

    @Test
    void aDifferentHashIsAnsweredWithACheckpointButNotMoreThanOneInTenSeconds() throws Exception {
        UUID node = online(5);
        update(node, "a", 7, 1);
        assertTrue(bus.published.isEmpty(), "too soon after the first checkpoint");
        clock.advance(Duration.ofSeconds(Checkpoints.SECONDS));
        update(node, "b", 8, 1);
        assertEquals(
                15, ContextsCheckpoint.parseFrom(expect("ContextsCheckpoint")).getVersionHash());
        update(node, "c", 9, 24);
        assertTrue(bus.published.isEmpty(), "the copies agree");
    }

    @Test
    void anAgentThatStayedWhileWeRestartedIsBackWithoutReconnecting() throws Exception {
        UUID node = online(5);
        router.deactivate();
        queries.deactivate();
        routes.disconnected(CLAIM);
        startRouter();
        assertState(node, NodeState.OFFLINE);
        announce(node, true, 5);
        expect("ContextsCheckpoint");
        assertState(node, NodeState.LIVE);
        assertEquals(Map.of("ctx", 1), store.agent(CLAIM).orElseThrow().capabilities());
    }

    @Test
    void aNodeIdThatWeNeverGaveIsReplaced() throws Exception {
        connect(5);
        announce(UUID.randomUUID(), true, 5);
        CreateNodeInstanceResult result = CreateNodeInstanceResult.parseFrom(expect("CreateNodeInstanceResult"));
        assertEquals(Golden.MACHINE, result.getMachineGuid());
        announce(UUID.fromString(result.getNodeId()), true, 5);
        expect("ContextsCheckpoint");
        assertState(UUID.fromString(result.getNodeId()), NodeState.LIVE);
    }

    @Test
    void anAgentThatWasRemovedIsSentAway() throws Exception {
        UUID node = online(5);
        store.removeNode(node);
        connectQuietly(6);
        assertEquals("agent-" + CLAIM, bus.disconnected.poll(FakeBus.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of(), store.nodes());
    }

    @Test
    void twoAgentsAreHandledBesideEachOther() throws Exception {
        String other = UUID.randomUUID().toString();
        UUID machine = UUID.randomUUID();
        claim(other, machine);
        UUID node = online(5);
        say(topic(other, Topics.CONNECTION), connectionMessage(other, true, 9, source()));
        expect("SendNodeInstances");
        say(topic(other, Topics.NODE_CREATE), createMessage(other, machine));
        assertFalse(node.toString()
                .equals(CreateNodeInstanceResult.parseFrom(expect("CreateNodeInstanceResult"))
                        .getNodeId()));
    }

    // ---- bad input

    @Test
    void whatCannotBeParsedIsCountedAndTheNextMessageIsHandled() throws Exception {
        byte[] garbage = {(byte) 0xff, 1, 2, 3};
        for (String about : List.of(
                Topics.CONNECTION,
                Topics.NODE_CREATE,
                Topics.NODE_CONNECTION,
                Topics.NODE_INFO,
                Topics.NODE_COLLECTORS,
                Topics.CONTEXTS_SNAPSHOT,
                Topics.CONTEXTS_UPDATED)) {
            say(topic(CLAIM, about), garbage);
        }
        assertEquals(7, counters.of(Fate.MALFORMED));
        online(5);
    }

    @Test
    void valuesThatCannotBeAreMalformed() throws Exception {
        connect(5);
        say(
                topic(CLAIM, Topics.NODE_CREATE),
                CreateNodeInstance.newBuilder()
                        .setClaimId(CLAIM)
                        .setMachineGuid("nonsense")
                        .build()
                        .toByteArray());
        say(
                topic(CLAIM, Topics.NODE_CONNECTION),
                UpdateNodeInstanceConnection.newBuilder()
                        .setClaimId(CLAIM)
                        .setNodeId("1-1-1-1-1")
                        .build()
                        .toByteArray());
        assertEquals(2, counters.of(Fate.MALFORMED));
    }

    @Test
    void anotherClaimIdInThePayloadIsRefused() throws Exception {
        String other = UUID.randomUUID().toString();
        connect(5);
        say(topic(CLAIM, Topics.CONNECTION), connectionMessage(other, false, 6, source()));
        say(topic(CLAIM, Topics.NODE_CREATE), createMessage(other, MACHINE));
        assertEquals(2, counters.of(Fate.REFUSED));
        assertTrue(store.agent(CLAIM).orElseThrow().reachable());
    }

    @Test
    void anAgentWhoseClaimWasSupersededIsDisconnected() throws Exception {
        UUID node = online(5);
        String again = UUID.randomUUID().toString();
        String token = store.createToken("again", Optional.empty());
        store.claim(new Store.Claim(again, "pi", MACHINE, "key of " + CLAIM, token, List.of()));
        say(topic(again, Topics.CONNECTION), connectionMessage(again, true, 6, source()));
        expect("SendNodeInstances");
        announce(again, node, true, 6);
        announce(node, true, 5);
        assertEquals("agent-" + CLAIM, bus.disconnected.poll(FakeBus.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, counters.of(Fate.REFUSED));
        assertEquals(again, store.node(node).orElseThrow().claimId());
    }

    @Test
    void aNodeOfAnotherAgentIsNotItsToAnnounce() throws Exception {
        UUID node = online(5);
        String other = UUID.randomUUID().toString();
        claim(other, UUID.randomUUID());
        say(topic(other, Topics.CONNECTION), connectionMessage(other, true, 9, source()));
        expect("SendNodeInstances");
        announce(other, node, true, 9);
        assertEquals(1, counters.of(Fate.REFUSED));
        assertFalse(routes.holds(other, node));
        assertEquals(Optional.of(CLAIM), routes.to(node));
    }

    @Test
    void anAgentThatRegistersAnothersMachineDrawsNoRequestsAway() throws Exception {
        UUID node = online(5);
        String other = "00000000-0000-4000-8000-000000000000"; // the first of two that are as near
        claim(other, UUID.randomUUID());
        say(topic(other, Topics.CONNECTION), connectionMessage(other, true, 9, source()));
        expect("SendNodeInstances");
        say(topic(other, Topics.NODE_CREATE), createMessage(other, MACHINE));
        expect("CreateNodeInstanceResult");
        announce(other, node, true, 9);
        assertTrue(routes.holds(other, node), "a parent may");
        assertEquals(Optional.of(CLAIM), routes.to(node));
    }

    @Test
    void anAgentThatWasBannedAfterItsLoginIsSentAway() throws Exception {
        store.setBanned(UUID.fromString(CLAIM), true);
        connectQuietly(5);
        assertEquals("agent-" + CLAIM, bus.disconnected.poll(FakeBus.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertTrue(routes.session(CLAIM).isEmpty());
        assertFalse(store.agent(CLAIM).orElseThrow().reachable());
    }

    @Test
    void contextsOfANodeThatTheAgentDidNotAnnounceAreRefused() throws Exception {
        UUID node = online(5);
        String other = UUID.randomUUID().toString();
        claim(other, UUID.randomUUID());
        say(topic(other, Topics.CONNECTION), connectionMessage(other, true, 9, source()));
        expect("SendNodeInstances");
        say(
                topic(other, Topics.CONTEXTS_SNAPSHOT),
                ContextsSnapshot.newBuilder()
                        .setClaimId(other)
                        .setNodeId(node.toString())
                        .addContexts(ContextUpdated.newBuilder().setId("evil"))
                        .build()
                        .toByteArray());
        assertEquals(1, counters.of(Fate.REFUSED));
        assertEquals(List.of(), store.contexts(node));
    }

    @Test
    void whatIsMoreThanTheOwnerAllowsIsRefusedAndTheAgentStays() throws Exception {
        router.deactivate();
        queries.deactivate();
        disk.close();
        disk = new StoreOnDisk(directory, clock, 1, 1);
        store = disk.store();
        startRouter();
        UUID node = online(5);
        update(node, "first", 1, 1);
        say(topic(CLAIM, Topics.NODE_CREATE), createMessage(CLAIM, UUID.randomUUID()));
        update(node, "second", 2, 3);
        assertEquals(2, counters.of(Fate.REFUSED));
        assertEquals(1, store.contexts(node).size());
        assertEquals(1, store.nodes().size());
        assertTrue(bus.disconnected.isEmpty(), "it would come back and say the same");
    }

    @Test
    void messagesWaitWithinBoundsOfNumberAndSize() {
        assertTrue(Router.fits(0, 0, Integer.MAX_VALUE), "a single message is always taken");
        assertTrue(Router.fits(1, 1, (int) Math.min(Router.BYTES - 1, Integer.MAX_VALUE)));
        assertFalse(Router.fits(1, Router.BYTES, 1));
        assertFalse(Router.fits(Router.CAPACITY, 1, 1));
    }

    @Test
    void whatIsNotUsedYetIsCounted() throws Exception {
        say(topic(CLAIM, "alarm/v2/log"), new byte[] {1});
        say(topic(CLAIM, "something/new"), new byte[] {1});
        assertEquals(2, counters.of(Fate.IGNORED));
        bus.fromAgent("/agent/not-a-uuid/outbox/agent/v1/connection", new byte[0]);
        assertEquals(1, counters.of(Fate.MALFORMED));
    }

    @Test
    void anAgentWhoseMessageCannotBeStoredStartsOver() throws Exception {
        connect(5);
        disk.close();
        bus.fromAgent(topic(CLAIM, Topics.NODE_CREATE), createMessage(CLAIM, MACHINE));
        assertEquals("agent-" + CLAIM, bus.disconnected.poll(FakeBus.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertTrue(bus.published.isEmpty(), "no answer without a commit");
        assertEquals(1, counters.of(Fate.DROPPED));
    }

    @Test
    void stoppingLeavesNoSubscriptionAndNoThread() {
        router.deactivate();
        router.deactivate();
        queries.deactivate();
        assertEquals(List.of(), bus.subscriptions());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("cloud-gateway")));
    }

    // ---- steps

    private void claim(String claimId, UUID machine) throws Exception {
        String token = store.createToken("test", Optional.empty());
        store.claim(new Store.Claim(claimId, "pi", machine, "key of " + claimId, token, List.of()));
    }

    /** Says something and waits until it was handled. */
    private void say(String topic, byte[] payload) throws Exception {
        long before = handled();
        bus.fromAgent(topic, payload);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FakeBus.LIMIT_SECONDS);
        while (handled() == before) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("not handled: " + topic);
            }
            Thread.onSpinWait();
        }
    }

    private long handled() {
        long sum = 0;
        for (Fate fate : Fate.values()) {
            sum += counters.of(fate);
        }
        return sum;
    }

    private byte[] expect(String name) {
        try {
            FakeBus.Message message = bus.next();
            assertEquals(name, message.name());
            assertTrue(message.topic().matches("/agent/[0-9a-f-]{36}/inbox/cmd/v1/" + name), message.topic());
            return message.payload();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String topic(String claimId, String about) {
        return "/agent/" + claimId + "/outbox/" + about;
    }

    private static ConnectionUpdateSource source() {
        return ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT;
    }

    private static byte[] connectionMessage(
            String claimId, boolean reachable, long session, ConnectionUpdateSource source) {
        UpdateAgentConnection.Builder message = UpdateAgentConnection.newBuilder()
                .setClaimId(claimId)
                .setReachable(reachable)
                .setSessionId(session)
                .setUpdateSource(source);
        if (reachable) {
            message.addCapabilities(
                            Capability.newBuilder().setName("ctx").setVersion(1).setEnabled(true))
                    .addCapabilities(Capability.newBuilder().setName("ml").setVersion(1))
                    .addCapabilities(Capability.newBuilder().setName("mc").setEnabled(true));
        }
        return message.build().toByteArray();
    }

    private void connection(boolean reachable, long session, ConnectionUpdateSource source) throws Exception {
        say(topic(CLAIM, Topics.CONNECTION), connectionMessage(CLAIM, reachable, session, source));
    }

    private void connectQuietly(long session) throws Exception {
        connection(true, session, source());
    }

    private void connect(long session) throws Exception {
        connectQuietly(session);
        expect("SendNodeInstances");
    }

    private static byte[] createMessage(String claimId, UUID machine) {
        return CreateNodeInstance.newBuilder()
                .setClaimId(claimId)
                .setMachineGuid(machine.toString())
                .setHostname("pi")
                .build()
                .toByteArray();
    }

    private UUID create(UUID machine) throws Exception {
        say(topic(CLAIM, Topics.NODE_CREATE), createMessage(CLAIM, machine));
        CreateNodeInstanceResult result = CreateNodeInstanceResult.parseFrom(expect("CreateNodeInstanceResult"));
        assertEquals(machine.toString(), result.getMachineGuid());
        return UUID.fromString(result.getNodeId());
    }

    private void announce(UUID node, boolean live, long session) throws Exception {
        announce(CLAIM, node, live, session);
    }

    private void announce(String claimId, UUID node, boolean live, long session) throws Exception {
        say(
                topic(claimId, Topics.NODE_CONNECTION),
                UpdateNodeInstanceConnection.newBuilder()
                        .setClaimId(claimId)
                        .setNodeId(node.toString())
                        .setLiveness(live)
                        .setQueryable(true)
                        .setSessionId(session)
                        .build()
                        .toByteArray());
    }

    private UUID online(long session) throws Exception {
        connect(session);
        UUID node = create(MACHINE);
        announce(node, true, session);
        expect("ContextsCheckpoint");
        return node;
    }

    private void info(String name) throws Exception {
        say(
                topic(CLAIM, Topics.NODE_INFO),
                UpdateNodeInfo.newBuilder()
                        .setClaimId(CLAIM)
                        .setMachineGuid(Golden.MACHINE)
                        .setData(NodeInfo.newBuilder().setName(name))
                        .build()
                        .toByteArray());
    }

    private void update(UUID node, String context, long version, long hash) throws Exception {
        say(
                topic(CLAIM, Topics.CONTEXTS_UPDATED),
                ContextsUpdated.newBuilder()
                        .setClaimId(CLAIM)
                        .setNodeId(node.toString())
                        .addContextUpdates(
                                ContextUpdated.newBuilder().setId(context).setVersion(version))
                        .setVersionHash(hash)
                        .build()
                        .toByteArray());
    }

    private void assertState(UUID node, NodeState state) {
        assertEquals(state, store.node(node).orElseThrow().state());
    }

    /** A recorded message with our node id in place of the recorded one. Both are as long, so the bytes fit. */
    private static byte[] withNode(byte[] payload, UUID ours) throws InvalidProtocolBufferException {
        String text = new String(payload, java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] replaced =
                text.replace(Golden.NODE, ours.toString()).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertEquals(payload.length, replaced.length);
        if (!text.contains(Golden.NODE)) {
            assertArrayEquals(payload, replaced);
        }
        return replaced;
    }
}

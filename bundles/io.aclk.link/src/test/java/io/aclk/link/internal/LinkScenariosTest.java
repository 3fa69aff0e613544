package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkException;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.OutboundMessage;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.NetworkException;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.host.api.Capability;
import io.aclk.schemas.ConnectionUpdateSource;
import io.aclk.schemas.DisconnectReq;
import io.aclk.schemas.UpdateAgentConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the link does, step by step, with time and peers in the hands of the test. */
class LinkScenariosTest {

    @TempDir
    Path directory;

    private LinkFixture link;

    @BeforeEach
    void makeLink() {
        link = new LinkFixture(directory);
    }

    // ---- connecting

    @Test
    void speaksToTheCloudAsTheRecordedAgentDid() {
        link.complete();

        assertEquals(3, link.network.calls.size());
        int index = 0;
        for (String name : List.of("env", "challenge", "password")) {
            Golden.Exchange recorded = Golden.exchanges(name).get(0);
            HttpCall call = link.network.calls.get(index++);
            assertEquals(recorded.method(), call.method());
            assertEquals(recorded.url(), target(call));
            assertEquals(recorded.requestBody(), new String(call.body(), StandardCharsets.UTF_8));
            assertEquals("localhost", call.uri().getHost());
            assertEquals(40731, call.uri().getPort());
            assertEquals(Map.of("User-Agent", "ACLK/2.11.0-90-g04b1cf5427"), call.headers());
        }
    }

    @Test
    void connectsWithTheCredentialsAndALastWill() throws Exception {
        link.complete();

        ConnectOptions options = link.transport.last().options;
        assertEquals("wss://localhost:40731/mqtt", options.endpoint().toString());
        assertEquals("agent-" + Golden.CLAIM_ID, options.clientId());
        assertEquals("u-0lg7oNC_OCwa", options.username());
        assertEquals("JWuuP8rp63VDv64qEHyfW4zz8dphJu9A", options.password());
        assertEquals(LinkFixture.CONNECTION_TOPIC, options.willTopic());
        UpdateAgentConnection will = UpdateAgentConnection.parseFrom(options.willPayload());
        assertEquals(Golden.CLAIM_ID, will.getClaimId());
        assertFalse(will.getReachable());
        assertEquals(ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_LWT, will.getUpdateSource());
        assertEquals(0, will.getCapabilitiesCount());
        assertEquals(
                link.status().session().orElseThrow().sessionId(), will.getSessionId(), "one session id everywhere");
    }

    @Test
    void subscribesThenAnnouncesItselfThenTellsTheHandlers() {
        link.complete();

        assertEquals(
                List.of("/agent/" + Golden.CLAIM_ID + "/inbox/cmd", "/agent/" + Golden.CLAIM_ID + "/inbox/cmd/v1/#"),
                link.transport.last().subscriptions);
        UpdateAgentConnection hello = link.announcement(0);
        assertTrue(hello.getReachable());
        assertEquals(ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT, hello.getUpdateSource());
        assertEquals(2, hello.getCapabilitiesCount());
        assertEquals("proto", hello.getCapabilities(0).getName());
        assertTrue(hello.getCapabilities(0).getEnabled());
        assertEquals(List.of("online"), link.inbox.told);
        assertEquals(List.of(true), link.conditions);
        assertEquals(LinkStatus.Cloud.ONLINE, link.status().cloud());
        assertEquals("connected", link.status().text());
        assertEquals(1_000_000 - 64, link.status().session().orElseThrow().maximumPayload());
    }

    @Test
    void sessionIdsGrowEvenWhenTheClockDoesNot() {
        link.complete();
        long first = link.status().session().orElseThrow().sessionId();
        link.transport.last().lose(DisconnectCause.LOCAL);
        link.loop.run();

        assertEquals(first + 1, link.status().session().orElseThrow().sessionId());
    }

    @Test
    void keepsTheTopicsOfTheLastAnswerWhenANewOneHasNone() {
        link.complete();
        link.network.answers = name -> name.equals("password")
                ? FakeNetwork.reply(201, "{\"clientID\":\"c\",\"username\":\"u\",\"password\":\"p\"}")
                : null;
        link.transport.last().lose(DisconnectCause.LOCAL);
        link.loop.run();

        assertTrue(link.status().online());
        assertEquals(LinkFixture.CONNECTION_TOPIC, link.transport.last().options.willTopic());
    }

    // ---- what is missing

    @Test
    void namesEachMissingPart() {
        link.link.start();
        link.loop.run();
        assertMissing("io.aclk.config", LinkStatus.Cloud.AVAILABLE);
        link.set(Map.of());
        assertMissing("io.aclk.agent.store", LinkStatus.Cloud.AVAILABLE);
        link.change(inputs -> inputs.identity = link.identity);
        assertMissing("io.aclk.network", LinkStatus.Cloud.OFFLINE);
        link.change(inputs -> inputs.network = link.network);
        assertMissing("io.aclk.transport", LinkStatus.Cloud.OFFLINE);
        link.change(inputs -> inputs.transport = link.transport);
        assertMissing("dispatcher", LinkStatus.Cloud.OFFLINE);
        link.change(inputs -> inputs.inbox = link.inbox);

        assertTrue(link.status().online());
        assertEquals("", link.status().reason());
    }

    private void assertMissing(String part, LinkStatus.Cloud cloud) {
        assertFalse(link.status().online());
        assertTrue(link.status().reason().contains(part), link.status().reason());
        assertEquals(cloud, link.status().cloud());
        assertEquals(0, link.network.calls.size(), "nothing may be asked of anybody");
    }

    @Test
    void doesNotTakeAnIdentityToTheAddressOfAnother() {
        link.complete();
        link.change(inputs -> inputs.identity = new FakeIdentity("11111111-1111-4111-8111-111111111111"));

        assertFalse(link.status().online());
        assertTrue(link.status().reason().contains("waiting for the settings of claim 1111"));
        assertTrue(link.transport.last().disconnected);
    }

    @Test
    void doesNothingWhileDisabled() {
        link.link.change(inputs -> {
            inputs.settings = LinkFixture.settings(Map.of(LinkSettings.ENABLED, "false"));
            inputs.identity = link.identity;
            inputs.network = link.network;
            inputs.transport = link.transport;
            inputs.inbox = link.inbox;
        });
        link.link.start();
        link.loop.advance(Duration.ofHours(1));

        assertEquals("disabled", link.status().text());
        assertEquals(0, link.network.calls.size());
    }

    @Test
    void refusesAUrlThatIsNotHttp() {
        link.complete();
        link.set(Map.of(LinkSettings.URL, "ftp://example.org"));

        assertEquals("configuration error, invalid cloud url", link.status().text());
        assertFalse(link.status().online());
    }

    // ---- back-off

    @Test
    void triesAtOnceWhenATrustedCertificateChanged() {
        link.network.failure = new NetworkException(NetworkException.Reason.TLS, "nobody vouches for it");
        link.complete();
        link.nextAttempt();
        int attempts = link.network.calls.size();

        link.set(Map.of(LinkSettings.QUERY_THREADS, "3"));
        assertEquals(attempts, link.network.calls.size());
        link.set(Map.of(LinkSettings.CA_STAMP, "other"));
        assertTrue(link.network.calls.size() > attempts);
    }

    @Test
    void waitsLongerAfterEveryFailure() {
        link.network.failure = new NetworkException(NetworkException.Reason.TCP, "refused");
        link.complete();

        for (int seconds = 1; seconds <= 512; seconds *= 2) {
            Duration wait = link.nextAttempt();
            assertBetween(Duration.ofSeconds(seconds), Duration.ofMillis(1500L * seconds), wait);
        }
        assertBetween(Duration.ofSeconds(1024), Duration.ofSeconds(1024), link.nextAttempt());
        assertEquals("connection refused", link.status().text());
        assertTrue(link.status().lastBackoffSeconds() > 0);
    }

    @Test
    void takesLimitsFrom1000OnAsMilliseconds() {
        link.network.answers = name -> name.equals("env")
                ? FakeNetwork.reply(200, EnvironmentTest.env().replace("\"maxSeconds\":1024", "\"maxSeconds\":3000"))
                : null;
        link.transport.failure = new TransportException(DisconnectCause.CONNECT_FAILED, -1, "refused", null);
        link.complete();
        link.nextAttempt();
        link.nextAttempt();

        assertEquals(Duration.ofSeconds(3), link.nextAttempt());
        assertEquals("disconnected, socket error", link.status().text());
    }

    @Test
    void aConnectionThatWasNotStableDoesNotResetTheBackOff() {
        link.complete();
        for (int seconds = 1; seconds <= 4; seconds *= 2) {
            link.transport.last().lose(DisconnectCause.CLOSED_BY_PEER);
            link.loop.run();
            assertEquals("disconnected, closed by remote end", link.status().text());
            assertTrue(link.nextAttempt().toMillis() > 0);
            assertTrue(link.status().online());
        }
    }

    @Test
    void aStableConnectionComesBackAtOnce() {
        link.network.failure = new NetworkException(NetworkException.Reason.DNS, "unknown host");
        link.complete();
        link.nextAttempt();
        link.nextAttempt();
        link.network.failure = null;
        link.nextAttempt();
        assertTrue(link.status().lastStable().isEmpty());
        publish();
        publish();
        link.loop.run();
        assertEquals(Optional.of(link.loop.instant()), link.status().lastStable());

        link.transport.last().lose(DisconnectCause.PING_TIMEOUT);
        link.loop.run();

        assertTrue(link.status().online());
        assertEquals(2, link.status().connections());
        assertEquals(1, link.status().reconnects());
    }

    private void publish() {
        link.outbox.publish(new OutboundMessage(link.outbox.session(), "Test", "node-instance-info", new byte[1]));
    }

    @Test
    void aLocalCauseNeedsNoBackOff() {
        link.complete();
        link.transport.last().lose(DisconnectCause.LOCAL);
        link.loop.run();

        assertTrue(link.status().online());
        assertEquals(2, link.transport.sessions.size());
    }

    @Test
    void aNeighbourThatIsReplacedInTheMiddleOfAnAttemptCostsThatAttemptAlone() {
        link.transport.steps = observer -> {
            throw new NoClassDefFoundError("a class of the former bundle");
        };
        link.complete();
        assertFalse(link.status().online());

        link.transport.steps = observer -> {};
        link.nextAttempt();
        assertTrue(link.status().online());
    }

    @Test
    void aFailedSubscriptionClosesTheConnection() {
        FakeTransport.Session[] made = new FakeTransport.Session[1];
        link.change(inputs -> {
            inputs.settings = LinkFixture.settings(Map.of());
            inputs.identity = link.identity;
            inputs.network = link.network;
            inputs.inbox = link.inbox;
            inputs.transport = (options, listener, abort, observer) -> {
                made[0] = link.transport.new Session(options, listener) {
                    @Override
                    public CompletionStage<Void> subscribe(String filter) {
                        return java.util.concurrent.CompletableFuture.failedStage(
                                new TransportException(DisconnectCause.MQTT_PROTOCOL, 0x87, "refused", null));
                    }
                };
                return made[0];
            };
        });
        link.link.start();
        link.loop.run();

        assertTrue(made[0].closed);
        assertEquals("disconnected, MQTT protocol error", link.status().text());
        assertTrue(link.status().nextAttempt().isPresent());
    }

    // ---- verdicts of the cloud

    @Test
    void obeysTheDelayOfAnErrorBody() {
        link.network.answers = name -> name.equals("env") ? FakeNetwork.reply(503, error(false, 77)) : null;
        link.complete();

        assertEquals("/env response code is not 200", link.status().text());
        assertEquals(Duration.ofSeconds(77), link.nextAttempt());
        link.network.answers = name -> null;
        assertEquals(Duration.ofSeconds(77), link.nextAttempt(), "the second refusal came with a delay, too");
        assertTrue(link.status().online());
    }

    @Test
    void leavesInOrderWhenTheCloudAsksAndStaysAwayAsLongAsItWants() {
        link.complete();
        FakeTransport.Session first = link.transport.last();
        link.receive(
                "DisconnectReq",
                DisconnectReq.newBuilder()
                        .setReconnectAfterSeconds(3)
                        .setErrorDescription("golden capture")
                        .build()
                        .toByteArray());

        assertFalse(LinkFixture.announcement(first, 1).getReachable());
        assertTrue(first.disconnected);
        assertEquals("disconnected, due to remote request", link.status().text());
        assertTrue(link.status().reason().contains("golden capture"));
        assertEquals(Duration.ofSeconds(3), link.nextAttempt());
        assertTrue(link.status().online());
    }

    @Test
    void aMalformedDisconnectReqChangesNothing() {
        link.complete();
        link.receive("DisconnectReq", new byte[] {(byte) 0xff, 1, 2});

        assertTrue(link.status().online());
    }

    // ---- leaving

    @Test
    void saysGoodbyeAndWaitsForItsAcknowledgement() {
        link.complete();
        link.transport.acknowledging = false;
        CompletionStage<Void> done = link.link.shutdown();
        link.loop.run();
        FakeTransport.Session session = link.transport.last();

        UpdateAgentConnection goodbye = LinkFixture.announcement(session, 1);
        assertFalse(goodbye.getReachable());
        assertEquals(ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT, goodbye.getUpdateSource());
        assertEquals(2, goodbye.getCapabilitiesCount());
        assertFalse(session.disconnected);
        assertFalse(done.toCompletableFuture().isDone());

        session.published.get(1).acknowledgement().complete(null);
        link.loop.run();

        assertTrue(session.disconnected);
        assertTrue(done.toCompletableFuture().isDone());
        assertEquals(List.of("online", "offline"), link.inbox.told);
        assertEquals(List.of(true, false), link.conditions);
    }

    @Test
    void theConditionHoldsOnceTheAnnouncementIsAcknowledgedAndNoMessageLater() {
        link.transport.acknowledging = false;
        link.complete();
        assertTrue(link.status().online(), "the status tells of the connection");
        assertEquals(List.of(), link.conditions);
        link.inbox.capabilities =
                List.of(Capability.of("proto", 1), Capability.of("ctx", 1), Capability.of("req_repeat", 1));
        link.change(inputs -> {});
        assertEquals(2, link.transport.last().published.size(), "what came in addition is announced at once");
        assertEquals(3, link.announcement(1).getCapabilitiesCount());
        link.inbox.capabilities = List.of(Capability.of("proto", 1), Capability.of("ctx", 1));
        link.change(inputs -> {});
        assertEquals(2, link.transport.last().published.size(), "what is gone may be back in a moment");

        link.transport.last().published.get(0).acknowledgement().complete(null);
        link.loop.run();
        link.transport.last().published.get(1).acknowledgement().complete(null);
        link.loop.run();
        assertEquals(List.of(true), link.conditions);
    }

    @Test
    void aConnectionThatEndsBeforeItsAnnouncementIsAcknowledgedNeverHeldTheCondition() {
        link.transport.acknowledging = false;
        link.complete();
        FakeTransport.Session lost = link.transport.last();
        link.lose(DisconnectCause.SOCKET_ERROR);
        lost.published.get(0).acknowledgement().complete(null);
        link.loop.run();
        assertEquals(List.of(), link.conditions);
    }

    @Test
    void aGoodbyeThatIsNotAcknowledgedIsNotWaitedForLong() {
        link.complete();
        link.transport.acknowledging = false;
        CompletionStage<Void> done = link.link.shutdown();
        link.loop.advance(Farewell.GOODBYE_LIMIT.minusMillis(1));
        assertFalse(done.toCompletableFuture().isDone());

        link.loop.advance(Duration.ofMillis(1));

        assertTrue(link.transport.last().disconnected);
        assertTrue(done.toCompletableFuture().isDone());
    }

    @Test
    void aConnectionThatCannotBeClosedIsLeftAllTheSame() {
        link.complete();
        link.transport.disconnectFailure = new IllegalStateException("as the test wants it");
        link.change(inputs -> inputs.settings = LinkFixture.settings(Map.of(LinkSettings.PROXY, "http://proxy:1")));

        assertEquals(2, link.transport.sessions.size());
        assertTrue(link.status().online());
    }

    @Test
    void ignoresMessagesWhileLeaving() {
        link.complete();
        link.transport.acknowledging = false;
        link.link.shutdown();
        link.loop.run();
        link.receive("ContextsCheckpoint", new byte[0]);

        assertEquals(0, link.inbox.messages.size());
    }

    @Test
    void stopsInTheMiddleOfAnAttempt() {
        link.holdWork();
        link.complete();
        CompletionStage<Void> done = link.link.shutdown();
        link.loop.run();
        assertFalse(done.toCompletableFuture().isDone());

        link.work();

        assertTrue(done.toCompletableFuture().isDone());
        assertTrue(link.transport.sessions.isEmpty() || link.transport.last().closed);
        assertFalse(link.status().online());
    }

    @Test
    void stopsWhileWaiting() {
        link.network.failure = new NetworkException(NetworkException.Reason.TCP, "refused");
        link.complete();
        int calls = link.network.calls.size();

        CompletionStage<Void> done = link.link.shutdown();
        link.loop.advance(Duration.ofHours(1));

        assertTrue(done.toCompletableFuture().isDone());
        assertEquals(calls, link.network.calls.size());
    }

    // ---- changes

    @Test
    void aChangedAddressMeansGoodbyeAndAnotherConnectionAtOnce() {
        link.complete();
        FakeTransport.Session first = link.transport.last();
        link.set(Map.of(LinkSettings.URL, "https://other.example/path"));

        assertFalse(LinkFixture.announcement(first, 1).getReachable());
        assertTrue(first.disconnected);
        assertTrue(link.status().online());
        HttpCall env = link.network.calls.get(3);
        assertEquals("other.example", env.uri().getHost());
        assertEquals(443, env.uri().getPort());
        assertTrue(target(env).startsWith("/api/v1/env?"));
    }

    @Test
    void anHttpAddressIsSpokenToWithTlsOnPort80() {
        link.complete();
        link.set(Map.of(LinkSettings.URL, "http://plain.example"));

        assertEquals("https", link.network.calls.get(3).uri().getScheme());
        assertEquals(80, link.network.calls.get(3).uri().getPort());
    }

    @Test
    void settingsThatDoNotConcernTheConnectionKeepIt() {
        link.complete();
        link.set(Map.of(LinkSettings.QUERY_THREADS, "3"));

        assertEquals(1, link.transport.sessions.size());
        assertTrue(link.status().online());
    }

    @Test
    void anUpdateOfClaimingKeepsTheConnection() {
        link.complete();
        link.change(inputs -> inputs.identity = null);
        link.change(inputs -> inputs.identity = new FakeIdentity(Golden.CLAIM_ID));

        assertEquals(1, link.transport.sessions.size());
        assertTrue(link.status().online());
        assertEquals(Optional.of(Golden.CLAIM_ID), link.status().claimId());
    }

    @Test
    void anUnclaimedAgentLeaves() {
        link.complete();
        link.set(Map.of(LinkSettings.CLAIMED_ID, ""));
        link.change(inputs -> inputs.identity = null);

        assertFalse(link.status().online());
        assertEquals(LinkStatus.Cloud.AVAILABLE, link.status().cloud());
        assertTrue(link.transport.last().disconnected);
    }

    @Test
    void aTransportThatGoesTakesTheSessionAndBringsANewOne() {
        link.complete();
        FakeTransport.Session first = link.transport.last();
        link.change(inputs -> inputs.transport = null);
        assertFalse(link.status().online());
        assertTrue(first.closed);
        assertTrue(link.status().reason().contains("io.aclk.transport"));

        FakeTransport other = new FakeTransport();
        link.change(inputs -> inputs.transport = other);

        assertTrue(link.status().online());
        assertEquals(1, other.sessions.size());
    }

    @Test
    void aSettingThatChangesDuringAnAttemptBeginsAnother() {
        link.holdWork();
        link.complete();
        link.set(Map.of(LinkSettings.URL, "https://other.example"));

        link.work();

        assertTrue(link.status().online());
        assertEquals(1, link.transport.sessions.stream().filter(s -> !s.closed).count());
        assertEquals(Optional.of("https://other.example"), link.status().url());
    }

    @Test
    void announcesCapabilitiesThatChangedOnceTheyHoldStill() {
        link.complete();
        long sessionId = link.status().session().orElseThrow().sessionId();
        link.inbox.capabilities = List.of(Capability.of("proto", 1));
        link.loop.advance(Announcer.CHECK);
        link.inbox.capabilities = List.of(Capability.of("proto", 1), Capability.of("ctx", 1));
        link.loop.advance(Announcer.CHECK.multipliedBy(3));
        assertEquals(1, link.transport.last().published.size(), "an update of a neighbour is not announced");

        link.inbox.capabilities = List.of(Capability.of("proto", 1));
        link.loop.advance(Announcer.CHECK.multipliedBy(2));

        UpdateAgentConnection again = link.announcement(1);
        assertTrue(again.getReachable());
        assertEquals(1, again.getCapabilitiesCount());
        assertEquals(sessionId, again.getSessionId());
        assertEquals(1, link.status().session().orElseThrow().capabilities().size());
    }

    @Test
    void aHelloThatIsRefusedEndsTheConnection() {
        link.transport.acknowledging = false;
        link.complete();
        FakeTransport.Session first = link.transport.last();
        first.published
                .get(0)
                .acknowledgement()
                .completeExceptionally(
                        new TransportException(DisconnectCause.MQTT_PROTOCOL, 0x87, "not authorized", null));
        link.loop.advance(Farewell.GOODBYE_LIMIT);

        assertTrue(first.disconnected);
        assertTrue(link.status().lastBackoffSeconds() > 0);
    }

    // ---- the switch

    @Test
    void staysOffOverARestartUntilItIsSwitchedOn() {
        link.complete();
        assertTrue(link.switchedOn);
        CompletionStage<Void> off = link.link.throwSwitch(false, "root");
        link.loop.run();
        assertTrue(off.toCompletableFuture().isDone());
        assertFalse(link.switchedOn);
        assertEquals("disabled", link.status().text());
        assertTrue(link.status().switchedOff().orElseThrow().startsWith("root at 2026-01-01T12:00:00Z"));
        assertTrue(link.transport.last().disconnected);

        LinkFixture restarted = new LinkFixture(directory).complete();
        restarted.loop.advance(Duration.ofHours(1));
        assertEquals(0, restarted.network.calls.size());
        assertFalse(restarted.switchedOn);
        assertTrue(restarted.status().reason().contains("root"));

        CompletionStage<Void> on = restarted.link.throwSwitch(true, "admin");
        restarted.loop.run();
        assertTrue(on.toCompletableFuture().isDone());
        assertTrue(restarted.status().online());
        assertTrue(restarted.switchedOn);
        assertTrue(new LinkFixture(directory).complete().status().online());
    }

    @Test
    void saysGoodbyeBeforeAnybodyHearsThatItIsSwitchedOff() {
        link.complete();
        FakeTransport.Session session = link.transport.last();
        int before = session.published.size();
        List<Integer> sent = new ArrayList<>();
        link.whenSwitched = () -> sent.add(session.published.size() - before);
        link.link.throwSwitch(false, "root");
        link.loop.run();
        assertEquals(List.of(1), sent);
        assertFalse(link.announcement(before).getReachable());
    }

    @Test
    void saysGoodbyeBeforeAnybodyHearsThatItStops() {
        link.complete();
        FakeTransport.Session session = link.transport.last();
        int before = session.published.size();
        List<Integer> sent = new ArrayList<>();
        link.whenSwitched = () -> sent.add(session.published.size() - before);
        link.link.shutdown();
        link.loop.run();
        assertEquals(List.of(1), sent);
        assertFalse(link.announcement(before).getReachable());
        assertFalse(link.switchedOn);
    }

    @Test
    void whoSwitchedItOffFirstStaysKnown() {
        link.complete();
        link.link.throwSwitch(false, "root");
        link.loop.advance(Duration.ofMinutes(1));
        CompletionStage<Void> again = link.link.throwSwitch(false, "eve");
        link.loop.run();

        assertTrue(again.toCompletableFuture().isDone());
        assertEquals(Optional.of("root at 2026-01-01T12:00:00Z"), link.status().switchedOff());
        assertEquals(
                Optional.of("root at 2026-01-01T12:00:00Z"),
                new LinkFixture(directory).complete().status().switchedOff());
    }

    @Test
    void aSwitchThatCannotBeReadMeansOff() throws Exception {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/link.switch"), "{garbage");
        link.complete();

        assertFalse(link.status().online());
        assertTrue(link.status().reason().contains("link.switch"), link.status().reason());
    }

    @Test
    void aSwitchThatCannotBeStoredIsThrownAllTheSameAndSaysSo() throws Exception {
        Files.writeString(directory.resolve("data"), "a file in place of the folder");
        link.complete();
        CompletionStage<Void> off = link.link.throwSwitch(false, "root");
        link.loop.run();

        assertTrue(off.toCompletableFuture().isCompletedExceptionally());
        assertFalse(link.status().online());
    }

    // ---- publishing

    @Test
    void publishesByNameAndByTopic() {
        link.complete();
        publish();
        link.outbox.send("/svc/reply", new byte[] {7});

        FakeTransport.Session session = link.transport.last();
        assertEquals(
                "/agent/" + Golden.CLAIM_ID + "/outbox/node/v1/info",
                session.published.get(1).topic());
        assertEquals("/svc/reply", session.published.get(2).topic());
        assertArrayEquals(new byte[] {7}, session.published.get(2).payload());
    }

    @Test
    void refusesWhatCannotBePublished() {
        assertFails(LinkException.Reason.OFFLINE, link.outbox.send("/a", new byte[0]));
        link.complete();
        var session = link.outbox.session();
        for (String topic : List.of("", "no/slash", "/a/+/b", "/a/#", "/a\0b", "/" + "x".repeat(70_000))) {
            assertFails(LinkException.Reason.NO_TOPIC, link.outbox.send(topic, new byte[0]));
        }
        assertFails(
                LinkException.Reason.NO_TOPIC,
                link.outbox.publish(new OutboundMessage(session, "X", "node-instance-manifest", new byte[0])));
        assertFails(LinkException.Reason.TOO_BIG, link.outbox.send("/a", new byte[1_000_000]));
        link.transport.last().lose(DisconnectCause.LOCAL);
        link.loop.run();
        assertFails(
                LinkException.Reason.OFFLINE,
                link.outbox.publish(new OutboundMessage(session, "X", "node-instance-info", new byte[0])));
    }

    @Test
    void saysWhyAMessageWasNotDelivered() {
        link.complete();
        link.transport.acknowledging = false;
        assertFailure(LinkException.Reason.REFUSED, DisconnectCause.MQTT_PROTOCOL, 0x87);
        assertFailure(LinkException.Reason.TOO_BIG, DisconnectCause.MESSAGE_TOO_BIG, -1);
        assertFailure(LinkException.Reason.NOT_DELIVERED, DisconnectCause.SOCKET_ERROR, -1);
    }

    private void assertFailure(LinkException.Reason reason, DisconnectCause cause, int code) {
        CompletionStage<Void> sent = link.outbox.send("/a", new byte[0]);
        FakeTransport.Session session = link.transport.last();
        session.published
                .get(session.published.size() - 1)
                .acknowledgement()
                .completeExceptionally(new TransportException(cause, code, "no", null));
        assertFails(reason, sent);
    }

    private static void assertFails(LinkException.Reason reason, CompletionStage<Void> stage) {
        assertTrue(stage.toCompletableFuture().isCompletedExceptionally());
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            assertEquals(reason, ((LinkException) e.getCause()).reason());
        }
    }

    // ---- receiving

    @Test
    void namesMessagesByTheLastLevelOfTheirTopic() {
        link.complete();
        FakeTransport.Session session = link.transport.last();
        session.listener.message("/agent/x/inbox/cmd", new byte[] {1});
        session.listener.message("/agent/x/inbox/cmd/v1/SendNodeInstances", new byte[] {2});
        session.listener.message("/agent/x/inbox/cmd/v1/", new byte[] {3});
        session.listener.message("nothing", new byte[] {4});

        assertEquals(
                List.of("cmd", "SendNodeInstances"),
                link.inbox.messages.stream().map(message -> message.name()).toList());
    }

    @Test
    void statusIsASnapshotWithLiveCounters() {
        link.complete();
        LinkStatus before = link.status();
        publish();

        assertEquals(1, before.counters().orElseThrow().pubacks());
        assertEquals(2, link.status().counters().orElseThrow().pubacks());
        assertNotEquals(Optional.empty(), link.status().connection());
        assertEquals(Optional.of(Instant.parse("2026-01-01T12:00:00Z")), before.lastConnect());
        link.link.shutdown();
        link.loop.run();
        assertEquals(Optional.empty(), link.status().counters());
        assertNull(link.outbox.session());
    }

    private static String target(HttpCall call) {
        return call.uri().getRawPath()
                + (call.uri().getRawQuery() == null ? "" : "?" + call.uri().getRawQuery());
    }

    static String error(boolean banned, int delay) {
        return "{\"errorCode\":\"E1\",\"errorMsgKey\":\"key\",\"errorMessage\":\"go away\",\"errorNonRetryable\":"
                + banned + ",\"errorRetryDelaySeconds\":" + delay + "}";
    }

    private static void assertBetween(Duration low, Duration high, Duration value) {
        assertTrue(value.compareTo(low) >= 0 && value.compareTo(high) <= 0, value + " not in " + low + ".." + high);
    }
}

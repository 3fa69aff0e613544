package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkStatus;
import io.aclk.schemas.DisconnectReq;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that the cloud does not want, from the ban to its end. */
class BanScenariosTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration LATEST = Duration.ofMinutes(66);

    @TempDir
    Path directory;

    private LinkFixture link;

    @BeforeEach
    void makeLink() {
        link = new LinkFixture(directory);
    }

    private void givenABanByErrorBody() {
        refuse(link);
        link.complete();
        assertEquals(LinkStatus.Cloud.BANNED, link.status().cloud());
    }

    private static void refuse(LinkFixture fixture) {
        fixture.network.answers =
                name -> name.equals("challenge") ? FakeNetwork.reply(403, LinkScenariosTest.error(true, 0)) : null;
    }

    private static void accept(LinkFixture fixture) {
        fixture.network.answers = name -> null;
    }

    private void permaban() {
        link.receive(
                "DisconnectReq",
                DisconnectReq.newBuilder()
                        .setPermaban(true)
                        .setErrorCode(7)
                        .setErrorDescription("too\nmuch")
                        .build()
                        .toByteArray());
    }

    private LinkFixture restarted() {
        return new LinkFixture(directory);
    }

    @Test
    void saysWhoWhenWhyAndTheWayOut() {
        givenABanByErrorBody();

        LinkStatus status = link.status();
        assertEquals(Optional.of(new LinkStatus.Ban("localhost", NOON, "go away (EC=E1)")), status.ban());
        assertEquals("otp challenge response is not http/200", status.text());
        assertTrue(status.reason().startsWith("Agent is banned from Netdata Cloud: "), status.reason());
        assertTrue(status.reason().contains("--lift-ban"), status.reason());
    }

    @Test
    void aRemovalIsNotCalledABanAndIsUndoneByAClaimAlone() {
        link.network.answers = name -> name.equals("challenge")
                ? FakeNetwork.reply(403, LinkScenariosTest.error(true, 0).replace("key", "ErrNodeRemoved"))
                : null;
        link.complete();

        for (LinkStatus status : List.of(link.status(), restarted().complete().status())) {
            assertEquals(Optional.of(new LinkStatus.Ban("localhost", NOON, "go away (EC=E1)", true)), status.ban());
            assertTrue(status.reason().startsWith("Agent was removed from Netdata Cloud: "), status.reason());
            assertTrue(status.reason().endsWith("claim the agent again to bring it back"), status.reason());
        }
    }

    @Test
    void aBannedNodeMayBeRemovedLater() {
        givenABanByErrorBody();

        link.network.answers = name -> name.equals("challenge")
                ? FakeNetwork.reply(403, LinkScenariosTest.error(true, 0).replace("key", "ErrNodeRemoved"))
                : null;
        link.nextAttempt();

        assertTrue(link.status().ban().orElseThrow().removed());
    }

    @Test
    void isNotToldOfAnAgentThatWasUnclaimed() {
        givenABanByErrorBody();
        link.link.change(inputs -> inputs.identity = null);
        link.loop.run();

        assertEquals(LinkStatus.Cloud.AVAILABLE, link.status().cloud());
        assertEquals(Optional.empty(), link.status().ban());
        assertTrue(Files.exists(directory.resolve("data/link.ban")), "for the case that the identity comes back");
    }

    @Test
    void keepsWhatTheCloudSaidInDisconnectReqWithoutItsControlCharacters() {
        link.complete();
        permaban();

        assertEquals("too?much (EC=7)", link.status().ban().orElseThrow().why());
        assertEquals("disconnected, due to remote request", link.status().text());
    }

    @Test
    void triesOnceAnHourAndKeepsTheTimeOfTheFirstBan() {
        givenABanByErrorBody();
        for (int hour = 0; hour < 5; hour++) {
            int calls = link.network.calls.size();
            Duration wait = link.nextAttempt();

            assertTrue(wait.compareTo(RetryPlan.BANNED_WAIT) >= 0 && wait.compareTo(LATEST) <= 0, "wait " + wait);
            assertEquals(calls + 2, link.network.calls.size(), "env and challenge, once");
        }
        assertEquals(NOON, link.status().ban().orElseThrow().since());
    }

    @Test
    void survivesARestartAndTriesNoSooner() {
        givenABanByErrorBody();
        LinkFixture second = restarted().complete();

        assertEquals(LinkStatus.Cloud.BANNED, second.status().cloud());
        assertEquals(link.status().ban(), second.status().ban());
        assertEquals("agent is blocked", second.status().text());
        assertTrue(
                second.status().reason().startsWith("Agent is banned from Netdata Cloud: go away (EC=E1); claim"),
                second.status().reason());
        second.loop.advance(RetryPlan.BANNED_WAIT.minusSeconds(1));
        assertEquals(0, second.network.calls.size());
        second.loop.advance(LATEST.minus(RetryPlan.BANNED_WAIT).plusSeconds(1));
        assertTrue(second.status().online());
    }

    @Test
    void aServiceThatComesAndGoesDoesNotPutOffTheHourlyAttempt() {
        givenABanByErrorBody();
        Instant planned = link.status().nextAttempt().orElseThrow();
        link.loop.advance(Duration.ofMinutes(10));
        link.change(inputs -> inputs.transport = null);
        link.loop.advance(Duration.ofMinutes(10));
        link.change(inputs -> inputs.transport = link.transport);

        assertEquals(planned, link.status().nextAttempt().orElseThrow());
    }

    @Test
    void aConnectionThatIsNotStableDoesNotEndIt() {
        link.complete();
        permaban();
        link.nextAttempt();

        assertTrue(link.status().online());
        assertEquals(LinkStatus.Cloud.BANNED, link.status().cloud());
        assertTrue(restarted().complete().status().ban().isPresent());
    }

    @Test
    void aStableConnectionEndsItForGood() {
        givenABanByErrorBody();
        accept(link);
        link.nextAttempt();
        link.stabilize();

        assertEquals(LinkStatus.Cloud.ONLINE, link.status().cloud());
        assertEquals(Optional.empty(), link.status().ban());
        assertTrue(restarted().complete().status().online());
    }

    @Test
    void liftedByTheOwnerItTriesAtOnceAndForGood() {
        givenABanByErrorBody();
        accept(link);
        CompletableFuture<Boolean> lifted = link.link.liftBan("root").toCompletableFuture();
        link.loop.run();

        assertTrue(lifted.join());
        assertTrue(link.status().online());
        assertEquals(Optional.empty(), link.status().ban());
        assertFalse(Files.exists(directory.resolve("data/link.ban")));
    }

    @Test
    void aCloudThatStillRefusesBansAnewAfterTheOwnerLiftedIt() {
        givenABanByErrorBody();
        link.loop.advance(Duration.ofMinutes(1));
        link.link.liftBan("root");
        link.loop.run();

        assertEquals(NOON.plusSeconds(60), link.status().ban().orElseThrow().since());
        assertTrue(link.nextAttempt().compareTo(RetryPlan.BANNED_WAIT) >= 0);
    }

    @Test
    void thereMayBeNothingToLift() {
        link.complete();
        CompletableFuture<Boolean> lifted = link.link.liftBan("root").toCompletableFuture();
        link.loop.run();

        assertFalse(lifted.join());
        assertEquals(1, link.transport.sessions.size(), "the connection stays");
    }

    @Test
    void aFileThatCannotBeRemovedIsToldAndTheLinkTriesAllTheSame() throws Exception {
        givenABanByErrorBody();
        accept(link);
        Path file = directory.resolve("data/link.ban");
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        CompletableFuture<Boolean> lifted = link.link.liftBan("root").toCompletableFuture();
        link.loop.run();

        CompletionException e = assertThrows(CompletionException.class, lifted::join);
        assertTrue(e.getCause().getMessage().contains("until the next start only"), e.getMessage());
        assertTrue(link.status().online());
    }

    @Test
    void anotherCloudKnowsNothingOfIt() {
        givenABanByErrorBody();
        accept(link);
        link.set(Map.of(LinkSettings.URL, "https://other.example"));

        assertTrue(link.status().online());
        assertEquals(Optional.empty(), link.status().ban());
        assertFalse(Files.exists(directory.resolve("data/link.ban")));
    }

    @Test
    void anotherClaimKnowsNothingOfItEvenAfterARestart() {
        givenABanByErrorBody();
        String other = "11111111-1111-4111-8111-111111111111";
        LinkFixture second = restarted();
        second.link.change(inputs -> {
            inputs.settings = LinkFixture.settings(Map.of(LinkSettings.CLAIMED_ID, other));
            inputs.identity = new FakeIdentity(other);
            inputs.network = second.network;
            inputs.transport = second.transport;
            inputs.inbox = second.inbox;
        });
        second.link.start();
        second.loop.run();

        assertEquals(Optional.empty(), second.status().ban());
        assertFalse(second.network.calls.isEmpty(), "tried at once");
        assertFalse(Files.exists(directory.resolve("data/link.ban")));
    }

    @Test
    void aBlockThatIsLongerThanTheHourIsObeyed() {
        link.complete();
        link.receive(
                "DisconnectReq",
                DisconnectReq.newBuilder()
                        .setPermaban(true)
                        .setReconnectAfterSeconds(86_400)
                        .build()
                        .toByteArray());

        assertEquals(Duration.ofDays(1), link.nextAttempt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "null", "{\"claim_id\":1,\"url\":2}", "{\"claim_id\":\"x\"}"})
    void aFileThatCannotBeUnderstoodBansNobody(String content) throws Exception {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/link.ban"), content);

        assertTrue(link.complete().status().online());
    }

    @Test
    void aFileOfAnotherVersionIsReadAsFarAsItGoes() throws Exception {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(
                directory.resolve("data/link.ban"),
                "{\"claim_id\":\"" + Golden.CLAIM_ID
                        + "\",\"url\":\"https://localhost:40731\",\"since\":\"yesterday\",\"more\":[1]}");
        link.complete();

        assertEquals(
                Optional.of(new LinkStatus.Ban("unknown", Instant.EPOCH, "unknown")),
                link.status().ban());
    }
}

package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Claims over real TLS, the sources of automatic ones, and the identity that follows from the files. */
class ClaimingServiceTest extends ClaimingFixture {

    @Test
    void unclaimedWithoutInputsTouchesNoNetwork() throws Exception {
        activate();
        assertEquals(ClaimState.NOT_CLAIMED_YET, claiming.state().failure());
        settle();
        assertEquals(Optional.empty(), claiming.state().claimId());
        assertEquals(0, cloud.connections());
        assertEquals(null, registry.identity());
    }

    @Test
    void refusedClaimConfIsTheFailure() throws Exception {
        claimConf("conf");
        answers.add(FORBIDDEN);
        activate();
        awaitFailure("Failed: token is expired, not found, or invalid");
        assertEquals(Optional.empty(), claiming.state().claimId());
    }

    @Test
    void nothingIsClaimedByItselfBeforeTheSettingsOfTodayAreRead() throws Exception {
        claimConf("conf");
        answers.add(ACCEPTED);
        config = new FakeConfig();
        activate(settings());
        config.awaitAsked(2);
        assertEquals(0, cloud.connections(), "with the settings of the last run, which lack the authority");
        config.finish();
        claiming.modified(settings(ca));
        registry.awaitIdentity();
        assertEquals(1, cloud.connections());
    }

    @Test
    void claimFileDroppedIntoARunningAgent() throws Exception {
        activate();
        settle();
        answers.add(ACCEPTED);
        claimConf("dropped");
        registry.awaitIdentity();
        assertTrue(requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"dropped\",\"rooms\":[\"a\",\"b\"]"));
    }

    @Test
    void claimConfAtTheStart() throws Exception {
        claimConf("conf");
        answers.add(ACCEPTED);
        activate();
        Identity identity = registry.awaitIdentity();
        String request = requests.poll(5, TimeUnit.SECONDS);
        assertTrue(request.startsWith("PUT /api/v1/spaces/nodes/" + identity.claimId() + " HTTP/1.1\r\n"), request);
        assertTrue(request.contains("\"token\":\"conf\",\"rooms\":[\"a\",\"b\"]"), request);
        assertEquals(TestNodes.MACHINE_GUID, identity.machineGuid());
        assertEquals("golden-agent", identity.hostname());
        assertEquals("v0.1.0", identity.agentVersion());
        assertEquals(1, nodes.forgotten.get());
        assertEquals(identity.claimId(), Files.readString(instance.cloudD().resolve("claimed_id")));
    }

    @Test
    void tokenFileDroppedIntoARunningAgent() throws Exception {
        activate();
        settle();
        answers.add(ACCEPTED);
        Files.writeString(instance.cloudD().resolve("token"), "dropped");
        registry.awaitIdentity();
        assertTrue(requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"dropped\""));
        assertFalse(Files.exists(instance.cloudD().resolve("token")));
    }

    @Test
    void explicitClaimWithItsOwnAuthority() throws Exception {
        activate(settings());
        ClaimResult untrusted = claim("t", Optional.empty());
        assertTrue(untrusted.reason().contains("\nnext step: use --ca FILE or --pin PIN"), untrusted.reason());
        assertEquals(untrusted.reason().replace("\n", "; "), claiming.state().failure(), "as one line");
        answers.add(ACCEPTED);
        ClaimResult result = claim("t", Optional.of(ca));
        assertEquals(new ClaimResult(true, "", 1), result);
        Identity identity = registry.awaitIdentity();
        assertEquals(Optional.of(identity.claimId()), claiming.state().claimId());
        assertEquals("", claiming.state().failure());
        assertEquals(Files.readString(ca), Files.readString(instance.cloudD().resolve("trusted.pem")));
    }

    @Test
    void temporaryFailuresAreTriedFiveTimesEachWithAnotherId() throws Exception {
        activate();
        for (int i = 0; i < 5; i++) {
            answers.add(BROKEN);
        }
        ClaimResult result = claim("t", Optional.empty());
        assertEquals(new ClaimResult(false, "Failed: received Internal Server Error; try again later", 5), result);
        assertEquals(
                5,
                requests.stream()
                        .map(request -> request.substring(0, request.indexOf(" HTTP")))
                        .distinct()
                        .count());
        assertEquals(result.reason(), claiming.state().failure());
    }

    @Test
    void refusedReclaimLeavesTheOldIdentity() throws Exception {
        Identity old = claimed();
        answers.add(FORBIDDEN);
        ClaimResult result = claim("other", Optional.empty());
        assertTrue(result.reason().startsWith("Failed: token is expired, not found, or invalid"), result.reason());
        assertEquals(1, result.attempts());
        assertTrue(old == registry.identity());
        assertEquals(Optional.of(old.claimId()), claiming.state().claimId());
        assertEquals(old.claimId(), Files.readString(instance.cloudD().resolve("claimed_id")));
    }

    @Test
    void acceptedReclaimIsAnotherIdentityWithTheSameKey() throws Exception {
        Identity old = claimed();
        String key = Files.readString(instance.cloudD().resolve("private.pem"));
        answers.add(ACCEPTED);
        assertTrue(claim("other", Optional.empty()).claimed());
        Identity now = registry.awaitIdentity();
        assertNotEquals(old.claimId(), now.claimId());
        assertEquals(key, Files.readString(instance.cloudD().resolve("private.pem")));
        assertEquals(2, registry.registered());
        assertTrue(nodes.forgotten.get() >= 2);
    }

    @Test
    void identityOfEarlierIsLoaded() throws Exception {
        claimConf("must not be used");
        Files.writeString(
                instance.cloudD().resolve("cloud.conf"),
                "[global]\nclaimed_id = C2A80BE00E5E49DDB632F6F36AA7C1E2\nurl = https://cloud.example/\n");
        activate();
        assertEquals(
                "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2", registry.awaitIdentity().claimId());
        settle();
        assertEquals(
                Optional.of(URI.create("https://cloud.example")),
                claiming.state().url());
        assertEquals(0, cloud.connections());
        assertEquals(0, nodes.forgotten.get());
    }

    @Test
    void identityWithoutItsKeyIsNone() throws Exception {
        Files.delete(instance.cloudD().resolve("private.pem"));
        Files.writeString(instance.cloudD().resolve("claimed_id"), "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2");
        activate();
        settle();
        assertEquals(null, registry.identity());
        ClaimState state = claiming.state();
        assertEquals("", state.failure(), "it is claimed");
        assertTrue(state.withheld().orElse("").contains("private.pem': it is missing"), state.toString());
    }

    @Test
    void removedFilesEndTheIdentity() throws Exception {
        claimed();
        Files.delete(instance.cloudD().resolve("cloud.conf"));
        Files.delete(instance.cloudD().resolve("claimed_id"));
        registry.awaitNoIdentity();
    }

    @Test
    void anotherClaimIdWrittenByHandForgetsTheIdsOfTheNodes() throws Exception {
        Identity old = claimed();
        int forgotten = nodes.forgotten.get();
        String conf = stored("cloud.conf");
        String another = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
        Files.writeString(instance.cloudD().resolve("cloud.conf"), conf.replace(old.claimId(), another));
        assertEquals(another, registry.awaitAnother(old).claimId());
        assertEquals(forgotten + 1, nodes.forgotten.get());

        // also when there was none for a while
        Files.delete(instance.cloudD().resolve("cloud.conf"));
        Files.delete(instance.cloudD().resolve("claimed_id"));
        registry.awaitNoIdentity();
        Files.writeString(instance.cloudD().resolve("cloud.conf"), conf);
        assertEquals(old.claimId(), registry.awaitIdentity().claimId());
        assertEquals(forgotten + 2, nodes.forgotten.get());
    }

    @Test
    void replacedKeyIsAnotherIdentity() throws Exception {
        Identity old = claimed();
        Files.writeString(instance.cloudD().resolve("private.pem"), TestKeys.OTHER.privatePem());
        assertNotSame(old, registry.awaitAnother(old));
        assertEquals(old.claimId(), registry.identity().claimId());
    }

    @Test
    void claimRepairsABrokenKey() throws Exception {
        Identity old = claimed();
        Files.writeString(instance.cloudD().resolve("private.pem"), "broken");
        registry.awaitNoIdentity();
        answers.add(ACCEPTED);
        assertTrue(claim("t", Optional.empty()).claimed());
        assertNotEquals(old.claimId(), registry.awaitIdentity().claimId());
        assertTrue(new KeyFiles(new CloudDirectory(instance.cloudD())).publicOf(AgentKey.parse(stored("private.pem"))));
    }

    @Test
    void changedSettingsLeaveTheIdentity() throws Exception {
        Identity identity = claimed();
        Map<String, Object> changed = settings(ca);
        changed.put(LinkSettings.QUERY_THREADS, "3");
        claiming.modified(changed);
        settle();
        assertTrue(identity == registry.identity());
    }

    @Test
    void switchedOffNothingIsClaimedAutomaticallyAndNoThreadIsLeft() throws Exception {
        claimConf("conf");
        Map<String, Object> off = settings(ca);
        off.put(LinkSettings.ENABLED, "false");
        activate(off);
        TestThreads.awaitNone("aclk-claiming");
        assertEquals(0, cloud.connections());
        answers.add(ACCEPTED);
        claiming.modified(settings(ca));
        registry.awaitIdentity();
    }

    @Test
    void whileNoLinkIsSwitchedOnOnlyAPersonClaims() throws Exception {
        claimConf("conf");
        activate(settings(ca), Optional.empty());
        TestThreads.awaitNone("aclk-claiming");
        answers.add(ACCEPTED);
        assertTrue(claim("by hand", Optional.empty()).claimed());
        assertTrue(requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"by hand\""));
        registry.awaitIdentity();
        TestThreads.awaitNone("aclk-claiming");
    }

    @Test
    void theLinkThatComesStartsTheClaimThatWaits() throws Exception {
        claimConf("conf");
        activate(settings(ca), Optional.empty());
        TestThreads.awaitNone("aclk-claiming");
        assertEquals(0, cloud.connections(), "nobody said that the link is switched on");
        answers.add(ACCEPTED);
        claiming.linkOn(Map.of());
        registry.awaitIdentity();
    }

    @Test
    void switchingOffEndsAClaimThatMadeItself() throws Exception {
        claimConf("conf");
        activate();
        assertTrue(
                requests.poll(20, TimeUnit.SECONDS).startsWith("PUT "), "the cloud has the request and says nothing");
        claiming.linkOff(Map.of());
        TestThreads.awaitNone("aclk-claiming");
        assertEquals(1, cloud.connections());
        answers.add(ACCEPTED);
        claiming.linkOn(Map.of());
        registry.awaitIdentity();
    }

    @Test
    void aPersonDoesNotWaitForAClaimThatMadeItself() throws Exception {
        claimConf("conf");
        activate();
        assertTrue(
                requests.poll(20, TimeUnit.SECONDS).startsWith("PUT "), "the cloud has the request and says nothing");
        answers.add(ACCEPTED);
        assertEquals(new ClaimResult(true, "", 1), claim("by hand", Optional.empty()));
        assertTrue(requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"by hand\""));
    }

    @Test
    void aClaimThatGaveWayIsMadeAgain() throws Exception {
        claimConf("conf");
        activate();
        assertTrue(
                requests.poll(20, TimeUnit.SECONDS).startsWith("PUT "), "the cloud has the request and says nothing");
        answers.add(FORBIDDEN);
        answers.add(ACCEPTED);
        assertFalse(claim("by hand", Optional.empty()).claimed());
        registry.awaitIdentity();
        assertTrue(requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"by hand\""));
        assertTrue(requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"conf\""));
    }

    @Test
    void aClaimToACloudThatTheLinkWouldNotGoToIsRefusedBeforeItIsAsked() throws Exception {
        activate();
        config.url = Optional.of(new EffectiveConfig.Fixed("https://other", "conf/netdata.conf line 3"));
        assertEquals(
                "Failed: the claim is for " + url()
                        + ", but the link goes to https://other, which conf/netdata.conf line 3"
                        + " says and which goes before what is given at a claim: remove 'url' there, or set it to "
                        + url() + ", then claim again",
                claim("t", Optional.empty()).reason());
        assertEquals(0, cloud.connections());

        config.url = Optional.of(new EffectiveConfig.Fixed(url(), "conf/netdata.conf line 3"));
        answers.add(ACCEPTED);
        assertTrue(claim("t", Optional.empty()).claimed());
    }

    @Test
    void anotherSpellingOfTheCloudHindersNoClaim() throws Exception {
        activate();
        config.url = Optional.of(new EffectiveConfig.Fixed(url().replace("localhost", "LocalHost"), "netdata.conf"));
        answers.add(ACCEPTED);
        assertTrue(claim("t", Optional.empty()).claimed());
    }

    @Test
    void anActThatEndsWithAnErrorHindersNoClaimAfterIt() throws Exception {
        activate();
        config.failure = Optional.of(new NoClassDefFoundError("io/aclk/config/Gone"));
        CompletableFuture<ClaimResult> result =
                claiming.claim(request("t", Optional.empty())).toCompletableFuture();
        ExecutionException e = assertThrows(ExecutionException.class, () -> result.get(20, TimeUnit.SECONDS));
        assertSame(config.failure.get(), e.getCause());

        config.failure = Optional.empty();
        answers.add(ACCEPTED);
        claimConf("conf");
        registry.awaitIdentity();
    }

    @Test
    void aSettingThatWasRemovedAMomentAgoHindersNoClaim() throws Exception {
        activate();
        config.url = Optional.of(new EffectiveConfig.Fixed("https://other", "conf/netdata.conf line 3"));
        answers.add(ACCEPTED);
        CompletableFuture<ClaimResult> result =
                claiming.claim(request("t", Optional.empty())).toCompletableFuture();
        config.awaitRefreshed();
        config.url = Optional.empty();
        assertTrue(result.get(30, TimeUnit.SECONDS).claimed());
    }

    @Test
    void anAdoptionWantsALinkThatIsSwitchedOn() throws Exception {
        activate(settings(ca), Optional.empty());
        ClaimResult result = claiming.adopt(dir, "me").toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertTrue(result.reason().startsWith("the link is switched off"), result.reason());
    }

    @Test
    void stopEndsACallThatHangs() throws Exception {
        activate();
        CompletableFuture<ClaimResult> result =
                claiming.claim(request("t", Optional.empty())).toCompletableFuture();
        assertTrue(requests.poll(5, TimeUnit.SECONDS).startsWith("PUT "), "the cloud has the request and says nothing");
        assertTrue(claiming.state().inProgress());
        assertTimeoutPreemptively(Duration.ofSeconds(5), claiming::stop);
        assertThrows(ExecutionException.class, () -> result.get(1, TimeUnit.SECONDS));
        TestThreads.awaitNone("aclk-claiming");
        claiming.stop();
        assertTrue(claiming.claim(request("t", Optional.empty()))
                .toCompletableFuture()
                .isCompletedExceptionally());
    }

    @Test
    void stopWithdrawsTheIdentity() throws Exception {
        claimed();
        claiming.stop();
        assertEquals(null, registry.identity());
    }

    private void awaitFailure(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!claiming.state().failure().startsWith(text)) {
            if (System.nanoTime() - end > 0) {
                fail(claiming.state().toString());
            }
            Thread.onSpinWait();
        }
    }
}

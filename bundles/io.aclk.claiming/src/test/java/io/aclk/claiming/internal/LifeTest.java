package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.LinkSettings;
import io.aclk.host.api.InstanceDirectory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

/** What becomes of an identity after the claim: another key, an end, another agent's in its place, a copy. */
class LifeTest extends ClaimingFixture {

    @Test
    void rotatedKey() throws Exception {
        Identity old = claimed();
        String oldKey = stored("private.pem");
        answers.add(ACCEPTED);
        assertEquals(new ClaimResult(true, "", 1), get(claiming.rotateKey()));
        assertNotEquals(old.claimId(), registry.awaitAnother(old).claimId());
        assertNotEquals(oldKey, stored("private.pem"));
        String request = requests.poll(5, TimeUnit.SECONDS);
        assertTrue(request.contains("\"token\":\"t\",\"rooms\":[\"room\"]"), "as before");
        assertTrue(request.contains(stored("public.pem").replace("\n", "\\n")), "the new key is the one that was sent");
    }

    @Test
    void refusedRotationLeavesKeyAndIdentity() throws Exception {
        Identity old = claimed();
        String files = snapshot();
        answers.add(FORBIDDEN);
        ClaimResult result = get(claiming.rotateKey());
        assertTrue(result.reason().startsWith("Failed: token is expired, not found, or invalid"), result.reason());
        assertSame(old, registry.identity());
        assertEquals(files, snapshot());
    }

    @Test
    void rotationNeedsAClaimAndItsToken() throws Exception {
        activate();
        assertTrue(get(claiming.rotateKey()).reason().startsWith("this agent is not claimed"));
        Files.writeString(instance.cloudD().resolve("claimed_id"), "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2");
        registry.awaitIdentity();
        assertTrue(get(claiming.rotateKey()).reason().startsWith("cloud.conf holds no token"));
        assertEquals(0, cloud.connections());
    }

    @Test
    void anotherCloudIsNotRefusedByThePinOfTheFormerOne() throws Exception {
        Identity old = claimed();
        String pin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        Path conf = instance.cloudD().resolve("cloud.conf");
        Files.writeString(
                conf, Files.readString(conf).replace(url(), "https://former.example") + "pin = " + pin + "\n");
        Map<String, Object> inForce = settings(ca);
        inForce.put(LinkSettings.PIN, pin);
        claiming.modified(inForce);
        answers.add(ACCEPTED);
        ClaimResult result = claim("t", Optional.empty());
        assertTrue(result.claimed(), result.reason());
        assertNotEquals(old.claimId(), registry.awaitAnother(old).claimId());
        assertFalse(Files.readString(conf).contains(pin));
    }

    @Test
    void unclaimedStaysUnclaimedUntilASourceChanges() throws Exception {
        claimConf("conf");
        answers.add(ACCEPTED);
        activate();
        Identity identity = registry.awaitIdentity();
        settle();
        String files = snapshot();
        requests.clear();

        Path archive = get(claiming.unclaim("me"));
        assertEquals(null, registry.identity());
        assertEquals(Optional.empty(), claiming.state().claimId());
        assertEquals(instance.data().resolve("cloud.d.archive"), archive.getParent());
        assertTrue(archive.getFileName().toString().matches("\\d{8}T\\d{6}Z"), archive.toString());
        assertEquals(files, snapshot(archive), "whole");
        assertFalse(Files.exists(instance.cloudD()));
        assertTrue(nodes.forgotten.get() >= 2, "at the claim and at its end");
        assertTrue(config.refreshed.get() >= 2, "at the claim and at its end");
        assertTrue(
                claiming.state()
                        .failure()
                        .matches("Agent is not claimed yet: unclaimed by me at [-0-9]{10}T[:0-9]{8}Z; it stays so .*"),
                claiming.state().failure());
        for (String secret : List.of("conf", "room")) {
            assertFalse(Files.readString(instance.data().resolve("unclaimed")).contains(secret));
        }

        // a restart changes nothing
        claiming.stop();
        config.askedAnew();
        activate();
        config.awaitAsked(2);
        settle();
        assertEquals(0, requests.size());
        assertTrue(claiming.state().failure().startsWith("Failed: the certificate file"), "the claim of settle()");

        // another token does
        answers.add(ACCEPTED);
        claimConf("other");
        assertNotEquals(identity.claimId(), registry.awaitIdentity().claimId());
        assertTrue(requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"other\""));
        assertFalse(Files.exists(instance.data().resolve("unclaimed")));
    }

    @Test
    void unclaimingWaitsForTheGoodbye() throws Exception {
        claimed();
        CountDownLatch asked = new CountDownLatch(1);
        claiming.online = connection(1, asked);
        CompletionStage<Path> archive = claiming.unclaim("me");
        assertTrue(asked.await(20, TimeUnit.SECONDS), "whether the link is still online");
        assertEquals(null, registry.identity());
        claiming.online = null;
        assertTrue(Files.exists(get(archive)));
    }

    @Test
    void unclaimedAgentIsClaimedByACommand() throws Exception {
        claimed();
        get(claiming.unclaim("me"));
        answers.add(ACCEPTED);
        assertTrue(claim("t", Optional.empty()).claimed());
        registry.awaitIdentity();
        assertNotEquals(
                Files.readString(keys.resolve("private.pem")), stored("private.pem"), "the old key is archived");
        get(claiming.unclaim("me"));
        try (Stream<Path> all = Files.list(instance.data().resolve("cloud.d.archive"))) {
            assertEquals(2, all.count());
        }
    }

    @Test
    void waitingClaimOfTheOwnerCountsEvenWithTheSameToken() throws Exception {
        claimConf("conf");
        answers.add(ACCEPTED);
        activate();
        registry.awaitIdentity();
        get(claiming.unclaim("me"));
        answers.add(ACCEPTED);
        Files.createDirectory(instance.cloudD());
        Files.writeString(instance.cloudD().resolve("rooms"), "a, b");
        Files.writeString(instance.cloudD().resolve("token"), "conf");
        registry.awaitIdentity();
    }

    @Test
    void thereIsNothingToUnclaim() throws Exception {
        activate();
        ExecutionException e = assertThrows(ExecutionException.class, () -> get(claiming.unclaim("me")));
        assertEquals("this agent is not claimed", assertThrowsCause(e).getMessage());
    }

    @Test
    void identityThatCannotBeArchivedStays() throws Exception {
        Identity old = claimed();
        Files.writeString(instance.data().resolve("cloud.d.archive"), "a file in the way");
        ExecutionException e = assertThrows(ExecutionException.class, () -> get(claiming.unclaim("me")));
        assertTrue(assertThrowsCause(e).getMessage().startsWith("the identity could not be moved to the archive"));
        assertEquals(old.claimId(), registry.awaitIdentity().claimId());
        assertEquals(Optional.of(old.claimId()), claiming.state().claimId());
    }

    @Test
    void adoptedIdentityThatTheLinkProves() throws Exception {
        Identity old = claimed();
        NetdataFiles netdata = new NetdataFiles(dir.resolve("netdata"), url());
        String before = netdata.snapshot();
        CompletionStage<ClaimResult> result = claiming.adopt(netdata.cloudD, "me");
        Identity adopted = registry.awaitAnother(old);
        assertEquals(NetdataFiles.CLAIM_ID, adopted.claimId());
        assertEquals(NetdataFiles.MACHINE_GUID, adopted.machineGuid());
        assertTrue(claiming.state().inProgress());
        claiming.online = connection(1);
        assertEquals(new ClaimResult(true, "", 0), get(result));
        assertEquals(Optional.of(NetdataFiles.CLAIM_ID), claiming.state().claimId());
        assertEquals(NetdataFiles.MACHINE_GUID, nodes.local().machineGuid());
        assertEquals(before, netdata.snapshot(), "nothing is written there");
        assertFalse(claiming.state().inProgress());
        assertEquals(0, requests.size(), "no claim was made");

        // its key can be rotated like any other
        answers.add(ACCEPTED);
        assertTrue(get(claiming.rotateKey()).claimed());
        assertTrue(
                requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"a-token\",\"rooms\":[\"room-1\",\"room-2\"]"));
    }

    @Test
    void stopDuringAnAdoptionPutsBackAtTheNextStart() throws Exception {
        Identity old = claimed();
        NetdataFiles netdata = new NetdataFiles(dir.resolve("netdata"), url());
        claiming.adopt(netdata.cloudD, "me");
        registry.awaitAnother(old);
        claiming.stop();
        assertEquals(null, registry.identity());
        activate();
        assertEquals(old.claimId(), registry.awaitIdentity().claimId());
        assertEquals(TestNodes.MACHINE_GUID, nodes.local().machineGuid());
    }

    @Test
    void adoptionsThatAreRefusedAtOnce() throws Exception {
        Identity old = claimed();
        assertTrue(get(claiming.adopt(instance.cloudD(), "me"))
                .reason()
                .endsWith("is the directory of this agent itself"));
        assertTrue(get(claiming.adopt(dir.resolve("none"), "me")).reason().contains("is not a directory"));
        Map<String, Object> off = settings(ca);
        off.put(LinkSettings.ENABLED, "false");
        claiming.modified(off);
        NetdataFiles netdata = new NetdataFiles(dir.resolve("netdata"), url());
        assertTrue(get(claiming.adopt(netdata.cloudD, "me")).reason().startsWith("the link is switched off"));
        assertSame(old, registry.identity());
        assertEquals(0, requests.size());
    }

    @Test
    void probeLooksAndWritesNothing() throws Exception {
        claimConf("conf");
        Files.writeString(
                instance.cloudD().resolve("cloud.conf"),
                "[global]\nclaimed_id = c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2\nurl = https://cloud.example\n");
        Path staged = Files.createDirectory(instance.cloudD().resolve(".staged"));
        Files.writeString(staged.resolve("cloud.conf"), "left by a crash");
        registry.properties.put(InstanceDirectory.PROBE_PROPERTY, "true");
        String before = snapshot();
        activate();
        assertEquals(
                "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2", registry.awaitIdentity().claimId());
        assertFalse(claim("t", Optional.empty()).claimed());
        assertFalse(get(claiming.rotateKey()).claimed());
        assertFalse(get(claiming.adopt(dir, "me")).claimed());
        assertThrows(ExecutionException.class, () -> get(claiming.unclaim("me")));
        TestThreads.awaitNone("aclk-claiming");
        assertEquals(before, snapshot());
        assertEquals(0, cloud.connections());
    }

    @Test
    void probeOfAnUnclaimedAgentClaimsNothing() throws Exception {
        claimConf("conf");
        registry.properties.put(InstanceDirectory.PROBE_PROPERTY, "true");
        activate();
        TestThreads.awaitNone("aclk-claiming");
        assertEquals(0, cloud.connections());
        assertEquals(null, registry.identity());
    }

    @Test
    void copyClaimsItselfAnewAsAnotherMachine() throws Exception {
        Identity original = claimed();
        claiming.stop();
        Path copy = dir.resolve("copy");
        copy(instance.root(), copy);
        instance = new InstanceDirectory(copy);
        activate();
        config.askedAnew();
        config.awaitAsked(1);
        registry.awaitNoIdentity();
        awaitWithheld();
        assertEquals(Optional.of(original.claimId()), claiming.state().claimId());

        answers.add(ACCEPTED);
        claiming.pid = new ClaimingPid("", List.of(), true, ClaimingPid.DEFAULT_ADOPT);
        Identity anew = registry.awaitIdentity();
        assertNotEquals(original.claimId(), anew.claimId());
        assertNotEquals(TestNodes.MACHINE_GUID, anew.machineGuid());
        String request = requests.poll(5, TimeUnit.SECONDS);
        assertTrue(request.contains("\"token\":\"t\",\"rooms\":[\"room\"]"), "with what the claim was made with");
        assertTrue(request.contains("\"mGUID\":\"" + anew.machineGuid() + "\""), request);
        assertNotEquals(Files.readString(keys.resolve("private.pem")), stored("private.pem"), "with a key of its own");
        settle();
        assertEquals(Optional.empty(), claiming.state().withheld());
    }

    private void awaitWithheld() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (claiming.state().withheld().isEmpty()) {
            assertTrue(System.nanoTime() - end < 0, claiming.state().toString());
            Thread.onSpinWait();
        }
        assertTrue(claiming.state().withheld().get().startsWith(CloneCheck.COPIED));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.filter(path -> !path.startsWith(to)).toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private static Throwable assertThrowsCause(ExecutionException e) {
        assertEquals(ClaimException.class, e.getCause().getClass());
        return e.getCause();
    }

    private static ServiceReference<?> connection(long id) {
        return connection(id, new CountDownLatch(0));
    }

    /** @param asked counted down when somebody looks at it */
    private static ServiceReference<?> connection(long id, CountDownLatch asked) {
        return (ServiceReference<?>) Proxy.newProxyInstance(
                LifeTest.class.getClassLoader(), new Class<?>[] {ServiceReference.class}, (proxy, method, args) -> {
                    assertEquals("getProperty", method.getName());
                    asked.countDown();
                    return id;
                });
    }

    private String snapshot() throws IOException {
        return snapshot(instance.cloudD());
    }

    private static String snapshot(Path directory) throws IOException {
        StringBuilder found = new StringBuilder();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
                found.append(directory.relativize(path))
                        .append('\n')
                        .append(Files.readString(path))
                        .append('\n');
            }
        }
        return found.toString();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}

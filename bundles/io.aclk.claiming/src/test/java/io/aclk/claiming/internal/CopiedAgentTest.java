package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.aclk.api.claim.ClaimState;
import io.aclk.host.api.InstanceDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A directory of a claimed agent that was copied on one machine, with the real probe of the machine. */
class CopiedAgentTest extends ClaimingFixture {

    private Path original;
    private String claimId;

    @BeforeEach
    void copy() throws Exception {
        claimId = claimed().claimId();
        claiming.stop();
        original = instance.cloudD();
        instance = new InstanceDirectory(dir.resolve("copy"));
        Files.createDirectories(instance.data());
        Files.createDirectories(instance.conf());
        copy(original, instance.cloudD());
    }

    @Test
    void theOriginalIsUsedAsBefore() throws Exception {
        instance = new InstanceDirectory(dir);
        activate();
        assertEquals(claimId, registry.awaitIdentity().claimId());
        claiming.takenOver(claimId);
        claiming.takenOver(claimId);
        claiming.takenOver(claimId);
        settle();
        assertEquals(claimId, registry.identity().claimId(), "it never gives way");
        assertEquals(Optional.empty(), claiming.state().withheld());
    }

    @Test
    void theCopyIsWithheldAndSaysHowToGoOn() throws Exception {
        activate();
        ClaimState state = await(now -> now.withheld().isPresent());
        String text = state.withheld().orElseThrow();
        assertTrue(text.startsWith(CloneCheck.COPIED), text);
        assertTrue(text.contains("bin/aclk claim"), text);
        assertEquals(Optional.of(claimId), state.claimId());
        assertEquals(null, registry.identity());
        assertTrue(requests.isEmpty());
        assertEquals(TestNodes.MACHINE_GUID, nodes.local().machineGuid());
    }

    @Test
    void withReclaimItBecomesAMachineOfItsOwn() throws Exception {
        String key = stored("private.pem");
        answers.add(ACCEPTED);
        activate();
        claiming.pid = new ClaimingPid("", List.of(), true, ClaimingPid.DEFAULT_ADOPT);
        String request = requests.poll(30, TimeUnit.SECONDS);
        assertNotEquals(claimId, registry.awaitIdentity().claimId());
        UUID guid = nodes.local().machineGuid();
        assertNotEquals(TestNodes.MACHINE_GUID, guid);
        assertTrue(request.contains("\"mGUID\":\"" + guid + "\""), request);
        assertTrue(request.contains("\"token\":\"t\",\"rooms\":[\"room\"]"), "with what it was claimed with");
        assertNotEquals(key, stored("private.pem"), "the key of the other machine is not its own");
        await(now -> now.withheld().isEmpty());
        assertTrue(Files.readString(original.resolve("cloud.conf")).contains(claimId), "the original stays");
        // and it is the owner of what it has now
        claiming.takenOver(registry.identity().claimId());
        claiming.takenOver(registry.identity().claimId());
        settle();
        assertEquals(Optional.empty(), claiming.state().withheld());
    }

    @Test
    void withReclaimAnAgentThatClaimedItselfBeforeDoesSoAgain() throws Exception {
        instance = new InstanceDirectory(dir.resolve("own"));
        Files.createDirectories(instance.data());
        Files.createDirectories(instance.conf());
        answers.add(ACCEPTED);
        claimConf("conf");
        activate();
        claiming.pid = new ClaimingPid("", List.of(), true, ClaimingPid.DEFAULT_ADOPT);
        String first = registry.awaitIdentity().claimId();
        requests.poll(30, TimeUnit.SECONDS);
        answers.add(ACCEPTED);
        for (String file : List.of("machine", "private.pem", "public.pem", "cloud.conf", "claimed_id")) {
            Files.copy(original.resolve(file), instance.cloudD().resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        assertNotNull(requests.poll(30, TimeUnit.SECONDS), "it claims itself anew");
        await(now -> now.withheld().isEmpty() && !now.claimId().equals(Optional.of(first)));
    }

    @Test
    void aRefusedReclaimStaysWithheldSaysWhyAndIsNotRepeated() throws Exception {
        answers.add(FORBIDDEN);
        activate();
        claiming.pid = new ClaimingPid("", List.of(), true, ClaimingPid.DEFAULT_ADOPT);
        requests.poll(30, TimeUnit.SECONDS);
        ClaimState state = await(now -> now.withheld().orElse("").contains("token is expired"));
        assertTrue(state.withheld().orElseThrow().startsWith(CloneCheck.COPIED));
        settle();
        assertTrue(requests.isEmpty(), "a verdict is not asked for twice");
        assertEquals(null, registry.identity());
        assertEquals(TestNodes.MACHINE_GUID, nodes.local().machineGuid(), "as it was");
        answers.add(ACCEPTED);
        assertTrue(claim("better", Optional.empty()).claimed());
        assertNotEquals(TestNodes.MACHINE_GUID, nodes.local().machineGuid());
    }

    @Test
    void afterARefusedReclaimItCanStillBeTheSameAgentMoved() throws Exception {
        answers.add(FORBIDDEN);
        activate();
        claiming.pid = new ClaimingPid("", List.of(), true, ClaimingPid.DEFAULT_ADOPT);
        await(now -> now.withheld().orElse("").contains("token is expired"));
        Files.delete(instance.cloudD().resolve("machine"));
        assertEquals(claimId, registry.awaitIdentity().claimId());
        assertEquals(TestNodes.MACHINE_GUID, nodes.local().machineGuid());
    }

    @Test
    void withReclaimAndNoTokenItSaysThat() throws Exception {
        Path conf = instance.cloudD().resolve("cloud.conf");
        Files.writeString(conf, Files.readString(conf).replaceAll("(?m)^token = .*$", "token ="));
        activate();
        claiming.pid = new ClaimingPid("", List.of(), true, ClaimingPid.DEFAULT_ADOPT);
        await(now -> now.withheld().orElse("").contains("no token at hand"));
        assertEquals(null, registry.identity());
    }

    @Test
    void anExplicitClaimMakesItAMachineOfItsOwnToo() throws Exception {
        activate();
        await(now -> now.withheld().isPresent());
        answers.add(ACCEPTED);
        assertTrue(claim("explicit", Optional.empty()).claimed());
        assertNotEquals(claimId, registry.awaitIdentity().claimId());
        assertNotEquals(TestNodes.MACHINE_GUID, nodes.local().machineGuid());
    }

    @Test
    void whenTheOriginalIsGoneItIsUsedWithoutARestart() throws Exception {
        activate();
        await(now -> now.withheld().isPresent());
        Files.delete(original.resolve("cloud.conf"));
        Files.delete(original.resolve("claimed_id"));
        assertEquals(claimId, registry.awaitIdentity().claimId());
        await(now -> now.withheld().isEmpty());
        // but it gives way to one that still lives somewhere
        claiming.takenOver(claimId);
        claiming.takenOver(claimId);
        registry.awaitNoIdentity();
        String text = await(now -> now.withheld().isPresent()).withheld().orElseThrow();
        assertTrue(text.contains("took over the connection twice"), text);
        assertFalse(text.contains(original.toString()), text);
    }

    private ClaimState await(Predicate<ClaimState> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!wanted.test(claiming.state())) {
            if (System.nanoTime() - end > 0) {
                fail("state: " + claiming.state());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return claiming.state();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}

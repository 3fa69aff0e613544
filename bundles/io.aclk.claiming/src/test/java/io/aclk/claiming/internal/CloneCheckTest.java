package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.claiming.internal.MachineProbe.Place;
import io.aclk.claiming.internal.MachineProbe.Traits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evidence on the disk, and what becomes of takeovers. */
class CloneCheckTest {

    private static final String CLAIM = "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path dir;

    private final FakeMachine machine = new FakeMachine();
    private Path cloudD;
    private Instant now = NOON;
    private boolean reclaim;

    @BeforeEach
    void start() throws IOException {
        cloudD = Files.createDirectory(dir.resolve("cloud.d"));
    }

    @Test
    void theFirstUseIsRecordedWithoutTellingIds() throws Exception {
        assertEquals(Optional.empty(), check().objection(stored(CLAIM)));
        Path file = cloudD.resolve("machine");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String text = Files.readString(file);
        assertTrue(text.contains(CLAIM), text);
        assertTrue(text.contains(TestNodes.MACHINE_GUID.toString()), text);
        for (String secret : Set.of("hardware-1", "system-1", "02:00:00:00:00:01")) {
            assertFalse(text.contains(secret), text);
        }
        CloneEvidence read = CloneEvidence.read(file);
        assertEquals(CloneEvidence.of(CLAIM, TestNodes.MACHINE_GUID.toString(), machine.traits), read);
    }

    @Test
    void aPathThatNoIniFileTakesAsItIsIsKept() throws Exception {
        machine.traits = new Traits(
                Optional.empty(), Optional.empty(), Set.of(), Optional.of(new Place("/a # b ; c = \"d\"/ä", "1", "2")));
        check().objection(stored(CLAIM));
        assertEquals(
                machine.traits, CloneEvidence.read(cloudD.resolve("machine")).traits());
    }

    @Test
    void anotherMachineGuidThanThatOfTheClaimIsACopyEvenBeforeTheFirstUse() {
        ClaimFiles.Stored foreign = new ClaimFiles.Stored(CLAIM, Optional.empty(), Optional.of(UUID.randomUUID()));
        IdentityCheck.Objection objection = check().objection(foreign).orElseThrow();
        assertTrue(objection.text().startsWith("identity copied from another machine"), objection.text());
        assertTrue(objection.text().contains("bin/aclk claim"), objection.text());
        assertTrue(objection.text().contains("on.clone = reclaim"), objection.text());
        assertFalse(objection.claimAnew());
        assertFalse(Files.exists(cloudD.resolve("machine")), "a copy does not become the owner");
    }

    @Test
    void aCopyBesideTheOriginalIsWithheldAtOnceAndUsedWhenTheOriginalIsGone() {
        check().objection(stored(CLAIM));
        Place original = machine.traits.directory().orElseThrow();
        machine.places.put(Path.of(original.path()), original);
        machine.moveTo(new Place("/copy/cloud.d", "1", "99"));
        IdentityCheck.Objection objection = check().objection(stored(CLAIM)).orElseThrow();
        assertTrue(objection.text().contains("the original is '" + original.path()), objection.text());
        assertTrue(objection.text().contains("leave the original alone"), objection.text());
        assertTrue(objection.text().contains(" --dir " + cloudD.resolve("../..").normalize()), objection.text());
        assertTrue(objection.text().contains("bin/aclk unclaim --dir "), objection.text());
        machine.holding = false;
        assertEquals(Optional.empty(), check().objection(stored(CLAIM)), "the original was claimed anew");
        machine.holding = true;
        machine.places.clear();
        assertEquals(Optional.empty(), check().objection(stored(CLAIM)), "the original was deleted");
    }

    @Test
    void withReclaimTheCopyIsToClaimAnew() {
        check().objection(stored(CLAIM));
        machine.otherMachine();
        reclaim = true;
        IdentityCheck.Objection objection = check().objection(stored(CLAIM)).orElseThrow();
        assertTrue(objection.claimAnew());
        assertTrue(objection.text().startsWith("identity copied from another machine"), objection.text());
    }

    @Test
    void aDoubtfulMachineGivesWayAfterTheSecondTakeoverAndForGood() {
        check().objection(stored(CLAIM));
        machine.recreateContainer();
        CloneCheck check = check();
        assertEquals(Optional.empty(), check.objection(stored(CLAIM)));
        check.takenOver(CLAIM);
        assertEquals(Optional.empty(), check.objection(stored(CLAIM)));
        now = now.plus(Duration.ofHours(23));
        check = check();
        check.takenOver(CLAIM);
        String text = check.objection(stored(CLAIM)).orElseThrow().text();
        assertTrue(text.contains("took over the connection twice"), text);
        now = now.plus(Duration.ofDays(30));
        assertTrue(check().objection(stored(CLAIM)).isPresent(), "it does not fight again after a while");
    }

    @Test
    void aQuietDayForgetsATakeover() {
        check().objection(stored(CLAIM));
        machine.recreateContainer();
        check().takenOver(CLAIM);
        now = now.plus(Duration.ofHours(24));
        check().takenOver(CLAIM);
        assertEquals(Optional.empty(), check().objection(stored(CLAIM)));
        now = now.minus(Duration.ofDays(400));
        check().takenOver(CLAIM);
        assertEquals(Optional.empty(), check().objection(stored(CLAIM)), "the clock was wrong meanwhile");
    }

    @Test
    void theMachineThatClaimedNeverGivesWay() throws Exception {
        CloneCheck check = check();
        check.objection(stored(CLAIM));
        String before = Files.readString(cloudD.resolve("machine"));
        for (int i = 0; i < 10; i++) {
            check.takenOver(CLAIM);
            assertEquals(Optional.empty(), check.objection(stored(CLAIM)));
        }
        assertEquals(before, Files.readString(cloudD.resolve("machine")));
    }

    @Test
    void takeoversOfAnotherClaimDoNotCount() {
        check().objection(stored(CLAIM));
        machine.recreateContainer();
        String other = "00000000-0000-4000-8000-000000000000";
        check().takenOver(other);
        check().takenOver(other);
        assertEquals(Optional.empty(), check().objection(stored(CLAIM)));
    }

    @Test
    void aNewClaimIsRecordedAnew() throws Exception {
        check().objection(stored(CLAIM));
        machine.otherMachine();
        assertTrue(check().objection(stored(CLAIM)).isPresent());
        String other = "00000000-0000-4000-8000-000000000000";
        assertEquals(Optional.empty(), check().objection(stored(other)));
        assertEquals(other, CloneEvidence.read(cloudD.resolve("machine")).claimId());
    }

    @Test
    void withoutItsFileTheIdentityIsUsedAndRecorded() throws Exception {
        check().objection(stored(CLAIM));
        machine.otherMachine();
        Files.delete(cloudD.resolve("machine"));
        assertEquals(Optional.empty(), check().objection(stored(CLAIM)));
        assertTrue(Files.exists(cloudD.resolve("machine")));
    }

    @Test
    void aDamagedFileIsWrittenAnew() throws Exception {
        Files.writeString(cloudD.resolve("machine"), "[machine]\nclaimed_id = " + CLAIM + "\ntaken_over = when?\n");
        assertEquals(Optional.empty(), check().objection(stored(CLAIM)));
        assertEquals(CLAIM, CloneEvidence.read(cloudD.resolve("machine")).claimId());
    }

    @Test
    void aProbeWritesNothing() {
        CloneCheck probe =
                new CloneCheck(cloudD, new TestNodes(), machine, () -> false, true, Clock.fixed(now, ZoneOffset.UTC));
        assertEquals(Optional.empty(), probe.objection(stored(CLAIM)));
        assertFalse(Files.exists(cloudD.resolve("machine")));
    }

    private CloneCheck check() {
        return new CloneCheck(cloudD, new TestNodes(), machine, () -> reclaim, false, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static ClaimFiles.Stored stored(String claimId) {
        return new ClaimFiles.Stored(claimId, Optional.empty(), Optional.of(TestNodes.MACHINE_GUID));
    }

    private static final class FakeMachine implements MachineProbe {
        final Map<Path, Place> places = new HashMap<>();
        boolean holding = true;
        Traits traits = new Traits(
                Optional.of("hardware-1"),
                Optional.of("system-1"),
                Set.of("02:00:00:00:00:01"),
                Optional.of(new Place("/original/cloud.d", "1", "10")));

        void recreateContainer() {
            traits = new Traits(traits.hardware(), Optional.of("system-2"), traits.addresses(), traits.directory());
        }

        void otherMachine() {
            traits = new Traits(
                    Optional.of("hardware-2"), Optional.of("system-2"), traits.addresses(), traits.directory());
        }

        void moveTo(Place place) {
            traits = new Traits(traits.hardware(), traits.machineId(), traits.addresses(), Optional.of(place));
        }

        @Override
        public Traits look(Path cloudD) {
            return traits;
        }

        @Override
        public Optional<Place> place(Path directory) {
            return Optional.ofNullable(places.get(directory));
        }

        @Override
        public boolean holds(Path directory, String claimId) {
            return holding;
        }
    }
}

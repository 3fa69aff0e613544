package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkOptions;
import io.aclk.claiming.internal.FaultyDisk.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A crash, or a disk that becomes full, at any operation on files leaves the old identity or the new one, each with its key.
 */
class IdentityOnDiskTest {

    private static final AgentKey OLD_KEY = TestKeys.ONE;
    private static final AgentKey NEW_KEY = TestKeys.OTHER;
    private static final String OLD_ID = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
    /** More operations than any change has. */
    private static final int MANY = 1000;

    @TempDir
    Path dir;

    /** What changes the identity. */
    enum Change {
        FIRST_CLAIM,
        CLAIM_AGAIN,
        ROTATE_KEY
    }

    private boolean accepted;

    @ParameterizedTest
    @EnumSource
    void crashAnywhere(Change change) throws Exception {
        int struck = 0;
        int old = 0;
        for (int good = 0; good < MANY; good++) {
            Path cloudD = before(change, good);
            FaultyDisk disk = new FaultyDisk(cloudD, Fault.CRASH, good);
            boolean crashed = false;
            try {
                run(disk.root(), change);
            } catch (FaultyDisk.Crash e) {
                crashed = true;
            }
            boolean stillOld = check(change, cloudD, "after " + good + " operations");
            if (!crashed) {
                assertFalse(stillOld);
                break;
            }
            struck++;
            old += stillOld ? 1 : 0;
        }
        assertTrue(old > 5 && struck - old > 5, struck + " crashes, after " + old + " of them the old identity");
    }

    @ParameterizedTest
    @EnumSource
    void fullDiskAnywhere(Change change) throws Exception {
        int struck = 0;
        for (int good = 0; good < MANY; good++) {
            Path cloudD = before(change, good);
            FaultyDisk disk = new FaultyDisk(cloudD, Fault.FULL, good);
            ClaimRun.Ended ended = run(disk.root(), change);
            String what = "after " + good + " operations: " + ended;
            assertEquals(accepted, ended.result().claimed(), "the cloud is asked only when all is written; " + what);
            if (!disk.struck()) {
                assertTrue(ended.result().claimed(), what);
                break;
            }
            struck++;
            assertFalse(ended.result().claimed(), what);
            assertTrue(
                    ended.result()
                            .reason()
                            .matches("(?s)(Failed to save claiming info to disk|Cannot write private key file: .*|"
                                    + "Cannot write public key file: .*): No space left on device"),
                    what);
            assertTrue(check(change, cloudD, what));
            disk.repair();
            assertTrue(run(disk.root(), change).result().claimed(), "once there is space again; " + what);
            assertFalse(check(change, cloudD, what));
        }
        assertTrue(struck >= 5, "struck " + struck + " times");
    }

    /** Checks that one identity is there, whole; says whether it is the one of before. */
    private static boolean check(Change change, Path cloudD, String what) throws Exception {
        Optional<String> looked = identity(change, cloudD, what);
        CloudDirectory directory = new CloudDirectory(cloudD);
        directory.recover();
        Optional<String> loaded = identity(change, cloudD, what);
        assertEquals(looked, loaded, "the same with and without setting it right, " + what);
        try (Stream<Path> all = Files.list(cloudD)) {
            assertEquals(
                    List.of(),
                    all.filter(file -> file.getFileName().toString().startsWith(".")
                                    && !file.getFileName().toString().endsWith(".tmp"))
                            .toList(),
                    what);
        }
        if (loaded.isPresent()) {
            for (String name : List.of("cloud.conf", "claimed_id", "private.pem", "public.pem")) {
                assertEquals(cloudD.resolve(name), directory.file(name), what);
                assertTrue(Files.exists(cloudD.resolve(name)), name + " " + what);
            }
        }
        return loaded.equals(change == Change.FIRST_CLAIM ? Optional.empty() : Optional.of(OLD_ID));
    }

    private static Optional<String> identity(Change change, Path cloudD, String what) throws IOException {
        CloudDirectory directory = new CloudDirectory(cloudD);
        Optional<ClaimFiles.Stored> stored = new ClaimFiles(directory).load();
        if (stored.isEmpty()) {
            assertEquals(Change.FIRST_CLAIM, change, what);
            return Optional.empty();
        }
        String id = stored.get().claimId();
        assertEquals(id, Files.readString(directory.file("claimed_id")), what);
        boolean old = id.equals(OLD_ID);
        assertEquals(
                old ? "https://old" : "https://new",
                stored.get().url().orElseThrow().toString(),
                what);
        AgentKey key = new KeyFiles(directory).load();
        AgentKey expected = old || change == Change.CLAIM_AGAIN ? OLD_KEY : NEW_KEY;
        assertTrue(key.sameAs(expected), what);
        assertTrue(new KeyFiles(directory).publicOf(expected), what);
        return Optional.of(id);
    }

    private Path before(Change change, int number) throws IOException {
        Path cloudD = Files.createDirectories(dir.resolve(change + "-" + number).resolve("cloud.d"));
        Files.writeString(cloudD.resolve("token"), "t");
        if (change != Change.FIRST_CLAIM) {
            Files.writeString(
                    cloudD.resolve("cloud.conf"), "[global]\nurl = https://old\nclaimed_id = " + OLD_ID + "\n");
            Files.writeString(cloudD.resolve("claimed_id"), OLD_ID);
            Files.writeString(cloudD.resolve("private.pem"), OLD_KEY.privatePem());
            Files.writeString(cloudD.resolve("public.pem"), OLD_KEY.publicPem());
        }
        accepted = false;
        return cloudD;
    }

    private ClaimRun.Ended run(Path cloudD, Change change) throws Exception {
        CloudDirectory directory = new CloudDirectory(cloudD);
        Network network = new Network() {
            @Override
            public NetworkConnection connect(
                    String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
                throw new IllegalStateException("a claim is one HTTP exchange");
            }

            @Override
            public HttpReply exchange(
                    HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
                accepted = true;
                return new HttpReply(204, Map.of(), new byte[0]);
            }
        };
        ClaimRun run = new ClaimRun(
                new TestNodes(),
                directory,
                new ClaimCall(network, Clock.systemUTC()),
                (pause, abort) -> {},
                () -> NEW_KEY);
        ClaimInputs inputs =
                new ClaimInputs("t", List.of(), URI.create("https://new"), NetworkOptions.DIRECT, Optional.empty());
        ClaimRun.Ended ended = run.run(inputs, change == Change.ROTATE_KEY, new AbortSignal());
        if (ended.result().claimed()) {
            directory.finish();
        }
        return ended;
    }

    @ParameterizedTest
    @EnumSource
    void crashWhileUnclaiming(Fault fault) throws Exception {
        ClaimRequest ready = new ClaimRequest(
                "t",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        int struck = 0;
        for (int good = 0; good < MANY; good++) {
            Path data = dir.resolve(fault + "-" + good);
            Path cloudD = Files.createDirectories(data.resolve("cloud.d"));
            Files.writeString(cloudD.resolve("claimed_id"), OLD_ID);
            FaultyDisk disk = new FaultyDisk(data, fault, good);
            try {
                new UnclaimedMark(disk.root().resolve("unclaimed"))
                        .set(
                                Clock.systemUTC().instant(),
                                "me",
                                List.of(new AutomaticClaims.Ready("claim.conf", ready)));
                new Archive(disk.root(), Clock.systemUTC()).take(disk.root().resolve("cloud.d"));
            } catch (FaultyDisk.Crash | IOException e) {
                struck++;
            }
            UnclaimedMark mark = new UnclaimedMark(data.resolve("unclaimed"));
            mark.load();
            boolean claimed = new ClaimFiles(new CloudDirectory(cloudD)).load().isPresent();
            assertTrue(claimed || mark.covers("claim.conf", ready), "unclaimed means remembered, after " + good);
            assertEquals(!claimed, archived(data), "after " + good);
            if (!disk.struck()) {
                assertFalse(claimed);
                break;
            }
        }
        assertTrue(struck >= 3, "struck " + struck + " times");
    }

    private static boolean archived(Path data) throws IOException {
        Path archive = data.resolve("cloud.d.archive");
        if (!Files.isDirectory(archive)) {
            return false;
        }
        try (Stream<Path> all = Files.list(archive)) {
            return all.anyMatch(place -> Files.exists(place.resolve("claimed_id")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void crashWhileAdopting(Fault fault) throws Exception {
        UUID adoptedGuid = UUID.randomUUID();
        Path foreign = Files.createDirectories(dir.resolve("foreign"));
        String adoptedId = UUID.randomUUID().toString();
        Files.writeString(
                foreign.resolve("cloud.conf"),
                "[global]\nclaimed_id = " + adoptedId + "\nmachine_guid = " + adoptedGuid + "\n");
        Files.writeString(foreign.resolve("private.pem"), NEW_KEY.privatePem());
        ForeignIdentity identity = ForeignIdentity.read(foreign);
        int struck = 0;
        int kept = 0;
        for (int good = 0; good < MANY; good++) {
            Path cloudD = before(Change.CLAIM_AGAIN, good);
            Path data = cloudD.getParent();
            TestNodes nodes = new TestNodes();
            FaultyDisk disk = new FaultyDisk(data, fault, good);
            boolean failed = false;
            try {
                adoption(disk.root(), nodes).adopt(identity);
            } catch (FaultyDisk.Crash | ClaimFailure e) {
                failed = true;
            }
            adoption(data, nodes).recover();
            ClaimFiles.Stored stored =
                    new ClaimFiles(new CloudDirectory(cloudD)).load().orElseThrow();
            boolean adopted = stored.claimId().equals(adoptedId);
            String what = "after " + good;
            assertEquals(
                    adopted ? adoptedGuid : TestNodes.MACHINE_GUID,
                    nodes.local().machineGuid(),
                    what);
            AgentKey key = new KeyFiles(new CloudDirectory(cloudD)).load();
            assertTrue(key.sameAs(adopted ? NEW_KEY : OLD_KEY), what);
            assertEquals(adopted, archived(data), what);
            assertFalse(Files.exists(data.resolve("cloud.d.former")), what);
            assertFalse(Files.exists(data.resolve("cloud.d.adopted")), what);
            assertFalse(Files.exists(cloudD.resolve("machine_guid")), what);
            kept += adopted && failed ? 1 : 0;
            if (!disk.struck()) {
                assertTrue(adopted && !failed, what);
                break;
            }
            struck++;
        }
        assertTrue(struck >= 5, "struck " + struck + " times");
        assertTrue(fault == Fault.CRASH ? kept < struck : kept == 0, "a full disk that is told as a failure is one");
        assertThrows(ClaimFailure.class, () -> ForeignIdentity.read(dir.resolve("nothing there")));
    }

    /** An adoption that the cloud accepts. */
    private static Adoption adoption(Path data, TestNodes nodes) {
        boolean[] offered = {false};
        Adoption.Surroundings around = new Adoption.Surroundings() {
            @Override
            public void withdraw() {
                offered[0] = false;
            }

            @Override
            public void refreshSettings() {}

            @Override
            public void offer() {
                offered[0] = true;
            }
        };
        return new Adoption(
                new AdoptedDirectory(data, new Archive(data, Clock.systemUTC())),
                nodes,
                around,
                new OnlineWatch(
                        () -> offered[0] ? Optional.of(1L) : Optional.empty(),
                        () -> ClaimingPid.DEFAULT_ADOPT,
                        (pause, abort) -> {}));
    }
}

package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of an adoption, and its way back. */
class AdoptionTest {

    private static final String OLD_ID = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";

    @TempDir
    Path dir;

    private final TestNodes nodes = new TestNodes();
    private final List<String> story = new ArrayList<>();
    private Supplier<Optional<Long>> link = Optional::empty;
    private Duration waited = Duration.ZERO;
    private Duration limit = ClaimingPid.DEFAULT_ADOPT;
    private Path data;
    private Path cloudD;
    private NetdataFiles netdata;
    private ForeignIdentity identity;

    @BeforeEach
    void start() throws Exception {
        netdata = new NetdataFiles(dir, "https://cloud.example");
        identity = ForeignIdentity.read(netdata.cloudD);
        data = dir.resolve("data");
        cloudD = Files.createDirectories(data.resolve("cloud.d"));
        Files.writeString(cloudD.resolve("claimed_id"), OLD_ID);
        Files.writeString(cloudD.resolve("trusted.pem"), "OURS");
        Files.writeString(cloudD.resolve("anything"), "of the owner");
    }

    @Test
    void acceptedIdentityStays() throws Exception {
        // the connection of before goes when the settings change, another comes with the identity
        link = () -> story.contains("offer") ? Optional.of(2L) : story.isEmpty() ? Optional.of(1L) : Optional.empty();
        Path former = adoption(nodes).adopt(identity);
        assertEquals(List.of("withdraw", "refresh", "offer"), story);
        assertEquals(NetdataFiles.CLAIM_ID, id());
        assertEquals(NetdataFiles.MACHINE_GUID, nodes.local().machineGuid());
        assertEquals("OURS", Files.readString(cloudD.resolve("trusted.pem")), "it has none of its own");
        assertEquals(OLD_ID, Files.readString(former.resolve("claimed_id")));
        assertEquals(TestNodes.MACHINE_GUID.toString(), Files.readString(former.resolve("machine_guid")));
    }

    @Test
    void connectionOfBeforeProvesNothing() throws Exception {
        UUID nodeId = UUID.randomUUID();
        nodes.assign(TestNodes.MACHINE_GUID, nodeId);
        link = () -> Optional.of(1L);
        ClaimFailure e = assertThrows(ClaimFailure.class, () -> adoption(nodes).adopt(identity));
        assertTrue(e.getMessage().startsWith("the cloud did not accept the identity within 45 s"), e.getMessage());
        assertEquals(Duration.ofSeconds(50), waited);
        assertEquals(List.of("withdraw", "refresh", "offer", "withdraw", "refresh", "offer"), story);
        assertAsBefore();
        assertEquals(Optional.of(nodeId), nodes.local().nodeId());
    }

    @Test
    void waitsAsLongAsItIsSet() {
        limit = Duration.ofSeconds(10);
        ClaimFailure e = assertThrows(ClaimFailure.class, () -> adoption(nodes).adopt(identity));
        assertTrue(e.getMessage().startsWith("the cloud did not accept the identity within 10 s"), e.getMessage());
        assertEquals(limit, waited);
    }

    @Test
    void hostThatKeepsItsMachineGuid() throws Exception {
        NodeDirectory stubborn = new TestNodes() {
            @Override
            public void changeMachineGuid(UUID changed) {
                throw new UnsupportedOperationException();
            }
        };
        ClaimFailure e =
                assertThrows(ClaimFailure.class, () -> adoption(stubborn).adopt(identity));
        assertEquals("this host does not give its machine GUID away", e.getMessage());
        assertAsBefore();
    }

    @Test
    void stopInBetweenIsSetRightAtTheNextStart() throws Exception {
        Pauses stopping = (pause, abort) -> {
            throw new InterruptedException();
        };
        assertThrows(InterruptedException.class, () -> adoption(nodes, stopping).adopt(identity));
        assertEquals(NetdataFiles.CLAIM_ID, id());
        assertEquals(NetdataFiles.MACHINE_GUID, nodes.local().machineGuid());
        adoption(nodes).recover();
        assertAsBefore();
        adoption(nodes).recover();
        assertAsBefore();
    }

    private void assertAsBefore() throws IOException {
        assertEquals(OLD_ID, id());
        assertEquals(TestNodes.MACHINE_GUID, nodes.local().machineGuid());
        assertEquals("of the owner", Files.readString(cloudD.resolve("anything")));
        assertFalse(Files.exists(cloudD.resolve("private.pem")), "nothing of the other one");
        try (var all = Files.list(data)) {
            assertEquals(List.of(cloudD), all.toList());
        }
    }

    private String id() {
        return new ClaimFiles(new CloudDirectory(cloudD)).load().orElseThrow().claimId();
    }

    private Adoption adoption(NodeDirectory directory) {
        return adoption(directory, (pause, abort) -> waited = waited.plus(pause));
    }

    private Adoption adoption(NodeDirectory directory, Pauses pauses) {
        Adoption.Surroundings around = new Adoption.Surroundings() {
            @Override
            public void withdraw() {
                story.add("withdraw");
            }

            @Override
            public void refreshSettings() {
                story.add("refresh");
            }

            @Override
            public void offer() {
                story.add("offer");
            }
        };
        return new Adoption(
                new AdoptedDirectory(data, new Archive(data, Clock.systemUTC())),
                directory,
                around,
                new OnlineWatch(() -> link.get(), () -> limit, pauses));
    }
}

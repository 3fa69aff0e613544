package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.HostLabels;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeInfo;
import io.aclk.host.api.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeDirectoryServiceTest {

    private static final UUID NODE_ID = UUID.fromString("3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55");

    @TempDir
    Path directory;

    private Path registry;
    private Path root;
    private Engine engine;
    private long now = 1_767_225_600;

    @BeforeEach
    void prepare() throws IOException {
        registry = directory.resolve("registry");
        AtomicFiles.createPrivateDirectory(registry);
        root = directory.resolve("root");
        file("etc/os-release", "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION=\"12 (bookworm)\"\n");
        file(
                "proc/cpuinfo",
                "processor\t: 0\nmodel name\t: Test CPU\ncpu MHz\t\t: 2400.123\nflags\t\t: fpu hypervisor\n");
        file("proc/meminfo", "MemTotal:        3949260 kB\nMemFree: 1 kB\n");
        file("proc/sys/kernel/hostname", "garage-pi\n");
        file("sys/block/sda/device/model", "disk");
        file("sys/block/sda/size", "1000\n");
        file("sys/block/loop0/size", "9999\n");
        file("sys/class/dmi/id/sys_vendor", "QEMU\n");
        file(".dockerenv", "");
        engine = new Engine(directory.resolve("store"), () -> now);
    }

    @Test
    void theMachineIsDescribedFromItsFiles() throws IOException {
        Node node = directoryService("").local();
        NodeInfo info = node.info();

        assertEquals("garage-pi", node.hostname());
        assertTrue(node.local());
        assertEquals("Debian GNU/Linux", info.osName());
        assertEquals("debian", info.osId());
        assertEquals("12 (bookworm)", info.osVersion());
        assertEquals("Test CPU", info.cpuModel());
        assertEquals(2_400_000_000L, info.cpuFrequencyHz());
        assertEquals(4_044_042_240L, info.memoryBytes());
        assertEquals(512_000, info.diskBytes());
        assertEquals("qemu", info.virtualization());
        assertEquals("docker", info.container());
        assertEquals("v0.1.0", info.version());
        assertEquals("stable", info.releaseChannel());
        assertEquals("debian", info.osId());
        assertEquals("false", node.labels().get("_is_parent"));
        assertEquals("4044042240", node.labels().get("_system_ram_total"));
        assertEquals("garage-pi", node.labels().get("_hostname"));
        assertEquals("linux", node.labels().get("_os"));
    }

    @Test
    void aMachineThatTellsNothingIsUnknown() {
        NodeInfo info = new Machine(directory.resolve("nowhere"), Map.of()).describe("v1.2.3");

        assertEquals("unknown", info.osId());
        assertEquals("unknown", info.cpuModel());
        assertEquals(0, info.memoryBytes());
        assertEquals("none", info.container());
        assertEquals("none", info.virtualization());
    }

    @Test
    void timeZonesAreAbbreviated() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertEquals("CET", Machine.timezone(ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, berlin)));
        assertEquals("CEST", Machine.timezone(ZonedDateTime.of(2026, 7, 1, 0, 0, 0, 0, berlin)));
        assertEquals("UTC", Machine.timezone(ZonedDateTime.of(2026, 7, 1, 0, 0, 0, 0, ZoneId.of("UTC"))));
    }

    @Test
    void theOwnersHostNameWins() throws IOException {
        assertEquals("mine", directoryService("mine").local().hostname());
    }

    @Test
    void theMachineGuidIsMadeOnceAndStays() throws IOException {
        UUID guid = MachineIdentity.load(registry).machineGuid();
        Path file = registry.resolve("netdata.public.unique.id");

        assertEquals(guid.toString(), Files.readString(file));
        assertEquals(guid, MachineIdentity.load(registry).machineGuid());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(registry)));
    }

    @Test
    void anUnreadableMachineGuidIsSetAside() throws IOException {
        Path file = registry.resolve("netdata.public.unique.id");
        Files.writeString(file, "not a guid");

        UUID guid = MachineIdentity.load(registry).machineGuid();

        assertEquals(guid.toString(), Files.readString(file));
        assertEquals("not a guid", Files.readString(registry.resolve("netdata.public.unique.id.unreadable")));
    }

    @Test
    void nodeIdsAreDurableWhenTheCallReturns() throws IOException {
        NodeDirectoryService service = directoryService("");
        UUID guid = service.local().machineGuid();

        service.assign(guid, NODE_ID);

        assertEquals(Optional.of(NODE_ID), service.local().nodeId());
        assertEquals(guid + " " + NODE_ID + "\n", Files.readString(registry.resolve("nodes")));
        assertEquals(Optional.of(NODE_ID), directoryService("").local().nodeId());

        service.forgetNodeIds();

        assertEquals(Optional.empty(), service.local().nodeId());
        assertEquals(Optional.empty(), directoryService("").local().nodeId());
    }

    @Test
    void aNodeIdThatCannotBeStoredIsNotTaken() throws IOException {
        NodeDirectoryService service = directoryService("");
        UUID guid = service.local().machineGuid();
        service.assign(guid, NODE_ID);
        Files.createDirectories(registry.resolve("nodes.tmp"));

        assertThrows(UncheckedIOException.class, () -> service.assign(guid, new UUID(1, 2)));
        assertEquals(Optional.of(NODE_ID), service.local().nodeId());
        assertThrows(IllegalArgumentException.class, () -> service.assign(new UUID(3, 4), NODE_ID));
    }

    @Test
    void damagedNodeLinesArePassedOver() throws IOException {
        UUID guid = MachineIdentity.load(registry).machineGuid();
        Files.write(
                registry.resolve("nodes"),
                List.of("", "x y", guid.toString(), guid + " " + NODE_ID),
                StandardCharsets.US_ASCII);

        assertEquals(Optional.of(NODE_ID), MachineIdentity.load(registry).nodeId(guid));
    }

    @Test
    void listenersHearOfLabelsThatComeChangeAndGo() throws IOException {
        NodeDirectoryService service = directoryService("");
        List<UUID> told = new ArrayList<>();
        Subscription subscription = service.listen(told::add);
        service.listen(guid -> {
            throw new IllegalStateException("a listener with a defect");
        });
        Map<String, String>[] labels = labelsOf("none");
        HostLabels contributor = () -> labels[0];

        service.refresh();
        assertEquals(0, told.size());
        service.addLabels(contributor);
        service.refresh();
        assertEquals("none", service.local().labels().get("_aclk_proxy"));
        labels[0] = Map.of("_aclk_proxy", "HTTP");
        service.refresh();
        service.refresh();
        assertEquals("HTTP", service.local().labels().get("_aclk_proxy"));
        service.removeLabels(contributor);
        service.refresh();
        assertFalse(service.local().labels().containsKey("_aclk_proxy"));
        assertEquals(3, told.size());

        subscription.close();
        subscription.close();
        file("proc/sys/kernel/hostname", "renamed\n");
        service.refresh();
        assertEquals("renamed", service.local().hostname());
        assertEquals(3, told.size());
    }

    @Test
    void labelsOfADefectBundleAreLeftOut() throws IOException {
        NodeDirectoryService service = directoryService("");
        service.addLabels(() -> {
            throw new IllegalStateException("no labels");
        });

        service.refresh();

        assertEquals("garage-pi", service.local().labels().get("_hostname"));
    }

    @Test
    void readyOnceLoadedAndLiveWhileCollected() throws IOException {
        NodeDirectoryService service = directoryService("");
        assertFalse(service.local().ready());

        engine.open();
        service.refresh();
        assertTrue(service.local().ready());
        assertFalse(service.local().live());

        engine.record(now, 1, Samples.row(Samples.chart("c", 1), 1));
        service.refresh();
        assertTrue(service.local().live());

        now += 60;
        service.refresh();
        assertFalse(service.local().live());
    }

    @Test
    void twoMachinesDiffer() throws IOException {
        Path other = directory.resolve("other");
        AtomicFiles.createPrivateDirectory(other);

        assertNotEquals(
                MachineIdentity.load(registry).machineGuid(),
                MachineIdentity.load(other).machineGuid());
    }

    @Test
    void anotherMachineGuidIsThereAtOnceDurablyAndWithoutTheOldNodeId() throws IOException {
        NodeDirectoryService service = directoryService("");
        UUID before = service.local().machineGuid();
        service.assign(before, NODE_ID);
        List<UUID> told = new ArrayList<>();
        service.listen(told::add);
        UUID after = UUID.randomUUID();

        service.changeMachineGuid(after);

        assertEquals(after, service.local().machineGuid());
        assertEquals(Optional.empty(), service.local().nodeId());
        Path file = registry.resolve("netdata.public.unique.id");
        assertEquals(after.toString(), Files.readString(file));
        assertFalse(Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE), "read-only again");
        assertEquals(after, directoryService("").local().machineGuid());
        assertEquals(Optional.empty(), directoryService("").local().nodeId());
        assertEquals(List.of(), told, "listeners are told on the thread of the host");
        service.refresh();
        service.refresh();
        assertEquals(List.of(before, after), told);

        service.assign(after, NODE_ID);
        assertEquals(Optional.of(NODE_ID), service.local().nodeId());
        assertThrows(IllegalArgumentException.class, () -> service.assign(before, NODE_ID));
    }

    @Test
    void aMachineGuidThatCannotBeStoredLeavesTheOldOneWithoutANodeId() throws IOException {
        NodeDirectoryService service = directoryService("");
        UUID before = service.local().machineGuid();
        service.assign(before, NODE_ID);
        Files.createDirectories(registry.resolve("netdata.public.unique.id.tmp"));

        assertThrows(UncheckedIOException.class, () -> service.changeMachineGuid(UUID.randomUUID()));

        // the state that a crash in between leaves, too: the node is registered anew, which does no harm
        for (NodeDirectoryService each : List.of(service, directoryService(""))) {
            assertEquals(before, each.local().machineGuid());
            assertEquals(Optional.empty(), each.local().nodeId());
        }
    }

    @Test
    void nodeIdsThatCannotBeForgottenKeepTheMachineGuid() throws IOException {
        NodeDirectoryService service = directoryService("");
        UUID before = service.local().machineGuid();
        service.assign(before, NODE_ID);
        Files.createDirectories(registry.resolve("nodes.tmp"));

        assertThrows(UncheckedIOException.class, () -> service.changeMachineGuid(UUID.randomUUID()));

        assertEquals(before, service.local().machineGuid());
        assertEquals(before, MachineIdentity.load(registry).machineGuid());
        assertEquals(Optional.of(NODE_ID), service.local().nodeId());
    }

    @Test
    void seriesKeepTheirHistoryUnderAnotherMachineGuid() throws IOException {
        MachineIdentity identity = MachineIdentity.load(registry);
        MetricStoreService store = new MetricStoreService(engine, identity::machineGuid);
        engine.open();
        engine.record(now, 1, Samples.row(Samples.chart("c", 1), 7));
        UUID before = identity.machineGuid();

        identity.change(UUID.randomUUID());

        assertEquals(List.of(), store.charts(before));
        assertEquals(1, store.charts(identity.machineGuid()).size());
        MetricStore.Query query = new MetricStore.Query(
                identity.machineGuid(),
                List.of(new MetricStore.SeriesKey("c", "d0")),
                now - 1,
                now,
                1,
                MetricStore.Grouping.AVERAGE,
                "",
                0);
        assertEquals(7, store.query(query, Cancellation.none()).series().get(0).values()[0]);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<String, String>[] labelsOf(String proxy) {
        return new Map[] {Map.of("_aclk_proxy", proxy)};
    }

    private NodeDirectoryService directoryService(String hostname) throws IOException {
        return new NodeDirectoryService(
                engine,
                MachineIdentity.load(registry),
                new Machine(root, Map.of()),
                hostname,
                "v0.1.0",
                work -> () -> {});
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

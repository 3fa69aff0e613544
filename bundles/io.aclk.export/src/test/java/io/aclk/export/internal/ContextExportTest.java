package io.aclk.export.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.schemas.ContextUpdated;
import io.aclk.schemas.ContextsSnapshot;
import io.aclk.schemas.ContextsUpdated;
import io.aclk.schemas.StopStreamingContexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextExportTest {

    @TempDir
    Path data;

    private ExportFixture export;

    @BeforeEach
    void make() {
        export = new ExportFixture(data).registered();
        export.context("system.cpu", true, 1_767_139_200L, 1_767_225_600L);
        export.context("disk.io", false, 1_767_100_000L, 1_767_200_000L);
    }

    // ---- hash

    @Test
    void hashIsTheOneOfTheExample() {
        Map<String, HubCopy> hub = new LinkedHashMap<>();
        hub.put("A", new HubCopy(copy("A", 1_767_139_200L, 0), 1_767_225_601L));
        hub.put("B", new HubCopy(copy("B", 1_767_100_000L, 1_767_200_000L), 1_767_225_602L));

        assertEquals(1_767_412_003L, new ContextStream(hub).hash());
    }

    @Test
    void hashesOfTheRecordedMessagesAreReproduced() throws Exception {
        Map<String, HubCopy> hub = new HashMap<>();
        int checked = 0;
        for (Golden.Message message : Golden.messages()) {
            if (message.name().equals("ContextsUpdated")) {
                ContextsUpdated update = ContextsUpdated.parseFrom(message.payload());
                update.getContextUpdatesList().forEach(element -> apply(hub, element));
                assertEquals(update.getVersionHash(), new ContextStream(hub).hash());
                checked++;
            } else if (message.name().equals("ContextsSnapshot")) {
                ContextsSnapshot snapshot = ContextsSnapshot.parseFrom(message.payload());
                hub.clear();
                snapshot.getContextsList().forEach(element -> apply(hub, element));
                assertEquals(244, hub.size());
                assertEquals(snapshot.getVersion(), new ContextStream(hub).hash());
                checked++;
            }
        }
        assertEquals(10, checked);
    }

    private static void apply(Map<String, HubCopy> hub, ContextUpdated element) {
        if (element.getDeleted()) {
            hub.remove(element.getId());
        } else {
            hub.put(
                    element.getId(),
                    new HubCopy(
                            copy(element.getId(), element.getFirstEntry(), element.getLastEntry()),
                            element.getVersion()));
        }
    }

    private static ContextCopy copy(String id, long firstTime, long lastTime) {
        return new ContextCopy(id, "t", "u", "f", "line", 10, firstTime, lastTime);
    }

    // ---- checkpoint and snapshot

    @Test
    void aDifferentHashIsAnsweredByASnapshot() {
        export.online();
        export.checkpoint(5);
        ContextsSnapshot snapshot = export.only("contexts-snapshot", ContextsSnapshot.parser());

        assertEquals(Golden.CLAIM_ID, snapshot.getClaimId());
        assertEquals(Golden.NODE_ID, snapshot.getNodeId());
        assertEquals(2, snapshot.getContextsCount());
        ContextUpdated cpu = snapshot.getContexts(0);
        assertEquals("system.cpu", cpu.getId());
        assertEquals(1_767_139_200L, cpu.getFirstEntry());
        assertEquals(0, cpu.getLastEntry(), "it is being collected");
        assertEquals("line", cpu.getChartType());
        assertTrue(cpu.getVersion() > export.loop.instant().getEpochSecond());
        assertEquals(1_767_200_000L, snapshot.getContexts(1).getLastEntry());
        assertEquals(hash(snapshot.getContextsList()), snapshot.getVersion());
    }

    private static long hash(List<ContextUpdated> elements) {
        return elements.stream()
                .filter(element -> !element.getDeleted())
                .mapToLong(element -> element.getVersion() + element.getLastEntry() - element.getFirstEntry())
                .sum();
    }

    @Test
    void anEqualHashIsNotAnswered() {
        long version = snapshot();
        export.checkpoint(version);
        export.advance(300_000);

        assertEquals(List.of(), contextMessages());
    }

    /** Sends a snapshot and returns its version. */
    private long snapshot() {
        export.online();
        export.checkpoint(5);
        long version =
                export.only("contexts-snapshot", ContextsSnapshot.parser()).getVersion();
        export.advance(120_000);
        export.names();
        return version;
    }

    private List<String> contextMessages() {
        return export.names().stream()
                .filter(name -> name.startsWith("Contexts"))
                .toList();
    }

    @Test
    void nothingWasSentYetMeansHashZero() {
        export.online();
        export.checkpoint(0);

        assertEquals(List.of(), contextMessages());
        export.advance(66_000);
        assertEquals(List.of("ContextsUpdated", "ContextsUpdated"), contextMessages());
    }

    @Test
    void aSnapshotWithoutContextsIsSentAllTheSame() {
        export.catalog.contexts.clear();
        export.online();
        export.checkpoint(5);

        assertEquals(
                0, export.only("contexts-snapshot", ContextsSnapshot.parser()).getContextsCount());
    }

    @Test
    void versionsOfAContextOnlyGrow() {
        export.online();
        export.checkpoint(5);
        long first = export.only("contexts-snapshot", ContextsSnapshot.parser())
                .getContexts(0)
                .getVersion();
        export.checkpoint(5);
        long second = export.only("contexts-snapshot", ContextsSnapshot.parser())
                .getContexts(0)
                .getVersion();

        assertTrue(second > first);
    }

    @Test
    void aRestartKeepsWhatTheCloudKnows() {
        long version = snapshot();
        ExportFixture restarted = new ExportFixture(data).registered();
        restarted.catalog.contexts.putAll(export.catalog.contexts);
        restarted.online();
        restarted.checkpoint(version);
        restarted.advance(120_000);

        assertFalse(restarted.names().stream().anyMatch(name -> name.startsWith("Contexts")));
    }

    @Test
    void aFileThatIsDamagedCostsASnapshotAndNothingElse() throws Exception {
        long version = snapshot();
        Path file;
        try (Stream<Path> files = Files.list(data.resolve("contexts"))) {
            file = files.findFirst().orElseThrow();
        }
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
        ExportFixture restarted = new ExportFixture(data).registered();
        restarted.catalog.contexts.putAll(export.catalog.contexts);
        restarted.online();
        restarted.checkpoint(version);

        assertEquals(
                2,
                restarted.only("contexts-snapshot", ContextsSnapshot.parser()).getContextsCount());
    }

    @Test
    void everyTruncationOfTheFileIsRefused() throws Exception {
        HubStore store = new HubStore(data.resolve("contexts"));
        store.save(ExportFixture.GUID, List.of(new HubCopy(copy("ä\u20ac", 1, 2), 3)));
        Path file = data.resolve("contexts/" + ExportFixture.GUID + ".hub");
        assertEquals(
                copy("ä\u20ac", 1, 2),
                store.load(ExportFixture.GUID).get("ä\u20ac").copy());
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertEquals(Map.of(), store.load(ExportFixture.GUID), "length " + length);
        }
        store.delete(ExportFixture.GUID);
        store.delete(ExportFixture.GUID);
        assertEquals(Map.of(), store.load(ExportFixture.GUID));
    }

    @Test
    void aStoreThatCannotBeWrittenDoesNotStopTheExport() throws IOException {
        Files.writeString(data.resolve("contexts"), "a file in place of the folder");
        export.online();
        export.checkpoint(5);

        assertEquals(List.of("ContextsSnapshot"), contextMessages());
    }

    @Test
    void aCheckpointWaitsForANodeThatLoadsItsContexts() {
        export.online();
        export.local(true, false, Map.of());
        export.checkpoint(5);
        export.checkpoint(6);
        export.advance(10_000);
        assertEquals(List.of(), contextMessages());
        export.local(true, true, Map.of());
        export.advance(1_000);

        assertEquals(List.of("ContextsSnapshot"), contextMessages());
    }

    @Test
    void aCheckpointWaitsAtMostFiveMinutes() {
        export.online();
        export.local(true, false, Map.of());
        export.checkpoint(5);
        export.advance(299_000);
        assertEquals(List.of(), contextMessages());
        export.advance(2_000);

        assertEquals(List.of("ContextsSnapshot"), contextMessages());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messagesForAnotherClaimOrNodeDoNothing(boolean otherClaim) {
        snapshot();
        export.receive(
                "StopStreamingContexts",
                StopStreamingContexts.newBuilder()
                        .setClaimId(otherClaim ? "11111111-1111-4111-8111-111111111111" : Golden.CLAIM_ID)
                        .setNodeId(otherClaim ? Golden.NODE_ID : "22222222-2222-4222-8222-222222222222")
                        .build()
                        .toByteArray());
        export.context("new", true, 1, 2);
        export.contextsChanged();
        export.advance(7_000);

        assertEquals(List.of("ContextsUpdated"), contextMessages());
        assertEquals(1, export.exporter.malformed());
    }

    @Test
    void theRecordedMessagesOfTheCloudAreUnderstood() {
        export.online();
        export.receive("SendNodeInstances");
        for (Golden.Message message : Golden.messages("ContextsCheckpoint")) {
            export.receive("ContextsCheckpoint", message.payload());
        }
        export.receive("StopStreamingContexts");

        assertEquals(0, export.exporter.malformed());
        assertTrue(contextMessages().contains("ContextsSnapshot"));
    }

    // ---- updates

    @Test
    void aContextThatBeginsToBeCollectedIsSentAfterFiveSeconds() {
        snapshot();
        export.context("new", true, 100, 200);
        export.contextsChanged();
        export.advance(5_900);
        assertEquals(List.of(), contextMessages());
        export.advance(1_100);

        ContextsUpdated update = export.only("contexts-updated", ContextsUpdated.parser());
        assertEquals(1, update.getContextUpdatesCount());
        assertEquals("new", update.getContextUpdates(0).getId());
        assertEquals(0, update.getContextUpdates(0).getLastEntry());
        long age = export.loop.instant().getEpochSecond() * 1_000_000L - update.getCreatedAt();
        assertTrue(age >= 0 && age <= 2_000_000, "created " + age + " us ago");
        export.checkpoint(update.getVersionHash());
        assertEquals(List.of(), contextMessages(), "the hash is the one after the update");
    }

    @Test
    void aContextThatStopsIsSentAfter65Seconds() {
        snapshot();
        export.context("system.cpu", false, 1_767_139_200L, 1_767_225_700L);
        export.contextsChanged();
        export.advance(65_900);
        assertEquals(List.of(), contextMessages());
        export.advance(1_100);

        assertEquals(
                1_767_225_700L,
                export.only("contexts-updated", ContextsUpdated.parser())
                        .getContextUpdates(0)
                        .getLastEntry());
    }

    @Test
    void anotherChangeRestartsTheDelay() {
        snapshot();
        export.context("new", true, 100, 200);
        export.contextsChanged();
        export.advance(4_000);
        export.context("new", true, 90, 200);
        export.contextsChanged();
        export.advance(5_000);
        assertEquals(List.of(), contextMessages());
        export.advance(2_000);

        assertEquals(
                90,
                export.only("contexts-updated", ContextsUpdated.parser())
                        .getContextUpdates(0)
                        .getFirstEntry());
    }

    @Test
    void aChangeThatIsTakenBackIsNotSent() {
        long version = snapshot();
        export.context("system.cpu", false, 1_767_139_200L, 1_767_225_700L);
        export.contextsChanged();
        export.advance(10_000);
        export.context("system.cpu", true, 1_767_139_200L, 1_767_225_710L);
        export.contextsChanged();
        export.advance(300_000);
        assertEquals(List.of(), contextMessages());
        export.checkpoint(version);
        assertEquals(List.of(), contextMessages());
    }

    @Test
    void aGrowingTimeWhileCollectedIsNoChange() {
        snapshot();
        export.context("system.cpu", true, 1_767_139_200L, 1_767_999_999L);
        export.contextsChanged();
        export.advance(300_000);

        assertEquals(List.of(), contextMessages());
    }

    @Test
    void aContextThatIsGoneIsSentOnceAndForgotten() {
        snapshot();
        export.catalog.contexts.remove("disk.io");
        export.contextsChanged();
        export.advance(67_000);
        ContextsUpdated update = export.only("contexts-updated", ContextsUpdated.parser());

        ContextUpdated gone = update.getContextUpdates(0);
        assertTrue(gone.getDeleted());
        assertEquals("disk.io", gone.getId());
        assertEquals("Title", gone.getTitle());
        assertEquals(0, gone.getFirstEntry());
        assertEquals(0, gone.getLastEntry());
        export.checkpoint(update.getVersionHash());
        export.advance(300_000);
        assertEquals(List.of(), contextMessages());
        assertEquals(
                1,
                new HubStore(data.resolve("contexts")).load(ExportFixture.GUID).size());
    }

    @Test
    void aContextThatIsGoneDoesNotCountEvenBeforeTheCloudIsTold() {
        long version = snapshot();
        export.catalog.contexts.remove("disk.io");
        export.contextsChanged();
        export.advance(2_000);
        export.checkpoint(version);

        assertEquals(
                1, export.only("contexts-snapshot", ContextsSnapshot.parser()).getContextsCount());
    }

    @Test
    void aMessageHasAtMost5000Elements() {
        snapshot();
        for (int i = 0; i < 5_001; i++) {
            export.context("c" + i, true, 100, 200);
        }
        export.contextsChanged();
        export.advance(6_000);
        assertEquals(
                5_000, export.only("contexts-updated", ContextsUpdated.parser()).getContextUpdatesCount());
        export.advance(1_000);
        assertEquals(
                1, export.only("contexts-updated", ContextsUpdated.parser()).getContextUpdatesCount());
    }

    @Test
    void nothingIsSentBeforeACheckpointOrAfterStop() {
        export.online();
        export.advance(300_000);
        assertEquals(List.of(), contextMessages());
        export.receive("StopStreamingContexts");
        export.checkpoint(5);
        assertEquals(List.of("ContextsSnapshot"), contextMessages());
        export.receive("StopStreamingContexts");
        export.context("new", true, 1, 2);
        export.contextsChanged();
        export.advance(300_000);
        assertEquals(List.of(), contextMessages());
    }

    @Test
    void contextsAreNoBusinessOfALicenseManager() {
        export.exporter.licenseOnly(true);
        export.online();
        export.checkpoint(5);
        export.context("new", true, 1, 2);
        export.contextsChanged();
        export.advance(120_000);
        assertEquals(List.of(), contextMessages());

        export.exporter.licenseOnly(false);
        export.advance(1_000);
        assertEquals(List.of("ContextsSnapshot"), contextMessages());
    }

    @Test
    void updatesGoOnAfterAReconnectWithoutACheckpoint() {
        snapshot();
        export.exporter.offline();
        export.context("new", true, 1, 2);
        export.contextsChanged();
        export.advance(60_000);
        assertEquals(List.of(), contextMessages());
        export.reconnect();
        // what changed meanwhile is looked at now, with the usual delay
        export.advance(66_000);

        assertEquals(List.of("ContextsUpdated"), contextMessages());
    }

    @Test
    void afterALongTimeOfflineTheCheckpointRepairs() {
        long version = snapshot();
        export.exporter.offline();
        export.context("new", true, 1, 2);
        export.contextsChanged();
        export.advance(16 * 60_000);
        export.reconnect();
        export.advance(4_000);
        assertEquals(List.of(), contextMessages(), "too old");

        export.checkpoint(version);
        export.advance(67_000);
        assertEquals(List.of("ContextsUpdated"), contextMessages(), "the hash was equal, and the change is not lost");
    }

    @Test
    void anotherClaimBeginsAnew() {
        snapshot();
        export.session =
                new io.aclk.api.link.LinkSession("11111111-1111-4111-8111-111111111111", 9, List.of(), 1_000_000);
        export.exporter.online(export.session);
        export.context("new", true, 1, 2);
        export.contextsChanged();
        export.advance(120_000);

        assertEquals(List.of(), contextMessages());
    }

    @Test
    void theQueueIsBoundedWhileNothingCanBeSent() {
        ContextStream stream = new ContextStream(Map.of());
        java.util.List<io.aclk.host.api.ContextCatalog.Context> contexts = new java.util.ArrayList<>();
        for (int i = 0; i < ContextStream.MAX_QUEUED + 10; i++) {
            export.context("c" + i, true, 1, 2);
        }
        contexts.addAll(export.catalog.contexts.values());
        stream.scan(contexts, export.loop.instant());
        stream.prune(export.loop.instant());
        int sent = 0;
        while (stream.waiting()) {
            sent += stream.update(export.loop.instant().plusSeconds(100)).size();
        }

        assertEquals(ContextStream.MAX_QUEUED, sent);
    }
}

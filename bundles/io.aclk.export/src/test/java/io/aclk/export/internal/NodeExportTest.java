package io.aclk.export.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.link.OutboundMessage;
import io.aclk.schemas.CreateNodeInstance;
import io.aclk.schemas.CreateNodeInstanceResult;
import io.aclk.schemas.UpdateNodeCollectors;
import io.aclk.schemas.UpdateNodeInfo;
import io.aclk.schemas.UpdateNodeInstanceConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeExportTest {

    @TempDir
    Path data;

    private ExportFixture export;

    @BeforeEach
    void make() {
        export = new ExportFixture(data);
    }

    @Test
    void registersANodeAsTheRecordedAgentDid() throws Exception {
        export.online();
        export.receive("SendNodeInstances");
        CreateNodeInstance create = export.only("create-node-instance", CreateNodeInstance.parser());
        assertEquals(
                CreateNodeInstance.parseFrom(
                        Golden.messages("CreateNodeInstance").get(0).payload()),
                create);

        export.receive("CreateNodeInstanceResult");
        assertEquals(
                Optional.of(ExportFixture.NODE_ID), export.directory.local().nodeId());
        export.advance(999);
        assertEquals(List.of(), export.names());
        export.advance(1);

        OutboundMessage connection = export.published.get(0);
        assertEquals("node-instance-connection", connection.topic());
        assertEquals(List.of("UpdateNodeInstanceConnection", "UpdateNodeInfo"), export.names());
        export.advance(9_999);
        assertEquals(List.of(), export.names());
        export.advance(1);
        assertEquals(List.of("UpdateNodeInstanceConnection"), export.names());
        export.advance(21_000);
        UpdateNodeCollectors collectors = export.only("node-instance-collectors", UpdateNodeCollectors.parser());
        assertEquals(Golden.NODE_ID, collectors.getNodeId());
        assertEquals(2, collectors.getCollectorsCount());
        assertEquals("system", collectors.getCollectors(0).getPlugin());
        assertEquals("cpu", collectors.getCollectors(0).getModule());
        export.advance(600_000);
        assertEquals(List.of(), export.names(), "nothing is repeated");
    }

    @Test
    void aQuestionThatIsFasterThanTheNewsOfTheSessionIsAnswered() {
        export.exporter.directory(export.directory);
        export.receive("SendNodeInstances");
        assertEquals(List.of(), export.names());
        export.exporter.online(export.session);
        export.loop.run();

        assertEquals(List.of("CreateNodeInstance"), export.names());
        export.exporter.offline();
        export.receive("SendNodeInstances");
        export.session = ExportFixture.session(2);
        export.exporter.online(export.session);
        export.loop.run();
        assertEquals(List.of(), export.names(), "that was a question in another session");
    }

    @Test
    void aNodeThatIsKnownIsNotCreatedAgain() {
        export.registered().online();
        export.receive("SendNodeInstances");

        UpdateNodeInstanceConnection connection =
                ExportFixture.parse(export.published.get(0), UpdateNodeInstanceConnection.parser());
        assertEquals(Golden.CLAIM_ID, connection.getClaimId());
        assertEquals(Golden.NODE_ID, connection.getNodeId());
        assertTrue(connection.getLiveness());
        assertTrue(connection.getQueryable());
        assertEquals(export.session.sessionId(), connection.getSessionId());
        assertEquals(
                List.of("proto", "ctx"),
                connection.getCapabilitiesList().stream()
                        .map(capability -> capability.getName())
                        .toList(),
                "json is in the list of the agent only");
        assertEquals(List.of("UpdateNodeInstanceConnection", "UpdateNodeInfo"), export.names());
        export.receive("SendNodeInstances");
        assertEquals(List.of("UpdateNodeInstanceConnection"), export.names(), "info once in a session");
    }

    @Test
    void infoSaysWhatTheNodeIs() {
        export.registered().online();
        export.receive("SendNodeInstances");
        UpdateNodeInfo info = ExportFixture.parse(export.published.get(1), UpdateNodeInfo.parser());

        assertEquals(Golden.MACHINE_GUID, info.getMachineGuid());
        assertEquals(Golden.NODE_ID, info.getNodeId());
        assertFalse(info.getChild());
        assertTrue(info.hasUpdatedAt());
        assertEquals(0, info.getUpdatedAt().getNanos() % 1000);
        assertEquals("2600000000", info.getData().getCpuFrequency());
        assertEquals("25276502016", info.getData().getMemory());
        assertEquals("274877906944", info.getData().getDiskSpace());
        assertEquals("Debian GNU/Linux", info.getData().getOsName());
        assertEquals("UTC", info.getData().getTimezone());
        assertEquals(Map.of("_os", "linux"), info.getData().getHostLabelsMap());
        assertEquals(3, info.getNodeInfo().getCapabilitiesCount());
        assertEquals(2, info.getNodeInstanceInfo().getCapabilitiesCount());
        assertTrue(info.hasMlInfo() && info.getData().hasMlInfo());
        assertEquals(0, info.getSessionId());
    }

    @Test
    void everyNodeIsAnnounced() {
        export.directory.put(ExportFixture.node(Optional.of(new UUID(9, 9)), 1));
        export.online();
        export.receive("SendNodeInstances");

        assertEquals(List.of("CreateNodeInstance", "UpdateNodeInstanceConnection", "UpdateNodeInfo"), export.names());
    }

    @Test
    void infoIsSentAfterAReconnectEvenIfTheCloudDoesNotAsk() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.names();
        export.reconnect();
        export.advance(4_999);
        assertEquals(List.of(), export.names());
        export.advance(1);

        assertEquals(export.session, export.published.get(0).session());
        assertEquals(List.of("UpdateNodeInfo"), export.names());
    }

    @Test
    void burstsOfChangesAreOneMessage() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        for (int i = 0; i < 29; i++) {
            export.local(true, true, Map.of("n", "" + i));
            export.advance(1_000);
        }
        assertEquals(List.of(), export.names());
        export.advance(1_000);

        UpdateNodeInfo info = export.only("node-instance-info", UpdateNodeInfo.parser());
        assertEquals(Map.of("n", "28"), info.getData().getHostLabelsMap());
    }

    @Test
    void aChangeIsNotHurriedByAnAnnouncement() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.local(true, true, Map.of("a", "b"));
        export.receive("SendNodeInstances");

        assertEquals(List.of("UpdateNodeInstanceConnection"), export.names());
    }

    @Test
    void aChangeThatIsTakenBackIsNotSent() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.local(true, true, Map.of("a", "b"));
        export.local(true, true, Map.of("_os", "linux"));
        export.advance(60_000);

        assertEquals(List.of(), export.names());
    }

    @Test
    void infoWaitsForANodeThatIsBeingLoaded() {
        export.registered();
        export.directory.put(new io.aclk.host.api.Node(
                ExportFixture.GUID,
                Optional.of(ExportFixture.NODE_ID),
                "golden-agent",
                0,
                false,
                false,
                ExportFixture.INFO,
                Map.of()));
        export.online();
        export.receive("SendNodeInstances");
        UpdateNodeInstanceConnection connection =
                export.only("node-instance-connection", UpdateNodeInstanceConnection.parser());
        assertFalse(connection.getLiveness());
        export.advance(20_000);
        assertEquals(List.of(), export.names());
        export.local(true, true, Map.of());
        export.advance(5_000);

        assertEquals(List.of("UpdateNodeInstanceConnection", "UpdateNodeInfo"), export.names());
    }

    @Test
    void livenessIsSentWhenItChanges() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.local(false, true, Map.of("_os", "linux"));
        export.advance(999);
        assertEquals(List.of(), export.names());
        export.advance(1);
        assertFalse(export.only("node-instance-connection", UpdateNodeInstanceConnection.parser())
                .getLiveness());

        export.local(true, true, Map.of("_os", "linux"));
        export.advance(300);
        assertTrue(export.only("node-instance-connection", UpdateNodeInstanceConnection.parser())
                .getLiveness());
    }

    @Test
    void aLaterEventRestartsTheTimer() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.local(false, true, Map.of("_os", "linux"));
        export.advance(900);
        export.local(true, true, Map.of("_os", "linux"));
        export.advance(300);
        assertEquals(List.of("UpdateNodeInstanceConnection"), export.names());
        export.advance(5_000);
        assertEquals(List.of(), export.names());
    }

    @Test
    void aNewNodeAsksForItsId() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.directory.put(ExportFixture.node(Optional.empty(), 1));
        export.changed();
        export.advance(300);

        CreateNodeInstance create = export.only("create-node-instance", CreateNodeInstance.parser());
        assertEquals("child-1", create.getHostname());
        assertEquals(1, create.getHops());
    }

    @Test
    void aNodeThatIsRemovedIsNotQueryableAnyMore() {
        export.directory.put(ExportFixture.node(Optional.of(new UUID(9, 9)), 1));
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.directory.nodes.remove(new UUID(7, 1));
        export.changed();

        UpdateNodeInstanceConnection gone =
                ExportFixture.parse(export.published.get(1), UpdateNodeInstanceConnection.parser());
        assertFalse(gone.getLiveness());
        assertFalse(gone.getQueryable());
        assertEquals(new UUID(9, 9).toString(), gone.getNodeId());
        assertEquals(List.of("UpdateNodeInfo", "UpdateNodeInstanceConnection"), export.names());
    }

    @Test
    void aNodeWithAnotherMachineGuidAsksForAnIdUnderIt() {
        UUID other = new UUID(5, 6);
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.exporter.offline();
        export.directory.changeMachineGuid(other);
        export.changed();
        export.reconnect();
        export.receive("SendNodeInstances");

        CreateNodeInstance create = export.only("create-node-instance", CreateNodeInstance.parser());
        assertEquals(other.toString(), create.getMachineGuid());
        export.receive(
                "CreateNodeInstanceResult",
                CreateNodeInstanceResult.newBuilder()
                        .setMachineGuid(other.toString())
                        .setNodeId(new UUID(8, 8).toString())
                        .build()
                        .toByteArray());
        assertEquals(Optional.of(new UUID(8, 8)), export.directory.local().nodeId());
    }

    @Test
    void theMachineGuidOfAConnectedNodeChanges() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.directory.changeMachineGuid(new UUID(5, 6));
        export.changed();
        export.names();
        export.advance(60_000);

        CreateNodeInstance create = export.only("create-node-instance", CreateNodeInstance.parser());
        assertEquals(new UUID(5, 6).toString(), create.getMachineGuid());
    }

    @Test
    void nothingIsSentWhileOffline() {
        export.online();
        export.receive("SendNodeInstances");
        export.receive("CreateNodeInstanceResult");
        export.names();
        export.exporter.offline();
        export.loop.run();
        export.local(false, true, Map.of());
        export.advance(120_000);

        assertEquals(List.of(), export.names());
    }

    @Test
    void theCloudIsAnsweredWhenTheHostComesLater() {
        export.registered();
        export.exporter.online(export.session);
        export.loop.run();
        export.receive("SendNodeInstances");
        assertEquals(List.of(), export.names());
        export.exporter.directory(export.directory);
        export.loop.run();

        assertEquals(List.of("UpdateNodeInstanceConnection", "UpdateNodeInfo"), export.names());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 9f0af6f3-c046-487f-8bdf-b85c402f769a",
        "ea14b2aa-5471-4147-b23e-a3e18b23c6f4, ''",
        "1-1-1-1-1, 9f0af6f3-c046-487f-8bdf-b85c402f769a",
        "ea14b2aa547141478b23ea3e18b23c6f4aaa, 9f0af6f3-c046-487f-8bdf-b85c402f769a",
        "ea14b2aa-5471-4147-b23e-a3e18b23c6f4, 11111111-1111-4111-8111-111111111111",
        "ea14b2aa-5471-4147-b23e-a3e18b23c6fg, 9f0af6f3-c046-487f-8bdf-b85c402f769a"
    })
    void idsThatAreNotValidOrNotKnownAreDropped(String nodeId, String machineGuid) {
        export.online();
        export.receive(
                "CreateNodeInstanceResult",
                CreateNodeInstanceResult.newBuilder()
                        .setNodeId(nodeId)
                        .setMachineGuid(machineGuid)
                        .build()
                        .toByteArray());
        export.advance(60_000);

        assertEquals(0, export.directory.assigned);
        assertEquals(1, export.exporter.malformed());
        assertEquals(List.of(), export.names());
    }

    @Test
    void anIdThatCannotBeStoredIsAskedForAgainNextTime() {
        export.online();
        export.directory.failure = new UncheckedIOException(new IOException("disk full"));
        export.receive("CreateNodeInstanceResult");
        export.advance(5_000);
        assertEquals(List.of(), export.names());
        export.receive("SendNodeInstances");

        assertEquals(List.of("CreateNodeInstance"), export.names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateNodeInstanceResult", "ContextsCheckpoint", "StopStreamingContexts"})
    void malformedMessagesAreCountedAndDropped(String name) {
        export.registered().online();
        byte[] good = Golden.messages(name).get(0).payload();
        export.receive(name, java.util.Arrays.copyOf(good, good.length - 1));
        export.receive(name, new byte[] {(byte) 0xff, (byte) 0xff});

        assertEquals(2, export.exporter.malformed());
        assertEquals(List.of(), export.names());
    }

    @Test
    void otherCapabilitiesMeanAnotherInfo() {
        export.registered().online();
        export.receive("SendNodeInstances");
        export.advance(60_000);
        export.names();
        export.exporter.online(
                new io.aclk.api.link.LinkSession(Golden.CLAIM_ID, export.session.sessionId(), List.of(), 1_000_000));
        export.advance(1_000);

        assertEquals(List.of("UpdateNodeInstanceConnection", "UpdateNodeInfo"), export.names());
    }
}

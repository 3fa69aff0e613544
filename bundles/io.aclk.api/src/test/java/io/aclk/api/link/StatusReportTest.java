package io.aclk.api.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.TransportSession;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeInfo;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatusReportTest {

    private static final String CLAIM_ID = "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11";
    private static final UUID GUID = UUID.fromString("0d3cc0f2-8a67-11ee-b9d1-0242ac120002");
    private static final UUID NODE_ID = UUID.fromString("3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55");
    private static final Instant CONNECTED = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void textOfAnOnlineAgentIsTheOneOfTheSpecification() {
        assertEquals(
                """
                ACLK Available: Yes
                ACLK Version: 2
                Protocols Supported: Protobuf
                Protocol Used: Protobuf
                MQTT Version: 5
                Claimed: Yes
                Claimed Id: 7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11
                Cloud URL: https://app.netdata.cloud
                ACLK Proxy: none
                Publish Latency: 1ms 805us
                Online: Yes
                Reconnect count: 0
                Banned By Cloud: No
                Last Connection Time: 2026-01-01 12:00:00
                Last Connection Time + 3 PUBACKs received: 2026-01-01 12:00:01
                Last Disconnect Time: 2025-12-31 23:10:00
                Received Cloud MQTT Messages: 42
                MQTT Messages Confirmed by Remote Broker (PUBACKs): 57
                Pending PUBACKS: 0
                MQTT Messages Dropped Without a PUBACK (since start): 0
                Server Receive Maximum: 65535


                > Node Instance for mGUID: "0d3cc0f2-8a67-11ee-b9d1-0242ac120002" hostname "garage-pi"
                \tClaimed ID: 7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11
                \tNode ID: 3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55
                \tStreaming Hops: 0
                \tRelationship: self
                """,
                StatusReport.text(online(), List.of(node("garage-pi", 0)), ZoneOffset.UTC));
    }

    @Test
    void textTimesAreInTheZoneAskedFor() {
        String text = StatusReport.text(online(), List.of(), ZoneId.of("Europe/Athens"));

        assertTrue(text.contains("Last Connection Time: 2026-01-01 14:00:00\n"), text);
    }

    @Test
    void textOfAnUnclaimedAgentLeavesTheClaimOut() {
        String text = StatusReport.text(offline(Optional.empty(), Optional.empty(), 0), List.of(), ZoneOffset.UTC);

        assertTrue(text.contains("Claimed: No\nOnline: No\n"), text);
        assertFalse(text.contains("Received"), text);
        assertFalse(text.contains("Next Connection"), text);
    }

    @Test
    void textOfAnOfflineAgentNamesTheNextAttemptAndNoNodes() {
        String text = StatusReport.text(
                offline(Optional.of(CLAIM_ID), Optional.of(CONNECTED), 12.3454),
                List.of(node("garage-pi", 0)),
                ZoneOffset.UTC);

        assertTrue(text.endsWith("Next Connection Attempt At: 2026-01-01 12:00:00\nLast Backoff: 12.345\n"), text);
    }

    @Test
    void textOfAChildSaysWhetherItIsLiveAndPrintsNullForIdsNotKnown() {
        String text = StatusReport.text(online(), List.of(node("child", 1)), ZoneOffset.UTC);

        assertTrue(text.contains("\tClaimed ID: null\n"), text);
        assertTrue(text.contains("\tRelationship: child\n\tStreaming Connection Live: true\n"), text);
    }

    @Test
    void jsonOfAnOnlineAgentHasTheKeysInTheirOrder() {
        assertEquals(
                "{\"aclk-available\":true,\"aclk-version\":2,\"protocols-supported\":[\"Protobuf\"],"
                        + "\"agent-claimed\":true,\"claimed-id\":\"" + CLAIM_ID + "\","
                        + "\"cloud-url\":\"https://app.netdata.cloud\",\"aclk_proxy\":\"none\","
                        + "\"publish_latency_us\":1805,\"online\":true,\"used-cloud-protocol\":\"Protobuf\","
                        + "\"mqtt-version\":5,\"received-app-layer-msgs\":42,\"received-mqtt-pubacks\":57,"
                        + "\"pending-mqtt-pubacks\":0,\"timed-out-mqtt-pubacks-since-start\":0,"
                        + "\"server-receive-maximum\":65535,\"reconnect-count\":0,"
                        + "\"last-connect-time-utc\":\"2026-01-01 12:00:00\","
                        + "\"last-connect-time-puback-utc\":\"2026-01-01 12:00:01\","
                        + "\"last-disconnect-time-utc\":\"2025-12-31 23:10:00\","
                        + "\"next-connection-attempt-utc\":null,\"last-backoff-value\":null,"
                        + "\"banned-by-cloud\":false,\"node-instances\":[{\"hostname\":\"garage-pi\","
                        + "\"mguid\":\"" + GUID + "\",\"claimed_id\":\"" + CLAIM_ID + "\",\"node-id\":\"" + NODE_ID
                        + "\",\"streaming-hops\":0,\"relationship\":\"self\",\"streaming-online\":true,"
                        + "\"alert-sync-status\":{}}]}",
                StatusReport.json(online(), List.of(node("garage-pi", 0))));
    }

    @Test
    void jsonOfAnOfflineAgentHasNullsAndItsNodes() {
        String json = StatusReport.json(
                offline(Optional.of(CLAIM_ID), Optional.of(CONNECTED), 12.3454),
                List.of(node("garage-pi", 0), node("child", 1)));

        assertTrue(json.contains("\"online\":false"), json);
        assertTrue(json.contains("\"last-connect-time-utc\":null"), json);
        assertTrue(json.contains("\"next-connection-attempt-utc\":\"2026-01-01 12:00:00\""), json);
        assertTrue(json.contains("\"last-backoff-value\":12.345"), json);
        assertTrue(json.contains("\"hostname\":\"child\""), json);
    }

    @Test
    void jsonEscapesWhatAHostNameMayHold() {
        String json = StatusReport.json(online(), List.of(node("a\"b\\c\n\u0001\u00e4", 0)));

        assertTrue(json.contains("\"hostname\":\"a\\\"b\\\\c\\u000a\\u0001\u00e4\""), json);
    }

    private static LinkStatus online() {
        return new LinkStatus(
                LinkStatus.Cloud.ONLINE,
                "connected",
                "",
                CONNECTED,
                Optional.of(new LinkSession(CLAIM_ID, 1, List.of(), 1000)),
                Optional.of(CLAIM_ID),
                Optional.of("https://app.netdata.cloud"),
                "none",
                Optional.empty(),
                1,
                Optional.of(CONNECTED),
                Optional.of(CONNECTED.plusSeconds(1)),
                Optional.of(Instant.parse("2025-12-31T23:10:00Z")),
                Optional.empty(),
                3,
                Optional.of(new TransportSession.Counters(42, 57, 0, 0, 1805, 10, 10)),
                Optional.of(new TransportSession.ConnectionInfo(
                        "none", "TLSv1.3", "x", 0, 65535, 1000, 60, 0, "127.0.0.1:1", "127.0.0.1:2")),
                0,
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                List.of());
    }

    private static LinkStatus offline(Optional<String> claimId, Optional<Instant> nextAttempt, double backoff) {
        return new LinkStatus(
                claimId.isPresent() ? LinkStatus.Cloud.OFFLINE : LinkStatus.Cloud.AVAILABLE,
                "offline",
                "because",
                CONNECTED,
                Optional.empty(),
                claimId,
                Optional.empty(),
                "none",
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                nextAttempt,
                backoff,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                List.of());
    }

    private static Node node(String hostname, int hops) {
        NodeInfo info = new NodeInfo(
                "linux", "x", "x", "x", "x", "x", "x", 1, 0, "x", 0, 0, "v0.1.0", "stable", "UTC", "none", "none");
        return new Node(GUID, Optional.of(NODE_ID), hostname, hops, true, true, info, Map.of());
    }
}

package io.aclk.api.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.TransportSession;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusReportTest {

    private static final String CLAIM_ID = "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11";
    private static final UUID GUID = UUID.fromString("0d3cc0f2-8a67-11ee-b9d1-0242ac120002");
    private static final UUID NODE_ID = UUID.fromString("3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55");
    private static final Instant CONNECTED = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-01T15:12:45Z");

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

                Link: online for 3 hours 12 minutes
                Addresses: 10.0.0.5:43122 to 203.0.113.7:443
                Encryption: TLSv1.3, TLS_AES_256_GCM_SHA384
                Server certificate: ends 2026-03-01 12:00:00, in 58 days 20 hours
                MQTT: keep-alive 60 s, receive maximum 65535, packets up to 1.0 MB, no topic aliases
                Bytes of this connection: 999 B in, 12.3 kB out
                """,
                StatusReport.text(online(), List.of(node("garage-pi", 0)), ZoneOffset.UTC, NOW));
    }

    @Test
    void textOfAnAgentThatIsOfflineSaysWhyAndWhenItTriesAgain() {
        LinkStatus status = new Edit(offline(Optional.of(CLAIM_ID), Optional.of(NOW.plusMillis(41_001)), 60))
                .text("disconnected, ping timed out", "nothing came for 15 s\u001b[2J")
                .lastDisconnect(CONNECTED.plusSeconds(600))
                .history(
                        new LinkStatus.Ended(
                                CONNECTED.plusSeconds(600),
                                "disconnected, ping timed out",
                                "silence",
                                Duration.ofDays(3)),
                        new LinkStatus.Ended(CONNECTED, "offline", "offline", Duration.ofMillis(100)))
                .traffic(
                        new LinkStatus.Traffic("reply", 0, 0, 120, 3_400_000),
                        new LinkStatus.Traffic("cmd", 120, 23_456, 0, 0))
                .problems("conf/io.aclk.link.cfg line 3: prox is not a key; proxy is")
                .done();

        assertEquals(
                """
                ACLK Available: Yes
                ACLK Version: 2
                Protocols Supported: Protobuf
                Protocol Used: Protobuf
                MQTT Version: 5
                Claimed: Yes
                Claimed Id: 7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11
                Cloud URL: null
                ACLK Proxy: none
                Publish Latency: 0us
                Online: No
                Reconnect count: 0
                Banned By Cloud: No
                Last Disconnect Time: 2026-01-01 12:10:00
                Next Connection Attempt At: 2026-01-01 15:13:26
                Last Backoff: 60.000

                Link: offline for 3 hours 12 minutes
                Why: disconnected, ping timed out (nothing came for 15 s?[2J)
                Next attempt: in 42 seconds
                Traffic since the start:
                \tkind    messages in    bytes in  messages out   bytes out
                \treply             0         0 B           120      3.4 MB
                \tcmd             120     23.5 kB             0         0 B
                Last disconnects:
                \t2026-01-01 12:10:00 after 3 days: disconnected, ping timed out (silence)
                \t2026-01-01 12:00:00 after 0 seconds: offline
                Configuration problems:
                \tconf/io.aclk.link.cfg line 3: prox is not a key; proxy is
                """,
                StatusReport.text(status, List.of(), ZoneOffset.UTC, NOW));
    }

    @Test
    void textOfABannedInsecureAndSwitchedOffAgentSaysAllThatAndTheWaysOut() {
        LinkStatus status = new Edit(offline(Optional.of(CLAIM_ID), Optional.empty(), 0))
                .ban(new LinkStatus.Ban("app.example", CONNECTED, "abuse (EC=7)"))
                .switchedOff("root at 2026-01-01T12:00:00Z")
                .insecure()
                .done();

        String text = StatusReport.text(status, List.of(), ZoneOffset.UTC, NOW);

        assertTrue(text.contains("Banned By Cloud: Yes\n"), text);
        assertTrue(
                text.endsWith(
                        """

                        Link: not online since the start, 3 hours 12 minutes ago
                        Why: because
                        Next attempt: none is planned
                        Banned: by app.example since 2026-01-01 12:00:00: "abuse (EC=7)"; the link looks once an hour whether that still holds; "bin/aclk claim --lift-ban" looks at once
                        Switched off: by root at 2026-01-01T12:00:00Z; "bin/aclk link start" switches the link on
                        Insecure: yes, anybody can pose as the cloud: the setting insecure accepts every certificate chain
                        """),
                text);
    }

    @Test
    void textOfAnAgentThatWasRemovedDoesNotCallItBanned() {
        LinkStatus status = new Edit(offline(Optional.of(CLAIM_ID), Optional.empty(), 0))
                .ban(new LinkStatus.Ban("app.example", CONNECTED, "removed (EC=403)", true))
                .done();

        String text = StatusReport.text(status, List.of(), ZoneOffset.UTC, NOW);

        assertTrue(
                text.endsWith("Removed: by app.example since 2026-01-01 12:00:00: \"removed (EC=403)\";"
                        + " claim the agent again to bring it back\n"),
                text);
    }

    @Test
    void whatHasSeveralLinesIsOne() {
        assertEquals("failed; proxy: none; next?[2J", Words.line("failed\nproxy: none\r\nnext\u001b[2J\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 seconds", "PT1S, 1 second", "PT59.9S, 59 seconds", "PT1M, 1 minute", "PT61S, 1 minute 1 second",
        "PT3H12M5S, 3 hours 12 minutes", "PT24H, 1 day", "PT24H5M, 1 day", "P2DT4H, 2 days 4 hours", "-PT5S, 0 seconds"
    })
    void durationsInWords(Duration duration, String words) {
        assertEquals(words, Words.duration(duration));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "12345678, 12.3 MB",
        "9223372036854775807, 9223.4 PB"
    })
    void sizesInWords(long bytes, String words) {
        assertEquals(words, Words.bytes(bytes));
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

        assertTrue(text.contains("Next Connection Attempt At: 2026-01-01 12:00:00\nLast Backoff: 12.345\n\n"), text);
        assertFalse(text.contains("Node Instance"), text);
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
                        + "\"alert-sync-status\":{}}],\"cloud-status\":\"online\",\"status\":\"connected\",\"reason\":\"\","
                        + "\"since-utc\":\"2026-01-01 12:00:00\",\"switched-off\":null,\"ban\":null,\"insecure\":false,"
                        + "\"tls\":{\"protocol\":\"TLSv1.3\",\"cipher\":\"TLS_AES_256_GCM_SHA384\","
                        + "\"certificate-end-utc\":\"2026-03-01 12:00:00\"},"
                        + "\"mqtt\":{\"keep-alive\":60,\"receive-maximum\":65535,\"maximum-packet-size\":1000000,"
                        + "\"topic-alias-maximum\":0},"
                        + "\"addresses\":{\"local\":\"10.0.0.5:43122\",\"remote\":\"203.0.113.7:443\"},"
                        + "\"bytes\":{\"in\":999,\"out\":12345},\"traffic\":[],\"last-disconnects\":[],"
                        + "\"configuration-problems\":[]}",
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
    void jsonHasWhatWeAddAfterTheKeysOfTheSpecification() {
        LinkStatus status = new Edit(offline(Optional.of(CLAIM_ID), Optional.empty(), 0))
                .ban(new LinkStatus.Ban("app.example", CONNECTED, "abuse"))
                .switchedOff("root")
                .insecure()
                .history(new LinkStatus.Ended(CONNECTED, "disconnected, socket error", "gone", Duration.ofMinutes(2)))
                .traffic(new LinkStatus.Traffic("cmd", 1, 2, 3, 4))
                .problems("one", "two")
                .done();

        String json = StatusReport.json(status, List.of());

        assertTrue(
                json.endsWith(
                        "\"node-instances\":[],\"cloud-status\":\"banned\",\"status\":\"offline\",\"reason\":\"because\","
                                + "\"since-utc\":\"2026-01-01 12:00:00\",\"switched-off\":\"root\","
                                + "\"ban\":{\"who\":\"app.example\",\"since-utc\":\"2026-01-01 12:00:00\",\"why\":\"abuse\",\"removed\":false},"
                                + "\"insecure\":true,\"tls\":null,\"mqtt\":null,\"addresses\":null,"
                                + "\"bytes\":{\"in\":0,\"out\":0},"
                                + "\"traffic\":[{\"kind\":\"cmd\",\"messages-in\":1,\"bytes-in\":2,\"messages-out\":3,"
                                + "\"bytes-out\":4}],"
                                + "\"last-disconnects\":[{\"at-utc\":\"2026-01-01 12:00:00\","
                                + "\"status\":\"disconnected, socket error\",\"reason\":\"gone\",\"lasted-seconds\":120}],"
                                + "\"configuration-problems\":[\"one\",\"two\"]}"),
                json);
    }

    @Test
    void jsonEscapesWhatAHostNameMayHold() {
        String json = StatusReport.json(online(), List.of(node("a\"b\\c\n\u0001\u00e4", 0)));

        assertTrue(json.contains("\"hostname\":\"a\\\"b\\\\c\\u000a\\u0001\u00e4\""), json);
    }

    /** A status with changes. */
    private static final class Edit {
        private final LinkStatus from;
        private String text;
        private String reason;
        private Optional<Instant> lastDisconnect;
        private Optional<LinkStatus.Ban> ban = Optional.empty();
        private Optional<String> switchedOff = Optional.empty();
        private boolean insecure;
        private List<LinkStatus.Ended> history = List.of();
        private List<LinkStatus.Traffic> traffic = List.of();
        private List<String> problems = List.of();

        Edit(LinkStatus from) {
            this.from = from;
            this.text = from.text();
            this.reason = from.reason();
            this.lastDisconnect = from.lastDisconnect();
        }

        Edit text(String newText, String newReason) {
            text = newText;
            reason = newReason;
            return this;
        }

        Edit lastDisconnect(Instant at) {
            lastDisconnect = Optional.of(at);
            return this;
        }

        Edit ban(LinkStatus.Ban inForce) {
            ban = Optional.of(inForce);
            return this;
        }

        Edit switchedOff(String who) {
            switchedOff = Optional.of(who);
            return this;
        }

        Edit insecure() {
            insecure = true;
            return this;
        }

        Edit history(LinkStatus.Ended... ended) {
            history = List.of(ended);
            return this;
        }

        Edit traffic(LinkStatus.Traffic... kinds) {
            traffic = List.of(kinds);
            return this;
        }

        Edit problems(String... lines) {
            problems = List.of(lines);
            return this;
        }

        LinkStatus done() {
            return new LinkStatus(
                    ban.isPresent() ? LinkStatus.Cloud.BANNED : from.cloud(),
                    text,
                    reason,
                    from.since(),
                    from.session(),
                    from.claimId(),
                    from.url(),
                    from.proxy(),
                    switchedOff,
                    from.connections(),
                    from.lastConnect(),
                    from.lastStable(),
                    lastDisconnect,
                    from.nextAttempt(),
                    from.lastBackoffSeconds(),
                    from.counters(),
                    from.connection(),
                    from.timedOutTotal(),
                    ban,
                    insecure,
                    traffic,
                    history,
                    problems);
        }
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
                Optional.of(new TransportSession.Counters(42, 57, 0, 0, 1805, 999, 12_345)),
                Optional.of(new TransportSession.ConnectionInfo(
                        "none",
                        "TLSv1.3",
                        "TLS_AES_256_GCM_SHA384",
                        Instant.parse("2026-03-01T12:00:00Z").getEpochSecond(),
                        65535,
                        1_000_000,
                        60,
                        0,
                        "10.0.0.5:43122",
                        "203.0.113.7:443")),
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

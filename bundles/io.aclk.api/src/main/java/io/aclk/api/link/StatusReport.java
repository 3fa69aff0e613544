package io.aclk.api.link;

import io.aclk.api.transport.TransportSession;
import io.aclk.host.api.Node;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The two forms in which the state of the link is reported: text for people and JSON for programs ({@code
 * protocol/status.md} sections 1 and 2, exactly, and then what we add). Whoever shows the state makes it from here, so
 * that all views agree.
 */
public final class StatusReport {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int ACLK_VERSION = 2;
    private static final int MQTT_VERSION = 5;
    private static final TransportSession.Counters NO_COUNTERS = new TransportSession.Counters(0, 0, 0, 0, 0, 0, 0);

    private StatusReport() {}

    /**
     * The report as compact JSON, as {@code GET /api/v1/aclk} returns it. Times are UTC.
     *
     * @param status state of the link
     * @param nodes the nodes of the host, listed whether online or not
     * @return one JSON object, keys in the order of the specification, then our own
     */
    public static String json(LinkStatus status, List<Node> nodes) {
        TransportSession.Counters counters = status.counters().orElse(NO_COUNTERS);
        boolean online = status.online();
        JsonText json = new JsonText().object();
        json.key("aclk-available").value(true);
        json.key("aclk-version").value(ACLK_VERSION);
        json.key("protocols-supported").array().value("Protobuf").endArray();
        json.key("agent-claimed").value(status.claimId().isPresent());
        json.key("claimed-id").value(status.claimId().orElse(null));
        json.key("cloud-url").value(status.url().orElse(null));
        json.key("aclk_proxy").value(status.proxy());
        json.key("publish_latency_us").value(counters.latencyMicros());
        json.key("online").value(online);
        json.key("used-cloud-protocol").value("Protobuf");
        json.key("mqtt-version").value(MQTT_VERSION);
        json.key("received-app-layer-msgs").value(counters.received());
        json.key("received-mqtt-pubacks").value(counters.pubacks());
        json.key("pending-mqtt-pubacks").value(counters.pending());
        json.key("timed-out-mqtt-pubacks-since-start").value(online ? status.timedOutTotal() : 0);
        json.key("server-receive-maximum").value(receiveMaximum(status));
        json.key("reconnect-count").value(status.reconnects());
        json.key("last-connect-time-utc").value(utc(status.lastConnect()));
        json.key("last-connect-time-puback-utc").value(utc(status.lastStable()));
        json.key("last-disconnect-time-utc").value(utc(status.lastDisconnect()));
        json.key("next-connection-attempt-utc").value(online ? null : utc(status.nextAttempt()));
        json.key("last-backoff-value").number(online ? null : backoff(status));
        json.key("banned-by-cloud").value(status.cloud() == LinkStatus.Cloud.BANNED);
        json.key("node-instances").array();
        for (Node node : nodes) {
            node(json, status, node);
        }
        json.endArray();
        new StatusDetails(status).json(json);
        return json.endObject().toString();
    }

    private static void node(JsonText json, LinkStatus status, Node node) {
        json.object();
        json.key("hostname").value(node.hostname());
        json.key("mguid").value(node.machineGuid().toString());
        json.key("claimed_id").value(claimId(status, node));
        json.key("node-id").value(node.nodeId().map(Object::toString).orElse(null));
        json.key("streaming-hops").value(node.hops());
        json.key("relationship").value(relationship(node));
        json.key("streaming-online").value(node.live());
        json.key("alert-sync-status").object().endObject();
        json.endObject();
    }

    /**
     * The report as text: the lines that {@code aclk-state} prints, an empty line, then our own.
     *
     * @param status state of the link
     * @param nodes the nodes of the host, listed only while online
     * @param zone time zone of the times
     * @param now what durations are counted from
     * @return lines, each ended by a line feed
     */
    public static String text(LinkStatus status, List<Node> nodes, ZoneId zone, Instant now) {
        return state(status, nodes, zone) + "\n" + new StatusDetails(status).text(zone, now);
    }

    /** As {@link #text(LinkStatus, List, ZoneId, Instant)}, now. */
    public static String text(LinkStatus status, List<Node> nodes, ZoneId zone) {
        return text(status, nodes, zone, Instant.now());
    }

    private static String state(LinkStatus status, List<Node> nodes, ZoneId zone) {
        TransportSession.Counters counters = status.counters().orElse(NO_COUNTERS);
        StringBuilder out = new StringBuilder(1024);
        line(out, "ACLK Available", "Yes");
        line(out, "ACLK Version", ACLK_VERSION);
        line(out, "Protocols Supported", "Protobuf");
        line(out, "Protocol Used", "Protobuf");
        line(out, "MQTT Version", MQTT_VERSION);
        line(out, "Claimed", yesNo(status.claimId().isPresent()));
        if (status.claimId().isPresent()) {
            line(out, "Claimed Id", status.claimId().get());
            line(out, "Cloud URL", status.url().orElse("null"));
            line(out, "ACLK Proxy", status.proxy());
            line(out, "Publish Latency", latency(counters.latencyMicros()));
        }
        line(out, "Online", yesNo(status.online()));
        line(out, "Reconnect count", status.reconnects());
        line(out, "Banned By Cloud", yesNo(status.cloud() == LinkStatus.Cloud.BANNED));
        time(out, "Last Connection Time", status.lastConnect(), zone);
        time(out, "Last Connection Time + 3 PUBACKs received", status.lastStable(), zone);
        time(out, "Last Disconnect Time", status.lastDisconnect(), zone);
        if (!status.online()) {
            if (status.nextAttempt().isPresent()) {
                time(out, "Next Connection Attempt At", status.nextAttempt(), zone);
                line(out, "Last Backoff", seconds(status.lastBackoffSeconds()).toPlainString());
            }
            return out.toString();
        }
        line(out, "Received Cloud MQTT Messages", counters.received());
        line(out, "MQTT Messages Confirmed by Remote Broker (PUBACKs)", counters.pubacks());
        line(out, "Pending PUBACKS", counters.pending());
        line(out, "MQTT Messages Dropped Without a PUBACK (since start)", status.timedOutTotal());
        line(out, "Server Receive Maximum", receiveMaximum(status));
        for (Node node : nodes) {
            node(out, status, node);
        }
        return out.toString();
    }

    private static void node(StringBuilder out, LinkStatus status, Node node) {
        out.append("\n\n> Node Instance for mGUID: \"").append(node.machineGuid());
        out.append("\" hostname \"").append(node.hostname()).append("\"\n");
        line(out, "\tClaimed ID", claimId(status, node));
        line(out, "\tNode ID", node.nodeId().map(Object::toString).orElse(null));
        line(out, "\tStreaming Hops", node.hops());
        line(out, "\tRelationship", relationship(node));
        if (!node.local()) {
            line(out, "\tStreaming Connection Live", node.live());
        }
    }

    private static void line(StringBuilder out, String name, Object value) {
        out.append(name).append(": ").append(value).append('\n');
    }

    private static void time(StringBuilder out, String name, Optional<Instant> time, ZoneId zone) {
        time.ifPresent(instant -> line(out, name, TIME.format(instant.atZone(zone))));
    }

    private static String utc(Optional<Instant> time) {
        return time.map(instant -> TIME.format(instant.atOffset(ZoneOffset.UTC)))
                .orElse(null);
    }

    private static String yesNo(boolean value) {
        return value ? "Yes" : "No";
    }

    private static int receiveMaximum(LinkStatus status) {
        return status.online()
                ? status.connection()
                        .map(TransportSession.ConnectionInfo::receiveMaximum)
                        .orElse(0)
                : 0;
    }

    private static String relationship(Node node) {
        return node.local() ? "self" : "child";
    }

    /** Other nodes have claim ids of their own, which the link does not know. */
    private static String claimId(LinkStatus status, Node node) {
        return node.local() ? status.claimId().orElse(null) : null;
    }

    private static BigDecimal backoff(LinkStatus status) {
        return status.lastBackoffSeconds() > 0 ? seconds(status.lastBackoffSeconds()) : null;
    }

    private static BigDecimal seconds(double seconds) {
        return BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP);
    }

    /** For example {@code 1ms 805us}: the parts that are not zero. */
    private static String latency(long micros) {
        StringBuilder out = new StringBuilder();
        part(out, micros / 1_000_000, "s");
        part(out, micros / 1000 % 1000, "ms");
        part(out, micros % 1000, "us");
        return out.length() == 0 ? "0us" : out.toString();
    }

    private static void part(StringBuilder out, long amount, String unit) {
        if (amount != 0) {
            out.append(out.length() == 0 ? "" : " ").append(amount).append(unit);
        }
    }
}

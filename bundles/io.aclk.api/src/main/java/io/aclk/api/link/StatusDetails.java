package io.aclk.api.link;

import io.aclk.api.transport.TransportSession.ConnectionInfo;
import io.aclk.api.transport.TransportSession.Counters;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@link StatusReport} says beyond the lines and keys of the reference agent, after them. */
final class StatusDetails {

    private static final String AFTER_BAN =
            "the link looks once an hour whether that still holds; \"bin/aclk claim --lift-ban\" looks at once";

    private static final String AFTER_REMOVAL = "claim the agent again to bring it back";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final LinkStatus status;

    StatusDetails(LinkStatus status) {
        this.status = status;
    }

    // ---- text

    /** Lines, each ended by a line feed. */
    String text(ZoneId zone, Instant now) {
        StringBuilder out = new StringBuilder(1024);
        state(out, zone, now);
        connection(out, zone, now);
        traffic(out);
        list(
                out,
                "Last disconnects",
                status.history().stream()
                        .map(ended -> time(ended.at(), zone) + " after " + Words.duration(ended.lasted()) + ": "
                                + because(ended.text(), ended.reason()))
                        .toList());
        list(out, "Configuration problems", status.problems());
        return out.toString();
    }

    private void state(StringBuilder out, ZoneId zone, Instant now) {
        String lasting = Words.duration(Duration.between(status.since(), now));
        if (status.online()) {
            line(out, "Link", "online for " + lasting);
        } else {
            boolean never = status.lastDisconnect().isEmpty();
            line(
                    out,
                    "Link",
                    (never ? "not online since the start, " : "offline for ") + lasting + (never ? " ago" : ""));
            line(out, "Why", because(status.text(), status.reason()));
            line(
                    out,
                    "Next attempt",
                    status.nextAttempt().map(at -> attempt(at, now)).orElse("none is planned"));
        }
        status.ban()
                .ifPresent(ban -> line(
                        out,
                        ban.removed() ? "Removed" : "Banned",
                        "by " + ban.who() + " since " + time(ban.since(), zone) + ": \"" + ban.why() + "\"; "
                                + (ban.removed() ? AFTER_REMOVAL : AFTER_BAN)));
        status.switchedOff()
                .ifPresent(who ->
                        line(out, "Switched off", "by " + who + "; \"bin/aclk link start\" switches the link on"));
        if (status.insecure()) {
            line(
                    out,
                    "Insecure",
                    "yes, anybody can pose as the cloud: the setting insecure accepts every certificate chain");
        }
    }

    private static String attempt(Instant at, Instant now) {
        Duration left = Duration.between(now, at);
        // a part of a second is not nothing
        return left.isNegative() || left.isZero() ? "now" : "in " + Words.duration(left.plusMillis(999));
    }

    /** The status string, and what it means if that says more. */
    private static String because(String text, String reason) {
        if (reason.isEmpty() || reason.equals(text)) {
            return text;
        }
        return text.equals("offline") ? reason : text + " (" + reason + ")";
    }

    private void connection(StringBuilder out, ZoneId zone, Instant now) {
        if (status.connection().isEmpty()) {
            return;
        }
        ConnectionInfo info = status.connection().get();
        line(out, "Addresses", info.localAddress() + " to " + info.remoteAddress());
        line(out, "Encryption", info.tlsProtocol() + ", " + info.cipherSuite());
        certificateEnd(info).ifPresent(end -> line(out, "Server certificate", certificate(end, zone, now)));
        String aliases =
                info.topicAliasMaximum() == 0 ? "no topic aliases" : info.topicAliasMaximum() + " topic aliases";
        String largest = info.maximumPacketSize() == Integer.MAX_VALUE
                ? "packets of any size"
                : "packets up to " + Words.bytes(info.maximumPacketSize());
        line(
                out,
                "MQTT",
                "keep-alive " + info.serverKeepAlive() + " s, receive maximum " + info.receiveMaximum() + ", " + largest
                        + ", " + aliases);
        status.counters()
                .ifPresent(counters -> line(
                        out,
                        "Bytes of this connection",
                        Words.bytes(counters.bytesIn()) + " in, " + Words.bytes(counters.bytesOut()) + " out"));
    }

    private static String certificate(Instant end, ZoneId zone, Instant now) {
        Duration left = Duration.between(now, end);
        return left.isNegative()
                ? "ended " + time(end, zone) + ", " + Words.duration(left.negated()) + " ago"
                : "ends " + time(end, zone) + ", in " + Words.duration(left);
    }

    private void traffic(StringBuilder out) {
        if (status.traffic().isEmpty()) {
            return;
        }
        int width = status.traffic().stream()
                .mapToInt(traffic -> traffic.kind().length())
                .max()
                .orElse(0);
        String format = "\t%-" + Math.max(width, "kind".length()) + "s  %12s  %10s  %12s  %10s\n";
        out.append("Traffic since the start:\n");
        out.append(String.format(Locale.ROOT, format, "kind", "messages in", "bytes in", "messages out", "bytes out"));
        for (LinkStatus.Traffic traffic : status.traffic()) {
            out.append(String.format(
                    Locale.ROOT,
                    format,
                    Words.line(traffic.kind()),
                    traffic.messagesIn(),
                    Words.bytes(traffic.bytesIn()),
                    traffic.messagesOut(),
                    Words.bytes(traffic.bytesOut())));
        }
    }

    private static void list(StringBuilder out, String name, List<String> lines) {
        if (!lines.isEmpty()) {
            out.append(name).append(":\n");
            lines.forEach(line -> out.append('\t').append(Words.line(line)).append('\n'));
        }
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(name).append(": ").append(Words.line(value)).append('\n');
    }

    private static String time(Instant time, ZoneId zone) {
        return TIME.format(time.atZone(zone));
    }

    private static Optional<Instant> certificateEnd(ConnectionInfo info) {
        return info.certificateEnd() == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(info.certificateEnd()));
    }

    // ---- JSON

    /** Keys and values of an object that is open. */
    void json(JsonText json) {
        json.key("cloud-status").value(status.cloud().wireName());
        json.key("status").value(status.text());
        json.key("reason").value(status.reason());
        json.key("since-utc").value(utc(status.since()));
        json.key("switched-off").value(status.switchedOff().orElse(null));
        json.key("ban");
        status.ban()
                .ifPresentOrElse(
                        ban -> {
                            json.object();
                            json.key("who").value(ban.who());
                            json.key("since-utc").value(utc(ban.since()));
                            json.key("why").value(ban.why());
                            json.key("removed").value(ban.removed());
                            json.endObject();
                        },
                        () -> json.value(null));
        json.key("insecure").value(status.insecure());
        connection(json);
        Optional<Counters> counters = status.counters();
        json.key("bytes").object();
        json.key("in").value(counters.map(Counters::bytesIn).orElse(0L));
        json.key("out").value(counters.map(Counters::bytesOut).orElse(0L));
        json.endObject();
        traffic(json);
        disconnects(json);
        json.key("configuration-problems").array();
        status.problems().forEach(json::value);
        json.endArray();
    }

    private void connection(JsonText json) {
        if (status.connection().isEmpty()) {
            json.key("tls").value(null);
            json.key("mqtt").value(null);
            json.key("addresses").value(null);
            return;
        }
        ConnectionInfo info = status.connection().get();
        json.key("tls").object();
        json.key("protocol").value(info.tlsProtocol());
        json.key("cipher").value(info.cipherSuite());
        json.key("certificate-end-utc")
                .value(certificateEnd(info).map(StatusDetails::utc).orElse(null));
        json.endObject();
        json.key("mqtt").object();
        json.key("keep-alive").value(info.serverKeepAlive());
        json.key("receive-maximum").value(info.receiveMaximum());
        json.key("maximum-packet-size");
        if (info.maximumPacketSize() == Integer.MAX_VALUE) {
            json.value(null);
        } else {
            json.value(info.maximumPacketSize());
        }
        json.key("topic-alias-maximum").value(info.topicAliasMaximum());
        json.endObject();
        json.key("addresses").object();
        json.key("local").value(info.localAddress());
        json.key("remote").value(info.remoteAddress());
        json.endObject();
    }

    private void traffic(JsonText json) {
        json.key("traffic").array();
        for (LinkStatus.Traffic traffic : status.traffic()) {
            json.object();
            json.key("kind").value(traffic.kind());
            json.key("messages-in").value(traffic.messagesIn());
            json.key("bytes-in").value(traffic.bytesIn());
            json.key("messages-out").value(traffic.messagesOut());
            json.key("bytes-out").value(traffic.bytesOut());
            json.endObject();
        }
        json.endArray();
    }

    private void disconnects(JsonText json) {
        json.key("last-disconnects").array();
        for (LinkStatus.Ended ended : status.history()) {
            json.object();
            json.key("at-utc").value(utc(ended.at()));
            json.key("status").value(ended.text());
            json.key("reason").value(ended.reason());
            json.key("lasted-seconds").value(ended.lasted().toSeconds());
            json.endObject();
        }
        json.endArray();
    }

    private static String utc(Instant time) {
        return TIME.format(time.atOffset(ZoneOffset.UTC));
    }
}

package io.aclk.doctor.internal;

import io.aclk.api.link.LinkStatus;
import io.aclk.api.transport.TransportSession.ConnectionInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a live session proves: everything from the challenge on. */
final class LiveSession {

    private LiveSession() {}

    static List<Finding> of(LinkStatus status) {
        String since = status.lastConnect().map(LiveSession::second).orElse("");
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.live(Check.CHALLENGE, ""));
        findings.add(Finding.live(Check.LOGIN, ""));
        Optional<ConnectionInfo> info = status.connection();
        findings.add(Finding.live(
                Check.WEBSOCKET,
                info.map(now -> now.tlsProtocol() + " to " + now.remoteAddress())
                        .orElse("")));
        findings.add(Finding.live(
                Check.MQTT,
                info.map(now -> "keep-alive " + now.serverKeepAlive() + " s, receive maximum " + now.receiveMaximum())
                        .orElse("")));
        findings.add(Finding.live(Check.SUBSCRIPTION, since.isEmpty() ? "" : "online since " + since));
        return findings;
    }

    private static String second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

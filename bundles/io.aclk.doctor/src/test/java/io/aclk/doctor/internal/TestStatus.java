package io.aclk.doctor.internal;

import io.aclk.api.link.LinkSession;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.transport.TransportSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** States of a link. */
final class TestStatus {

    static final Instant CONNECTED = Instant.parse("2026-01-01T12:00:00Z");

    private TestStatus() {}

    static LinkStatus online() {
        return of(
                LinkStatus.Cloud.ONLINE,
                Optional.of(new LinkSession(TestIdentity.CLAIM_ID, 1, List.of(), 1000)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static LinkStatus offline(Instant nextAttempt) {
        return of(
                LinkStatus.Cloud.OFFLINE,
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(nextAttempt),
                Optional.empty());
    }

    static LinkStatus switchedOff(String by) {
        return of(LinkStatus.Cloud.OFFLINE, Optional.empty(), Optional.of(by), Optional.empty(), Optional.empty());
    }

    static LinkStatus banned() {
        return of(
                LinkStatus.Cloud.BANNED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new LinkStatus.Ban("cloud.example", CONNECTED, "not you")));
    }

    static LinkStatus unclaimed() {
        return of(LinkStatus.Cloud.AVAILABLE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static LinkStatus disabled() {
        return failed("disabled");
    }

    /** Offline with a link status string. */
    static LinkStatus failed(String text) {
        return of(
                LinkStatus.Cloud.OFFLINE, text, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static LinkStatus of(
            LinkStatus.Cloud cloud,
            Optional<LinkSession> session,
            Optional<String> switchedOff,
            Optional<Instant> nextAttempt,
            Optional<LinkStatus.Ban> ban) {
        return of(cloud, session.isPresent() ? "connected" : "offline", session, switchedOff, nextAttempt, ban);
    }

    private static LinkStatus of(
            LinkStatus.Cloud cloud,
            String text,
            Optional<LinkSession> session,
            Optional<String> switchedOff,
            Optional<Instant> nextAttempt,
            Optional<LinkStatus.Ban> ban) {
        boolean online = session.isPresent();
        return new LinkStatus(
                cloud,
                text,
                "",
                CONNECTED,
                session,
                Optional.empty(),
                Optional.empty(),
                "none",
                switchedOff,
                online ? 1 : 0,
                online ? Optional.of(CONNECTED) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                nextAttempt,
                0,
                Optional.empty(),
                online
                        ? Optional.of(new TransportSession.ConnectionInfo(
                                "none",
                                "TLSv1.3",
                                "x",
                                CONNECTED.plusSeconds(86_400 * 90).getEpochSecond(),
                                100,
                                1000,
                                60,
                                0,
                                "127.0.0.1:4",
                                "127.0.0.1:5"))
                        : Optional.empty(),
                0,
                ban,
                false,
                List.of(),
                List.of(),
                List.of());
    }
}

package io.aclk.api.link;

import io.aclk.api.transport.TransportSession;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The one status object that every view of the link is made from ({@code protocol/status.md}). Immutable.
 *
 * @param cloud the cloud status
 * @param text link status string, verbatim of section 4 there
 * @param reason one line for people when not online: what is missing or failed, and what to do; empty when online
 * @param since last change between online and not, or start
 * @param session the session, while online
 * @param claimId claim id, if claimed
 * @param url base URL of the cloud, if known
 * @param proxy how the proxy is shown to people
 * @param switchedOff who switched the link off and when, if somebody did
 * @param connections successful connections since start
 * @param lastConnect time of the last CONNACK
 * @param lastStable time of the third PUBACK of the last connection
 * @param lastDisconnect time of the last end of a connection
 * @param nextAttempt time of the next attempt, while one is scheduled
 * @param lastBackoffSeconds length of the last back-off, 0 if there was none
 * @param counters counters of the connection, while online
 * @param connection what was negotiated, while online
 * @param timedOutTotal messages never acknowledged since start
 */
public record LinkStatus(
        Cloud cloud,
        String text,
        String reason,
        Instant since,
        Optional<LinkSession> session,
        Optional<String> claimId,
        Optional<String> url,
        String proxy,
        Optional<String> switchedOff,
        int connections,
        Optional<Instant> lastConnect,
        Optional<Instant> lastStable,
        Optional<Instant> lastDisconnect,
        Optional<Instant> nextAttempt,
        double lastBackoffSeconds,
        Optional<TransportSession.Counters> counters,
        Optional<TransportSession.ConnectionInfo> connection,
        long timedOutTotal) {

    /** Cloud status ({@code protocol/status.md} section 3). */
    public enum Cloud {
        /** The cloud does not want this agent. */
        BANNED,
        /** The MQTT session is established. */
        ONLINE,
        /** Connected through a parent. */
        INDIRECT,
        /** Claimed, not online. */
        OFFLINE,
        /** Not claimed. */
        AVAILABLE;

        /** Name on the wire and in JSON. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Checks that nothing is missing. */
    public LinkStatus {
        for (Object member : List.of(
                cloud,
                text,
                reason,
                since,
                session,
                claimId,
                url,
                proxy,
                switchedOff,
                lastConnect,
                lastStable,
                lastDisconnect,
                nextAttempt,
                counters,
                connection)) {
            Objects.requireNonNull(member);
        }
    }

    /** Whether the MQTT session is established. */
    public boolean online() {
        return session.isPresent();
    }

    /** Successful connections after the first. */
    public int reconnects() {
        return Math.max(0, connections - 1);
    }
}

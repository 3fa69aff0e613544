package io.aclk.api.link;

import io.aclk.api.transport.TransportSession;
import java.time.Duration;
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
 * @param ban what the cloud said, while it does not want this agent
 * @param insecure the chain of the server's certificate is not verified, because the owner said so
 * @param traffic payloads since start by kind, largest first
 * @param history the last connections that ended, newest first, at most {@link #HISTORY}
 * @param problems mistakes in the settings, each a line that says what, where and what to do
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
        long timedOutTotal,
        Optional<Ban> ban,
        boolean insecure,
        List<Traffic> traffic,
        List<Ended> history,
        List<String> problems) {

    /** Most connections of {@link #history}. */
    public static final int HISTORY = 10;

    /**
     * The cloud does not want this agent ({@code protocol/connecting.md} section 9).
     *
     * @param who which cloud: its host name
     * @param since when it said so first
     * @param why its words, printable and bounded
     * @param removed the node was removed from its space, which only a new claim undoes, rather than banned
     */
    public record Ban(String who, Instant since, String why, boolean removed) {

        /** A ban that may be lifted in the cloud. */
        public Ban(String who, Instant since, String why) {
            this(who, since, why, false);
        }
    }

    /**
     * What went over the link of one kind.
     *
     * @param kind message name, or {@code reply} for answers to requests
     * @param messagesIn messages received
     * @param bytesIn bytes of their payloads
     * @param messagesOut messages acknowledged by the server
     * @param bytesOut bytes of their payloads
     */
    public record Traffic(String kind, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {}

    /**
     * A connection that ended.
     *
     * @param at when it ended
     * @param text link status string
     * @param reason one line for people
     * @param lasted how long it was online
     */
    public record Ended(Instant at, String text, String reason, Duration lasted) {}

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
                connection,
                ban)) {
            Objects.requireNonNull(member);
        }
        traffic = List.copyOf(traffic);
        history = List.copyOf(history);
        problems = List.copyOf(problems);
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

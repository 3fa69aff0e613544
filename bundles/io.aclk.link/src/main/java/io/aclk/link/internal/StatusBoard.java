package io.aclk.link.internal;

import io.aclk.api.link.LinkSession;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.transport.TransportSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the one status that all views are made from, and logs its changes. Written on the event thread only; {@link
 * #status()} may be called by anybody and never blocks.
 */
final class StatusBoard {

    /** Reason of a banned agent ({@code protocol/status.md} section 3). */
    static final String BANNED = "Agent is banned from Netdata Cloud";

    private static final String NOT_CONNECTED = "ACLK: Netdata Cloud, ACLK connection status: {}: {}";

    /** So long something may be {@link Weight#PASSING} before the log says it. */
    static final Duration HELD = Duration.ofSeconds(5);

    private static final double MILLIS = 1000;

    /** How a reason for having no connection is logged. */
    enum Weight {
        /** What may be over in a moment: once it held for {@link #HELD}. */
        PASSING,
        /** What the owner wanted: at once. */
        WANTED,
        /** What somebody should know: at once, as a warning. */
        DEGRADED
    }

    private final Clock clock;
    private final EventLoop loop;
    private final Logger log;
    /** Whether {@link #heldTimer} runs or has logged what still holds. */
    private boolean passing;

    private EventLoop.Timer heldTimer = () -> {};
    private String text = "offline";
    private String reason = "starting";
    private Instant since;
    private Optional<String> claimId = Optional.empty();
    private Optional<String> url = Optional.empty();
    private String proxy = "none";
    private Optional<String> switchedOff = Optional.empty();
    private boolean banned;
    private int connections;
    private Optional<Instant> lastConnect = Optional.empty();
    private Optional<Instant> lastStable = Optional.empty();
    private Optional<Instant> lastDisconnect = Optional.empty();
    private Optional<Instant> nextAttempt = Optional.empty();
    private double lastBackoffSeconds;
    private long timedOut;
    private Connection live;
    private volatile View view;

    /** What is published: everything but the counters, which are read when somebody asks. */
    private record View(LinkStatus status, Connection live) {}

    /**
     * A board of a link that starts.
     *
     * @param loop the event thread
     */
    StatusBoard(Clock clock, EventLoop loop) {
        this(clock, loop, LoggerFactory.getLogger(StatusBoard.class));
    }

    /** For tests: with a log to look at. */
    StatusBoard(Clock clock, EventLoop loop, Logger log) {
        this.clock = clock;
        this.loop = loop;
        this.log = log;
        this.since = clock.instant();
        publish();
    }

    /** The status now, with the counters of this moment. */
    LinkStatus status() {
        View current = view;
        LinkStatus status = current.status();
        if (current.live() == null) {
            return status;
        }
        TransportSession.Counters counters = current.live().transport().counters();
        return new LinkStatus(
                status.cloud(),
                status.text(),
                status.reason(),
                status.since(),
                Optional.of(current.live().session()),
                status.claimId(),
                status.url(),
                status.proxy(),
                status.switchedOff(),
                status.connections(),
                status.lastConnect(),
                status.lastStable(),
                status.lastDisconnect(),
                status.nextAttempt(),
                status.lastBackoffSeconds(),
                Optional.of(counters),
                status.connection(),
                status.timedOutTotal() + counters.timedOut(),
                status.ban(),
                status.insecure(),
                status.traffic(),
                status.history(),
                status.problems());
    }

    /** What does not depend on the connection. */
    void inputs(LinkInputs inputs, boolean isBanned) {
        if (inputs.settings != null) {
            url = Optional.of(inputs.settings.url().toString());
            if (live == null && connections == 0) {
                // what the environment says is known once a connection went through it
                String configured = inputs.settings.network().proxyForDisplay();
                proxy = configured.contains("://") ? configured : "none";
            }
        }
        claimId = inputs.identity != null
                ? Optional.of(inputs.identity.claimId())
                : Optional.ofNullable(live)
                        .map(connection -> connection.target().claimId());
        switchedOff = inputs.switchedOff;
        banned = isBanned;
        publish();
    }

    /** The connection is up. */
    void online(Connection connection) {
        passed();
        live = connection;
        connections++;
        since = clock.instant();
        lastConnect = Optional.of(since);
        lastStable = Optional.empty();
        nextAttempt = Optional.empty();
        proxy = connection.transport().info().proxy();
        text = "connected";
        reason = "";
        publish();
        log.info("ACLK: connection successfully established");
        log.info("ACLK: Netdata Cloud, ACLK connection status: {}", text);
    }

    /** Its third PUBACK came. */
    void stable() {
        lastStable = Optional.of(clock.instant());
        publish();
    }

    /** It is gone. */
    void gone() {
        timedOut += live.transport().counters().timedOut();
        live = null;
        since = clock.instant();
        lastDisconnect = Optional.of(since);
        publish();
        log.info("ACLK: ACLK DISCONNECTED");
    }

    /**
     * Why there is no connection.
     *
     * @param newText link status string
     * @param newReason one line for people
     * @param weight how it is logged
     */
    void offline(String newText, String newReason, Weight weight) {
        boolean changed = !newText.equals(text) || !newReason.equals(reason);
        boolean repeated = newText.equals(text);
        text = newText;
        reason = newReason;
        publish();
        if (weight == Weight.PASSING) {
            passing(changed);
            return;
        }
        passed();
        if (weight == Weight.DEGRADED && !repeated) {
            log.warn(NOT_CONNECTED, newText, newReason);
        } else if (weight == Weight.WANTED && changed) {
            log.info(NOT_CONNECTED, newText, newReason);
        } else {
            log.debug(NOT_CONNECTED, newText, newReason);
        }
    }

    private void passing(boolean changed) {
        log.debug(NOT_CONNECTED, text, reason);
        if (changed || !passing) {
            passed();
            passing = true;
            heldTimer = loop.schedule(HELD, () -> log.info(NOT_CONNECTED, text, reason));
        }
    }

    private void passed() {
        heldTimer.cancel();
        passing = false;
    }

    /** The next attempt is planned. */
    void planned(Duration wait) {
        passed();
        nextAttempt = Optional.of(clock.instant().plus(wait));
        lastBackoffSeconds = wait.toMillis() / MILLIS;
        publish();
        log.debug("ACLK: Wait before attempting to reconnect in {} seconds", lastBackoffSeconds);
    }

    /** No attempt is planned. */
    void unplanned() {
        nextAttempt = Optional.empty();
        publish();
    }

    private LinkStatus.Cloud cloud() {
        if (banned) {
            return LinkStatus.Cloud.BANNED;
        }
        if (live != null) {
            return LinkStatus.Cloud.ONLINE;
        }
        return claimId.isPresent() ? LinkStatus.Cloud.OFFLINE : LinkStatus.Cloud.AVAILABLE;
    }

    private void publish() {
        Optional<LinkSession> session = Optional.ofNullable(live).map(Connection::session);
        LinkStatus status = new LinkStatus(
                cloud(),
                text,
                banned && live == null ? BANNED + ": " + reason : reason,
                since,
                session,
                claimId,
                url,
                proxy,
                switchedOff,
                connections,
                lastConnect,
                lastStable,
                lastDisconnect,
                nextAttempt,
                lastBackoffSeconds,
                Optional.empty(),
                Optional.ofNullable(live)
                        .map(connection -> connection.transport().info()),
                timedOut,
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                List.of());
        view = new View(status, live);
    }
}

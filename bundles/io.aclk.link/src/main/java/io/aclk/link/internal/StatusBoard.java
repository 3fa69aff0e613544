package io.aclk.link.internal;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.transport.TransportSession;
import io.aclk.link.internal.ReasonLog.Weight;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the one status that all views are made from, and logs its changes. Written on the event thread only; {@link
 * #status()} may be called by anybody and never blocks.
 */
final class StatusBoard {

    /** Reason of a banned agent ({@code protocol/status.md} section 3). */
    static final String BANNED = "Agent is banned from Netdata Cloud";
    /** Reason of an agent whose node was removed, which the reference agent calls banned. */
    static final String REMOVED = "Agent was removed from Netdata Cloud";

    private static final double MILLIS = 1000;

    private final Clock clock;
    private final EventLoop loop;
    private final Traffic traffic;
    private final Logger log;
    private final ReasonLog reasons;
    private final CertificateWatch certificates;
    private final Deque<LinkStatus.Ended> history = new ArrayDeque<>();
    private String text = "offline";
    private String reason = "starting";
    private Instant since;
    /** Of the identity; while that is away for a moment, {@link #claimId()} has that of the connection. */
    private Optional<String> identity = Optional.empty();

    private Optional<String> url = Optional.empty();
    private String proxy = "none";
    private boolean insecure;
    private Optional<String> switchedOff = Optional.empty();
    private Optional<LinkStatus.Ban> ban = Optional.empty();
    private int connections;
    private Optional<Instant> lastConnect = Optional.empty();
    private Optional<Instant> lastStable = Optional.empty();
    private Optional<Instant> lastDisconnect = Optional.empty();
    private Optional<Instant> nextAttempt = Optional.empty();
    /** {@link EventLoop#nanos()} of {@link #nextAttempt} and of {@link #lastConnect}. */
    private long nextAttemptNanos;

    private long connectedNanos;
    private double lastBackoffSeconds;
    private long timedOut;
    private Connection live;
    /** The reason is something that is missing, or was when the link was planned last. */
    private boolean missing = true;
    /** It is the identity, and claiming knows why. */
    private boolean withoutIdentity;

    private Claiming claiming;
    private EffectiveConfig config;
    private volatile View view;

    /**
     * What is published: everything but what is read when somebody asks.
     *
     * @param claiming says why there is no identity, where that is what is missing; or {@code null}
     * @param config says where values come from, and what is wrong in the files; or {@code null}
     */
    private record View(LinkStatus status, Connection live, Claiming claiming, EffectiveConfig config) {}

    /**
     * A board of a link that starts.
     *
     * @param loop the event thread
     */
    StatusBoard(Clock clock, EventLoop loop, Traffic traffic) {
        this(clock, loop, traffic, LoggerFactory.getLogger(StatusBoard.class));
    }

    /** For tests: with a log to look at. */
    StatusBoard(Clock clock, EventLoop loop, Traffic traffic, Logger log) {
        this.clock = clock;
        this.loop = loop;
        this.traffic = traffic;
        this.log = log;
        this.reasons = new ReasonLog(loop, log);
        this.certificates = new CertificateWatch(clock, log);
        this.since = clock.instant();
        publish();
    }

    /** The status now, with the counters of this moment. */
    LinkStatus status() {
        View current = view;
        LinkStatus status = current.status();
        Optional<TransportSession.Counters> counters =
                Optional.ofNullable(current.live()).map(live -> live.transport().counters());
        Optional<ClaimState> claim = LinkInputs.claimState(current.claiming());
        Optional<String> claimed = status.claimId().or(() -> claim.flatMap(ClaimState::claimId));
        boolean known = status.cloud() == LinkStatus.Cloud.AVAILABLE && claimed.isPresent();
        return new LinkStatus(
                known ? LinkStatus.Cloud.OFFLINE : status.cloud(),
                status.text(),
                claim.map(LinkInputs::whyNoIdentity).orElse(status.reason()),
                status.since(),
                Optional.ofNullable(current.live()).map(Connection::session),
                claimed,
                status.url(),
                ProxyText.of(status.proxy(), said(current.config(), EffectiveConfig::settings)),
                status.switchedOff(),
                status.connections(),
                status.lastConnect(),
                status.lastStable(),
                status.lastDisconnect(),
                status.nextAttempt(),
                status.lastBackoffSeconds(),
                counters,
                status.connection(),
                status.timedOutTotal()
                        + counters.map(TransportSession.Counters::timedOut).orElse(0L),
                // of an agent that was unclaimed it is of no interest; the file is for the case that the claim returns
                claimed.isEmpty() ? Optional.empty() : status.ban(),
                status.insecure(),
                traffic.snapshot(),
                status.history(),
                said(current.config(), EffectiveConfig::problems));
    }

    private <T> List<T> said(EffectiveConfig known, Function<EffectiveConfig, List<T>> question) {
        try {
            return known == null ? List.of() : question.apply(known);
        } catch (RuntimeException e) {
            log.debug("ACLK: io.aclk.config does not say what is configured", e);
            return List.of();
        }
    }

    /** What does not depend on the connection. */
    void inputs(LinkInputs inputs, Optional<LinkStatus.Ban> inForce) {
        if (inputs.settings != null) {
            url = Optional.of(inputs.settings.url().toString());
            insecure = inputs.settings.network().insecure();
            if (live == null && connections == 0) {
                // what the environment says is known once a connection went through it
                String configured = inputs.settings.network().proxyForDisplay();
                proxy = configured.contains("://") ? configured : "none";
            }
        }
        identity = Optional.ofNullable(inputs.identity).map(Identity::claimId);
        switchedOff = inputs.switchedOff;
        claiming = inputs.claiming;
        config = inputs.config;
        ban = inForce;
        publish();
    }

    /** The connection is up. */
    void online(Connection connection) {
        live = connection;
        connections++;
        since = clock.instant();
        connectedNanos = loop.nanos();
        lastConnect = Optional.of(since);
        lastStable = Optional.empty();
        nextAttempt = Optional.empty();
        proxy = connection.transport().info().proxy();
        text = "connected";
        reason = "";
        nothingMissing();
        publish();
        reasons.online();
        certificates.look(connection);
    }

    /** Its third PUBACK came. */
    void stable() {
        lastStable = Optional.of(clock.instant());
        publish();
    }

    /** How long the connection is up. */
    Duration onlineFor() {
        return live == null ? Duration.ZERO : Duration.ofNanos(loop.nanos() - connectedNanos);
    }

    /** Some time passed. */
    void look() {
        if (live != null) {
            certificates.look(live);
        }
    }

    /**
     * The connection is over.
     *
     * @param newText link status string
     * @param newReason one line for people
     * @param weight how it is logged
     */
    void ended(String newText, String newReason, Weight weight) {
        Duration lasted = onlineFor();
        timedOut += live.transport().counters().timedOut();
        live = null;
        since = clock.instant();
        lastDisconnect = Optional.of(since);
        history.addFirst(new LinkStatus.Ended(since, newText, newReason, lasted));
        if (history.size() > LinkStatus.HISTORY) {
            history.removeLast();
        }
        log.info("ACLK: ACLK DISCONNECTED");
        offline(newText, newReason, weight);
    }

    /** Why there is no connection, as in {@link #ended}. */
    void offline(String newText, String newReason, Weight weight) {
        text = newText;
        reason = newReason;
        nothingMissing();
        publish();
        reasons.offline(newText, newReason, weight);
    }

    private void nothingMissing() {
        missing = false;
        withoutIdentity = false;
    }

    /** What is missing for a connection. */
    void missing(LinkInputs.Missing what) {
        offline(what.text(), what.reason(), what.weight());
        missing = true;
        withoutIdentity = what.claim();
        publish();
    }

    /** The next attempt is planned. */
    void planned(Duration wait) {
        reasons.passed();
        if (missing) {
            nothingMissing();
            text = ban.isPresent() ? "agent is blocked" : "offline";
            reason = ban.map(LinkStatus.Ban::why).orElse("connecting");
        }
        nextAttempt = Optional.of(clock.instant().plus(wait));
        nextAttemptNanos = loop.nanos() + wait.toNanos();
        lastBackoffSeconds = wait.toMillis() / MILLIS;
        publish();
        log.debug("ACLK: Wait before attempting to reconnect in {} seconds", lastBackoffSeconds);
    }

    /** The clock was set: the attempt is still made after the same time, which the clock shows differently. */
    void clockSet() {
        nextAttempt =
                nextAttempt.map(before -> clock.instant().plus(Duration.ofNanos(nextAttemptNanos - loop.nanos())));
        publish();
    }

    /** No attempt is planned. */
    void unplanned() {
        nextAttempt = Optional.empty();
        publish();
    }

    private Optional<String> claimId() {
        return identity.or(() ->
                Optional.ofNullable(live).map(connection -> connection.target().claimId()));
    }

    private LinkStatus.Cloud cloud() {
        if (claimId().isEmpty()) {
            return LinkStatus.Cloud.AVAILABLE;
        }
        if (ban.isPresent()) {
            return LinkStatus.Cloud.BANNED;
        }
        return live != null ? LinkStatus.Cloud.ONLINE : LinkStatus.Cloud.OFFLINE;
    }

    private String reason() {
        if (cloud() != LinkStatus.Cloud.BANNED || live != null) {
            return reason;
        }
        return ban.orElseThrow().removed()
                ? REMOVED + ": " + reason + "; " + Verdicts.WAY_BACK
                : BANNED + ": " + reason + "; " + Verdicts.WAY_OUT;
    }

    private void publish() {
        Optional<LinkSession> session = Optional.ofNullable(live).map(Connection::session);
        LinkStatus status = new LinkStatus(
                cloud(),
                text,
                reason(),
                since,
                session,
                claimId(),
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
                ban,
                insecure,
                List.of(),
                List.copyOf(history),
                List.of());
        view = new View(status, live, withoutIdentity ? claiming : null, config);
    }
}

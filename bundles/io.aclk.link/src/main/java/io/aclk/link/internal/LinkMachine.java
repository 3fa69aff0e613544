package io.aclk.link.internal;

import io.aclk.api.link.LinkStatus;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.link.internal.ReasonLog.Weight;
import io.aclk.schemas.DisconnectReq;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of the link ({@link LinkState}). Used on the event thread only, but for what is marked. Steps that
 * block run on the worker, one at a time.
 *
 * <p>Long because all transitions stay in one place; what is done in a state is in classes of its own.
 */
final class LinkMachine implements Surroundings.Events {

    private static final Logger LOG = LoggerFactory.getLogger(LinkMachine.class);

    /**
     * How long the server may be silent when something happened that may have cut the connection. Together with {@link
     * Surroundings#TICK} a dead peer is noticed within 15 s.
     */
    static final Duration PING_LIMIT = Duration.ofSeconds(5);

    private static final LinkInputs.Missing STOPPED = LinkInputs.Missing.lasting("offline", "the link is stopped");

    private final Platform platform;
    private final EventLoop loop;
    private final SessionIds sessionIds;
    private final ConnectionReports reports;
    private final StatusBoard board;
    private final RetryPlan retry;
    private final Verdicts verdicts;
    private final Attempts attempts;
    private final OnlineDuties duties;
    private final Surroundings surroundings;
    private final SettingsTrial trial;
    private final LinkInputs inputs;
    private final List<Runnable> whenClosed = new ArrayList<>();

    private LinkState state = LinkState.IDLE;
    private boolean started;
    private boolean stopping;
    private EventLoop.Timer timer = () -> {};
    private Target lastTarget;
    private String lastTrust = "";
    private TopicTable lastTopics;
    private Connection connection;
    /** What {@link #cut()} must close, seen from any thread. */
    private volatile Connection open;

    /**
     * A machine that does nothing before {@link #start}.
     *
     * @param online told on every change whether the link is online and the cloud knows it
     * @param active told again and again whether it is online or tries to be
     */
    LinkMachine(
            Platform platform, LinkInputs inputs, Outbox outbox, Consumer<Boolean> online, Consumer<Boolean> active) {
        this.inputs = inputs;
        this.platform = platform;
        this.loop = platform.loop();
        this.sessionIds = new SessionIds(platform.data().resolve("link.session"));
        Traffic traffic = new Traffic();
        this.reports = new ConnectionReports(loop, traffic, inputs.conversation, this);
        this.board = new StatusBoard(platform.clock(), loop, traffic);
        this.retry = new RetryPlan(new Backoff(platform.random()));
        this.verdicts = new Verdicts(
                retry, loop, platform.clock(), new BanFile(platform.data().resolve("link.ban")));
        this.attempts = new Attempts(loop, platform.worker(), this::attempted);
        this.duties = new OnlineDuties(loop, platform.clock(), outbox, online, this::notAnnounced);
        this.surroundings = new Surroundings(loop, platform.clock(), platform.network(), this);
        this.trial = new SettingsTrial(platform, active);
    }

    /** The status now. Any thread. */
    LinkStatus status() {
        return board.status();
    }

    /** Reads what the last run left and begins. */
    void start() {
        verdicts.load();
        started = true;
        reconcile();
    }

    /** Says goodbye and ends, see {@link #whenClosed}. */
    void stop() {
        stopping = true;
        reconcile();
    }

    /** Closes whatever is still open, at once and without a goodbye. Any thread. */
    void cut() {
        attempts.abort();
        Connection lasting = open;
        if (lasting != null) {
            lasting.transport().close();
        }
    }

    /** What the cloud said, while it does not want this agent. */
    Optional<LinkStatus.Ban> ban() {
        return verdicts.ban();
    }

    /**
     * Forgets a ban and tries at once.
     *
     * @throws IOException if it will be there again after a restart
     */
    void liftBan() throws IOException {
        try {
            verdicts.lift();
        } finally {
            retry.forget();
            if (state == LinkState.WAITING) {
                planAnew();
            }
            reconcile();
        }
    }

    /** Runs something once no connection is there or being made. */
    void whenClosed(Runnable action) {
        whenClosed.add(action);
        runWhenClosed();
    }

    private void runWhenClosed() {
        if (state == LinkState.IDLE || state == LinkState.STOPPED) {
            List<Runnable> actions = List.copyOf(whenClosed);
            whenClosed.clear();
            actions.forEach(Runnable::run);
        }
    }

    private void enter(LinkState next) {
        state = next;
        surroundings.watch(next != LinkState.IDLE && next != LinkState.STOPPED);
        if (next == LinkState.STOPPED) {
            trial.stop();
        } else {
            // once this event is done: it may go on to another state
            loop.execute(this::tellConfiguration);
        }
    }

    /** Brings the state in line with what the link depends on. */
    void reconcile() {
        if (!started) {
            if (stopping) {
                enter(LinkState.STOPPED);
            }
            return;
        }
        board.inputs(inputs, verdicts.ban());
        switch (state) {
            case IDLE:
                beginOrStayIdle();
                break;
            case WAITING:
                if (stopping
                        || !inputs.target().equals(Optional.of(lastTarget))
                        || !inputs.trustStamp().equals(lastTrust)) {
                    planAnew();
                }
                break;
            case CONNECTING:
                if (stopping || !inputs.wants(attempts.running().target())) {
                    attempts.abort();
                }
                break;
            case ONLINE:
                if (stopping || !inputs.wants(connection.target())) {
                    LinkInputs.Missing why = stopping ? STOPPED : inputs.whyLeave();
                    leave(why.text(), why.reason(), why.weight(), true);
                } else {
                    duties.look(connection, inputs.inbox);
                }
                break;
            default:
                break;
        }
        tellConfiguration();
    }

    private void tellConfiguration() {
        if (stopping) {
            trial.stop();
        } else {
            trial.consider(inputs, state == LinkState.ONLINE);
        }
    }

    private void planAnew() {
        timer.cancel();
        board.unplanned();
        enter(LinkState.IDLE);
        beginOrStayIdle();
    }

    private void beginOrStayIdle() {
        Optional<LinkInputs.Missing> missing = inputs.missing();
        if (stopping) {
            enter(LinkState.STOPPED);
            board.missing(STOPPED);
        } else if (missing.isPresent()) {
            board.missing(missing.get());
        } else {
            plan(true);
        }
        runWhenClosed();
    }

    /**
     * Schedules the next attempt.
     *
     * @param local the cause of the end was on this side: no back-off
     */
    private void plan(boolean local) {
        Optional<Target> target = inputs.target();
        if (stopping || target.isEmpty()) {
            enter(LinkState.IDLE);
            beginOrStayIdle();
            return;
        }
        if (lastTarget != null && !lastTarget.sameCloud(target.get())) {
            retry.forget();
            lastTopics = null;
        }
        lastTarget = target.get();
        lastTrust = inputs.trustStamp();
        verdicts.target(lastTarget);
        enter(LinkState.WAITING);
        long now = loop.nanos();
        board.inputs(inputs, verdicts.ban());
        schedule(local ? retry.local(now) : retry.next(now));
    }

    private void schedule(Duration wait) {
        board.planned(wait);
        timer = loop.schedule(wait, this::connect);
    }

    private void connect() {
        if (state != LinkState.WAITING) {
            return;
        }
        enter(LinkState.CONNECTING);
        Instant now = platform.clock().instant();
        long sessionId = sessionIds.next(lastTarget.claimId(), now);
        attempts.begin(new Attempt(lastTarget, inputs.identity, sessionId, now, lastTopics, inputs.inbox, reports));
    }

    private void attempted(Attempt current, Connection made, AttemptException failure) {
        lastTopics = current.topics();
        if (current.aborted() || stopping) {
            if (made != null) {
                made.transport().close();
            }
            enter(LinkState.IDLE);
            beginOrStayIdle();
            return;
        }
        retry.limits(current.limits());
        if (failure != null) {
            failure.errorBody().ifPresent(error -> verdicts.refused(current.target(), error));
            LOG.debug("ACLK: the attempt to connect failed", failure);
            DisconnectCause cause = failure.getCause() instanceof TransportException e ? e.disconnectCause() : null;
            board.offline(failure.statusText(), reason(current.target(), cause, failure.getMessage()), Weight.DEGRADED);
            plan(false);
        } else if (made.end() != null) {
            DisconnectCause cause = made.end().cause();
            board.offline(
                    cause.statusText(), reason(made.target(), cause, made.end().detail()), Weight.DEGRADED);
            plan(false);
        } else {
            online(made);
        }
    }

    private void online(Connection made) {
        connection = made;
        open = made;
        enter(LinkState.ONLINE);
        board.online(made);
        duties.begin(made, inputs.inbox);
        reconcile();
        DisconnectReq early = made.disconnectRequest();
        if (early != null) {
            disconnectRequested(made, early);
        }
    }

    /** The cloud does not know that the agent is there: the connection is of no use. */
    private void notAnnounced(Connection made, Throwable failure) {
        if (state == LinkState.ONLINE && connection == made && made.end() == null) {
            leave(DisconnectCause.MQTT_PROTOCOL.statusText(), failure.getMessage(), Weight.DEGRADED, false);
        }
    }

    /** A connection ended, for whatever cause. */
    void ended(Connection ended, DisconnectCause cause, String detail) {
        if (state == LinkState.ONLINE && connection == ended) {
            boolean local = cause == DisconnectCause.LOCAL;
            String reason = reason(ended.target(), cause, detail);
            open = null;
            offline(cause.statusText(), reason, local ? Weight.WANTED : Weight.DEGRADED);
            plan(local);
        }
    }

    /** Why a connection ended or was not made, for people; claiming hears of one that was taken over. */
    private String reason(Target target, DisconnectCause cause, String detail) {
        if (cause != DisconnectCause.TAKEN_OVER) {
            return detail;
        }
        retry.takenOver(board.onlineFor());
        if (inputs.claiming != null) {
            try {
                inputs.claiming.takenOver(target.claimId());
            } catch (RuntimeException e) {
                LOG.warn("ACLK: io.aclk.claiming did not take that another connection took over", e);
            }
        }
        return detail
                + "; if that goes on, a copy of this agent's identity is in use elsewhere: claim one of the two anew";
    }

    /** The third PUBACK of a connection came. */
    void stable(Connection steady) {
        if (connection == steady) {
            verdicts.stable();
            board.stable();
            board.inputs(inputs, verdicts.ban());
        }
    }

    /** The cloud asks the agent to leave. */
    void disconnectRequested(Connection asked, DisconnectReq request) {
        if (state == LinkState.ONLINE && connection == asked) {
            String said = verdicts.disconnect(asked.target(), request);
            leave("disconnected, due to remote request", "the cloud asked for it: " + said, Weight.DEGRADED, false);
        }
    }

    @Override
    public void slept() {
        LOG.debug("ACLK: the machine slept, or its clock was set forward");
        if (state == LinkState.CONNECTING) {
            // its time limits did not go on meanwhile, and nobody may be at the other end any more
            attempts.abort();
        }
        react(retry.afterSleep(loop.nanos()));
    }

    @Override
    public void moved() {
        LOG.debug("ACLK: addresses or routes of this machine changed");
        react(retry.afterMove(loop.nanos()));
    }

    private void react(Optional<Duration> sooner) {
        if (state == LinkState.ONLINE) {
            connection.transport().ping(PING_LIMIT);
        } else if (state == LinkState.WAITING && sooner.isPresent()) {
            timer.cancel();
            schedule(sooner.get());
        }
    }

    @Override
    public void clockSet() {
        board.clockSet();
    }

    @Override
    public void looked() {
        board.look();
        if (inputs.identity == null) {
            // claiming may have begun to withhold it
            reconcile();
        }
    }

    /**
     * Says goodbye, then closes (connecting.md section 7.6).
     *
     * @param text link status string
     * @param reason one line for people
     * @param weight how it is logged
     * @param local no back-off afterwards
     */
    private void leave(String text, String reason, Weight weight, boolean local) {
        Connection leaving = connection;
        leaving.leaving();
        enter(LinkState.LEAVING);
        offline(text, reason, weight);
        new Farewell(leaving, loop, platform.worker()).say(platform.clock().instant(), () -> left(local));
    }

    private void left(boolean local) {
        LOG.info("ACLK: ACLK link is down");
        open = null;
        plan(local);
    }

    /** The session is over, however it ended. */
    private void offline(String text, String reason, Weight weight) {
        board.ended(text, reason, weight);
        duties.end(connection, inputs.inbox);
        connection = null;
    }
}

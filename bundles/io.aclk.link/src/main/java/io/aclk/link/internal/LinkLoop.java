package io.aclk.link.internal;

import io.aclk.api.link.LinkSession;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.host.api.Capability;
import io.aclk.link.internal.StatusBoard.Weight;
import io.aclk.schemas.DisconnectReq;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of the link ({@link LinkState}). Everything here runs on the event thread; the public methods only
 * post events. Steps that block run on the worker, one at a time.
 */
final class LinkLoop implements Connection.Events {

    private static final Logger LOG = LoggerFactory.getLogger(LinkLoop.class);

    /** How often the capabilities are compared with those that were announced. */
    static final Duration CAPABILITY_CHECK = Duration.ofSeconds(5);

    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;
    private static final int MAX_TEXT = 200;

    private final EventLoop loop;
    private final Executor worker;
    private final Clock clock;
    private final SwitchFile switchFile;
    private final Outbox outbox;
    private final StatusBoard board;
    private final RetryPlan retry;
    private final Verdicts verdicts;
    private final Consumer<Boolean> onlineCondition;
    private final LinkInputs inputs = new LinkInputs();
    private final List<Runnable> whenClosed = new ArrayList<>();

    private LinkState state = LinkState.IDLE;
    private boolean started;
    private boolean stopping;
    private EventLoop.Timer timer = () -> {};
    private Target lastTarget;
    private TopicTable lastTopics;
    private long lastSessionId;
    private Connection connection;
    /** What {@link #cut()} must close, seen from any thread. */
    private volatile Attempt attempt;

    private volatile Connection open;
    private List<Capability> pendingCapabilities = List.of();

    /**
     * A machine that does nothing before {@link #start()}.
     *
     * @param onlineCondition told on every change whether the link is online
     */
    LinkLoop(
            EventLoop loop,
            Executor worker,
            Clock clock,
            Backoff backoff,
            SwitchFile switchFile,
            Outbox outbox,
            Consumer<Boolean> onlineCondition) {
        this.loop = loop;
        this.worker = worker;
        this.clock = clock;
        this.switchFile = switchFile;
        this.outbox = outbox;
        this.board = new StatusBoard(clock, loop);
        this.retry = new RetryPlan(backoff);
        this.verdicts = new Verdicts(retry, clock);
        this.onlineCondition = onlineCondition;
    }

    LinkStatus status() {
        return board.status();
    }

    /** Reads the switch and begins. */
    void start() {
        loop.execute(() -> {
            inputs.switchedOff = switchFile.load();
            started = true;
            reconcile();
        });
    }

    /** Something that the link depends on changed. */
    void change(Consumer<LinkInputs> change) {
        loop.execute(() -> {
            change.accept(inputs);
            reconcile();
        });
    }

    /** Throws the persistent switch; completes when that is done and, for off, the link is closed. */
    CompletionStage<Void> throwSwitch(boolean on, String who) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            IOException failure = null;
            try {
                inputs.switchedOff = switchFile.store(on, who, clock.instant());
            } catch (IOException e) {
                failure = new IOException("the switch holds until the next start only: " + e, e);
                inputs.switchedOff = on ? Optional.empty() : Optional.of(who + " at " + clock.instant());
            }
            LOG.info("ACLK: the link was switched {} by {}", on ? "on" : "off", Texts.printable(who, MAX_TEXT));
            reconcile();
            IOException result = failure;
            Runnable complete = result == null ? () -> done.complete(null) : () -> done.completeExceptionally(result);
            if (on) {
                complete.run();
            } else {
                whenClosed(complete);
            }
        });
        return done;
    }

    /** Forgets a ban; completes with whether there was one. */
    CompletionStage<Boolean> liftBan(String who) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.execute(() -> {
            boolean banned = retry.banned();
            if (banned) {
                LOG.info("ACLK: the ban was lifted by {}", Texts.printable(who, MAX_TEXT));
                retry.forget();
                lastTarget = null;
                reconcile();
            }
            done.complete(banned);
        });
        return done;
    }

    /** Says goodbye and ends; completes when nothing runs any more. */
    CompletionStage<Void> shutdown() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            stopping = true;
            reconcile();
            whenClosed(() -> done.complete(null));
        });
        return done;
    }

    /** Closes whatever is still open, at once and without a goodbye. Any thread. */
    void cut() {
        Attempt running = attempt;
        if (running != null) {
            running.abort();
        }
        Connection lasting = open;
        if (lasting != null) {
            lasting.transport().close();
        }
    }

    private void whenClosed(Runnable action) {
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

    /** Brings the state in line with what the link depends on. */
    private void reconcile() {
        if (!started) {
            if (stopping) {
                state = LinkState.STOPPED;
            }
            return;
        }
        board.inputs(inputs, retry.banned());
        switch (state) {
            case IDLE:
                beginOrStayIdle();
                break;
            case WAITING:
                if (stopping || !inputs.target().equals(Optional.of(lastTarget))) {
                    timer.cancel();
                    board.unplanned();
                    state = LinkState.IDLE;
                    beginOrStayIdle();
                }
                break;
            case CONNECTING:
                if (stopping || !inputs.wants(attempt.target())) {
                    attempt.abort();
                }
                break;
            case ONLINE:
                if (stopping || !inputs.wants(connection.target())) {
                    leaveForOwnReasons();
                }
                break;
            default:
                break;
        }
    }

    private void beginOrStayIdle() {
        Optional<LinkInputs.Missing> missing = inputs.missing();
        if (stopping) {
            state = LinkState.STOPPED;
            board.offline("offline", "the link is stopped", Weight.WANTED);
        } else if (missing.isPresent()) {
            board.offline(
                    missing.get().text(), missing.get().reason(), missing.get().weight());
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
            state = LinkState.IDLE;
            beginOrStayIdle();
            return;
        }
        if (lastTarget != null && !lastTarget.sameCloud(target.get())) {
            retry.forget();
            lastTopics = null;
        }
        lastTarget = target.get();
        state = LinkState.WAITING;
        Instant now = clock.instant();
        Duration wait = local ? retry.local(now) : retry.next(now);
        board.inputs(inputs, retry.banned());
        board.planned(wait);
        timer = loop.schedule(wait, this::connect);
    }

    private void connect() {
        if (state != LinkState.WAITING) {
            return;
        }
        state = LinkState.CONNECTING;
        Instant now = clock.instant();
        lastSessionId = Math.max(lastSessionId + 1, now.getEpochSecond() * MICROS + now.getNano() / NANOS_PER_MICRO);
        Attempt current = new Attempt(lastTarget, inputs.identity, lastSessionId, now, lastTopics, inputs.inbox, this);
        attempt = current;
        worker.execute(() -> run(current));
    }

    /** On the worker. */
    private void run(Attempt current) {
        try {
            Connection made = current.run();
            loop.execute(() -> attempted(current, made, null));
        } catch (AttemptException e) {
            loop.execute(() -> attempted(current, null, e));
        } catch (RuntimeException e) {
            LOG.debug("ACLK: an attempt failed unexpectedly", e);
            AttemptException failure = new AttemptException("unknown status", "unexpected: " + e, e);
            loop.execute(() -> attempted(current, null, failure));
        }
    }

    private void attempted(Attempt current, Connection made, AttemptException failure) {
        if (current != attempt) {
            return;
        }
        attempt = null;
        lastTopics = current.topics();
        if (current.aborted() || stopping) {
            if (made != null) {
                made.transport().close();
            }
            state = LinkState.IDLE;
            beginOrStayIdle();
            return;
        }
        retry.limits(current.limits());
        if (failure != null) {
            failed(failure);
        } else if (made.end() != null) {
            board.offline(made.end().cause().statusText(), made.end().detail(), Weight.DEGRADED);
            plan(false);
        } else {
            online(made);
        }
    }

    private void failed(AttemptException failure) {
        failure.errorBody().ifPresent(verdicts::refused);
        LOG.debug("ACLK: the attempt to connect failed", failure);
        board.offline(failure.statusText(), failure.getMessage(), Weight.DEGRADED);
        plan(false);
    }

    private void online(Connection made) {
        state = LinkState.ONLINE;
        connection = made;
        open = made;
        outbox.current(made);
        board.online(made);
        board.inputs(inputs, retry.banned());
        announce(made);
        inputs.inbox.online(made.session());
        onlineCondition.accept(true);
        pendingCapabilities = made.session().capabilities();
        timer = loop.schedule(CAPABILITY_CHECK, this::checkCapabilities);
        reconcile();
        DisconnectReq early = made.disconnectRequest();
        if (early != null) {
            disconnectRequested(made, early);
        }
    }

    private void announce(Connection made) {
        made.announce(true, clock.instant()).whenComplete((nothing, failure) -> {
            if (failure != null) {
                loop.execute(() -> notAnnounced(made, failure));
            }
        });
    }

    /** The cloud does not know that the agent is there: the connection is of no use. */
    private void notAnnounced(Connection made, Throwable failure) {
        if (state == LinkState.ONLINE && connection == made && made.end() == null) {
            leave(DisconnectCause.MQTT_PROTOCOL.statusText(), failure.getMessage(), Weight.DEGRADED, false);
        }
    }

    /**
     * Announces other capabilities once they held still for one period, so that the update of a neighbour bundle is not
     * announced twice.
     */
    private void checkCapabilities() {
        if (state != LinkState.ONLINE) {
            return;
        }
        List<Capability> now = inputs.inbox.capabilities();
        LinkSession session = connection.session();
        if (!now.equals(session.capabilities()) && now.equals(pendingCapabilities)) {
            connection.session(new LinkSession(session.claimId(), session.sessionId(), now, session.maximumPayload()));
            announce(connection);
            inputs.inbox.online(connection.session());
        }
        pendingCapabilities = now;
        timer = loop.schedule(CAPABILITY_CHECK, this::checkCapabilities);
    }

    @Override
    public void ended(Connection ended, DisconnectCause cause, String detail) {
        loop.execute(() -> {
            if (state == LinkState.ONLINE && connection == ended) {
                offline();
                open = null;
                boolean local = cause == DisconnectCause.LOCAL;
                board.offline(cause.statusText(), detail, local ? Weight.WANTED : Weight.DEGRADED);
                plan(local);
            }
        });
    }

    @Override
    public void stable(Connection steady) {
        loop.execute(() -> {
            if (connection == steady) {
                retry.stable();
                board.stable();
            }
        });
    }

    @Override
    public void disconnectRequested(Connection asked, DisconnectReq request) {
        loop.execute(() -> {
            if (state == LinkState.ONLINE && connection == asked) {
                String said = verdicts.disconnect(request);
                leave("disconnected, due to remote request", "the cloud asked for it: " + said, Weight.DEGRADED, false);
            }
        });
    }

    private void leaveForOwnReasons() {
        Optional<LinkInputs.Missing> missing = inputs.missing();
        if (stopping) {
            leave("offline", "the link is stopped", Weight.WANTED, true);
        } else if (missing.isPresent()) {
            leave(missing.get().text(), missing.get().reason(), missing.get().weight(), true);
        } else {
            leave(
                    "disconnected, to reload config",
                    "the settings or a service of the link changed",
                    Weight.WANTED,
                    true);
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
        offline();
        state = LinkState.LEAVING;
        board.offline(text, reason, weight);
        new Farewell(leaving, loop, worker).say(clock.instant(), () -> left(local));
    }

    private void left(boolean local) {
        LOG.info("ACLK: ACLK link is down");
        open = null;
        plan(local);
    }

    /** The session is over, however it ended. */
    private void offline() {
        timer.cancel();
        outbox.current(null);
        onlineCondition.accept(false);
        board.gone();
        if (inputs.inbox != null) {
            inputs.inbox.offline(connection.session());
        }
        connection = null;
    }
}

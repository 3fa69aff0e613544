package io.aclk.cloud.gateway.internal;

import com.google.protobuf.Timestamp;
import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.NodeQueries;
import io.aclk.cloud.api.NodeQueries.QueryException.Reason;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import io.aclk.schemas.CancelPendingRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks nodes over their links.
 *
 * <p>At most {@value #PER_AGENT} requests wait for one agent and {@value #IN_ALL} for all; more are refused as BUSY. A
 * request for a node whose agent left a moment ago ({@link Routes#expected}) is held until the node is there again, and
 * fails as OFFLINE at its deadline. When an agent comes back with a new session within the limit of a request that it has
 * not answered, it is asked again under the same msg-id; what is not harmless is repeated only if the agent says that it
 * does nothing twice, since a stock agent would, and waits for a late answer otherwise. Answers are unpacked on threads of
 * this class, and the futures complete there.
 */
@Component(service = {NodeQueries.class, Queries.class})
public final class Queries implements NodeQueries, AgentMessages.Arrivals {

    private static final Logger LOG = LoggerFactory.getLogger(Queries.class);

    /** As many as come in 5 s at 50 a second: so long an agent on a slow machine may be away for an update. */
    static final int PER_AGENT = 256;

    static final int IN_ALL = 2_048;
    private static final int THREADS = 4;
    private static final long STOP_SECONDS = 3;

    private final Store store;
    private final Bus bus;
    private final Routes routes;
    private final AgentCommands commands;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final Slots slots = new Slots(PER_AGENT, IN_ALL);
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor timer;
    private final AutoCloseable subscription;

    /** A request that is not answered yet. Thread-safe. */
    private static final class Pending {
        final String messageId = UUID.randomUUID().toString();
        final CompletableFuture<Answer> future = new CompletableFuture<>();
        final Question question;
        /** Among whose requests it is counted. */
        final String slot;

        private final long endNanos;
        /** Who was asked, and in which session last; {@code null} while it is held. */
        private String askedOf;

        private long session;

        Pending(Question question, String slot) {
            this.question = question;
            this.slot = slot;
            this.endNanos = System.nanoTime() + question.limit().toNanos();
        }

        /** Who was asked, or {@code null}. */
        synchronized String askedOf() {
            return askedOf;
        }

        /** Notes who is asked for the first time; false if that was done. */
        synchronized boolean first(String claimId, long sessionId) {
            boolean held = askedOf == null;
            if (held) {
                askedOf = claimId;
                session = sessionId;
            }
            return held;
        }

        /** Notes that it is asked again; false if it was not asked of this agent, or in this session already. */
        synchronized boolean again(String claimId, long sessionId) {
            boolean repeated = claimId.equals(askedOf) && session != sessionId;
            if (repeated) {
                session = sessionId;
            }
            return repeated;
        }

        byte[] payload(String claimId) {
            long millisLeft = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            return QueryRequest.payload(question, messageId, Topics.reply(claimId), Math.max(1, millisLeft));
        }
    }

    /** Starts to listen to answers. */
    @Activate
    public Queries(@Reference Store store, @Reference Bus bus, @Reference Routes routes) {
        this.store = store;
        this.bus = bus;
        this.routes = routes;
        commands = new AgentCommands(bus);
        executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(IN_ALL),
                Threads.named("cloud-query"));
        executor.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, Threads.named("cloud-query-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        subscription = bus.subscribe(Topics.ALL_REPLIES, this::received);
    }

    @Override
    public CompletionStage<Answer> ask(Question question) {
        QueryRequest.check(question);
        Optional<String> claimId =
                routes.to(question.nodeId()).or(() -> routes.expected(question.nodeId(), question.limit()));
        if (claimId.isEmpty()) {
            return CompletableFuture.failedFuture(noRoute(question.nodeId()));
        }
        if (!slots.take(claimId.get())) {
            return CompletableFuture.failedFuture(
                    new QueryException(Reason.BUSY, "Too many requests wait for this node already"));
        }
        return ask(new Pending(question, claimId.get()));
    }

    private QueryException noRoute(UUID nodeId) {
        try {
            return store.node(nodeId).isPresent()
                    ? new QueryException(Reason.OFFLINE, "No agent that holds this node is connected")
                    : new QueryException(Reason.UNKNOWN_NODE, "There is no such node");
        } catch (StoreException e) {
            LOG.debug("Cannot tell whether there is a node {}", nodeId, e);
            return new QueryException(Reason.OFFLINE, "No agent that holds this node is connected");
        }
    }

    private CompletionStage<Answer> ask(Pending request) {
        pending.put(request.messageId, request);
        Future<?> timeout;
        try {
            timeout = timer.schedule(
                    () -> request.future.completeExceptionally(overdue(request)),
                    request.question.limit().toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            release(request);
            return CompletableFuture.failedFuture(new QueryException(Reason.OFFLINE, "The cloud side is stopping"));
        }
        request.future.whenComplete((answer, failure) -> {
            timeout.cancel(false);
            boolean unanswered = release(request);
            String askedOf = request.askedOf();
            if (unanswered && askedOf != null && (request.future.isCancelled() || isTimeout(failure))) {
                cancelAtAgent(request, askedOf);
            }
        });
        // not before it is among the others: an agent that comes now either is the route or finds it there
        send(request);
        return request.future;
    }

    private static QueryException overdue(Pending request) {
        return request.askedOf() == null
                ? new QueryException(Reason.OFFLINE, "The agent that holds this node did not come back in time")
                : new QueryException(Reason.TIMEOUT, "The node did not answer in time");
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof QueryException query && query.reason() == Reason.TIMEOUT;
    }

    /** Forgets a request; false if that was done already. */
    private boolean release(Pending request) {
        boolean waiting = pending.remove(request.messageId) != null;
        if (waiting) {
            slots.give(request.slot);
        }
        return waiting;
    }

    /** Asks it if somebody can be asked now, and nobody was before. */
    private void send(Pending request) {
        routes.to(request.question.nodeId()).ifPresent(claimId -> {
            if (request.first(claimId, routes.session(claimId).orElse(0))) {
                publish(request, claimId);
            }
        });
    }

    private void publish(Pending request, String claimId) {
        bus.publish(Topics.request(claimId), request.payload(claimId)).whenComplete((taken, failure) -> {
            if (failure != null) {
                LOG.debug("The broker did not take a request for {}", claimId, failure);
                request.future.completeExceptionally(
                        new QueryException(Reason.OFFLINE, "The broker did not take the request"));
            }
        });
    }

    private void cancelAtAgent(Pending request, String claimId) {
        commands.send(
                claimId,
                "CancelPendingRequest",
                CancelPendingRequest.newBuilder()
                        .setRequestId(request.messageId)
                        .setTimestamp(Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1000))
                        .build());
    }

    @Override
    public void connected(String claimId, long sessionId, boolean takesRepeats) {
        pending.values().stream()
                .filter(request -> takesRepeats || QueryRequest.harmless(request.question))
                .filter(request -> request.again(claimId, sessionId))
                .forEach(request -> publish(request, claimId));
    }

    @Override
    public void queryable(UUID nodeId) {
        pending.values().stream()
                .filter(request -> request.question.nodeId().equals(nodeId))
                .forEach(this::send);
    }

    private void received(String topic, byte[] payload) {
        Optional<String> claimId = Topics.replyFrom(topic);
        try {
            claimId.ifPresent(from -> executor.execute(() -> answered(from, payload)));
        } catch (RejectedExecutionException e) {
            LOG.debug("An answer of {} was dropped: too many wait to be read", claimId.orElse(""));
        }
    }

    private void answered(String claimId, byte[] payload) {
        try {
            QueryReply reply = QueryReply.parse(payload);
            Pending request = pending.get(reply.messageId());
            if (request == null || !Objects.equals(request.askedOf(), claimId)) {
                LOG.debug("{} answered a request that nobody waits for", claimId);
                return;
            }
            if (release(request)) {
                complete(request, reply);
            }
        } catch (IOException e) {
            LOG.debug("An answer of {} cannot be understood", claimId, e);
        }
    }

    private static void complete(Pending request, QueryReply reply) {
        try {
            request.future.complete(reply.answer());
        } catch (QueryException e) {
            request.future.completeExceptionally(e);
        }
    }

    /** Ends the requests that wait. */
    @Deactivate
    public void deactivate() {
        try {
            subscription.close();
        } catch (Exception e) { // declared by AutoCloseable; the broker may be gone already
            LOG.debug("The subscription did not end in order", e);
        }
        timer.shutdownNow();
        executor.shutdownNow();
        pending.values()
                .forEach(request -> request.future.completeExceptionally(
                        new QueryException(Reason.OFFLINE, "The cloud side is stopping")));
        try {
            executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

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
 * <p>At most {@value #PER_AGENT} requests wait for one agent and {@value #IN_ALL} for all; more are refused as BUSY. When
 * an agent comes back with a new session within the limit of a GET that it has not answered, it is asked again under the
 * same msg-id; PUT, POST and DELETE are not repeated, since a stock agent would do them twice, and wait for a late answer.
 * Answers are unpacked on threads of this class, and the futures complete there.
 */
@Component(service = {NodeQueries.class, Queries.class})
public final class Queries implements NodeQueries {

    private static final Logger LOG = LoggerFactory.getLogger(Queries.class);

    static final int PER_AGENT = 64;
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

    private record Pending(
            String messageId, String claimId, Question question, long endNanos, CompletableFuture<Answer> future) {

        long millisLeft() {
            return TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
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
        Optional<String> claimId = routes.to(question.nodeId());
        if (claimId.isEmpty()) {
            return CompletableFuture.failedFuture(noRoute(question.nodeId()));
        }
        if (!slots.take(claimId.get())) {
            return CompletableFuture.failedFuture(
                    new QueryException(Reason.BUSY, "Too many requests wait for this node already"));
        }
        return ask(new Pending(
                UUID.randomUUID().toString(),
                claimId.get(),
                question,
                System.nanoTime() + question.limit().toNanos(),
                new CompletableFuture<>()));
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
        pending.put(request.messageId(), request);
        Future<?> timeout;
        try {
            timeout = timer.schedule(
                    () -> request.future()
                            .completeExceptionally(
                                    new QueryException(Reason.TIMEOUT, "The node did not answer in time")),
                    request.question().limit().toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            release(request);
            return CompletableFuture.failedFuture(new QueryException(Reason.OFFLINE, "The cloud side is stopping"));
        }
        request.future().whenComplete((answer, failure) -> {
            timeout.cancel(false);
            boolean unanswered = release(request);
            if (unanswered && (request.future().isCancelled() || isTimeout(failure))) {
                cancelAtAgent(request);
            }
        });
        publish(request);
        return request.future();
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof QueryException query && query.reason() == Reason.TIMEOUT;
    }

    /** Forgets a request; false if that was done already. */
    private boolean release(Pending request) {
        boolean waiting = pending.remove(request.messageId()) != null;
        if (waiting) {
            slots.give(request.claimId());
        }
        return waiting;
    }

    private void publish(Pending request) {
        byte[] payload = QueryRequest.payload(
                request.question(),
                request.messageId(),
                Topics.reply(request.claimId()),
                Math.max(1, request.millisLeft()));
        bus.publish(Topics.request(request.claimId()), payload).whenComplete((taken, failure) -> {
            if (failure != null) {
                LOG.debug("The broker did not take a request for {}", request.claimId(), failure);
                request.future()
                        .completeExceptionally(
                                new QueryException(Reason.OFFLINE, "The broker did not take the request"));
            }
        });
    }

    private void cancelAtAgent(Pending request) {
        commands.send(
                request.claimId(),
                "CancelPendingRequest",
                CancelPendingRequest.newBuilder()
                        .setRequestId(request.messageId())
                        .setTimestamp(Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1000))
                        .build());
    }

    /** An agent has a new session: what it has not answered is asked again where that is harmless. */
    void reconnected(String claimId) {
        pending.values().stream()
                .filter(request -> request.claimId().equals(claimId)
                        && request.question().method().equals("GET"))
                .forEach(this::publish);
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
            if (request == null || !request.claimId().equals(claimId)) {
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
            request.future().complete(reply.answer());
        } catch (QueryException e) {
            request.future().completeExceptionally(e);
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
        pending.values().forEach(request -> request.future()
                .completeExceptionally(new QueryException(Reason.OFFLINE, "The cloud side is stopping")));
        try {
            executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Store;
import io.aclk.schemas.ContextsCheckpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells agents the hash of our copy of their contexts ({@code protocol/streams.md} section 1.4): when a node is announced
 * in a session, and when the copy turns out to differ, then at most once in {@value #SECONDS} seconds for each node.
 * A difference found sooner is looked at again when that time is over, and is then mostly gone. Thread-safe.
 */
final class Checkpoints implements AutoCloseable {

    static final int SECONDS = 10;
    private static final int NODES = 100_000;

    private final Store store;
    private final AgentCommands commands;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer;

    /** When each node was told last, and whether it is due again. */
    private final Map<UUID, Told> told = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Told> eldest) {
            return size() > NODES;
        }
    };

    private record Told(Instant when, boolean again) {}

    Checkpoints(Store store, AgentCommands commands, Clock clock) {
        this.store = store;
        this.commands = commands;
        this.clock = clock;
        timer = new ScheduledThreadPoolExecutor(1, Threads.named("cloud-gateway-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A node was announced: the agent begins to stream on this. */
    void announce(String claimId, UUID nodeId) {
        synchronized (this) {
            told.put(nodeId, new Told(clock.instant(), false));
        }
        send(claimId, nodeId);
    }

    /** Our copy has another hash than the agent says. */
    void differs(String claimId, UUID nodeId) {
        synchronized (this) {
            Instant now = clock.instant();
            Told last = told.get(nodeId);
            if (last != null && now.isBefore(last.when().plusSeconds(SECONDS))) {
                if (!last.again()) {
                    told.put(nodeId, new Told(last.when(), true));
                    long delay = Duration.between(now, last.when().plusSeconds(SECONDS))
                            .toMillis();
                    timer.schedule(() -> due(claimId, nodeId), delay, TimeUnit.MILLISECONDS);
                }
                return;
            }
            told.put(nodeId, new Told(now, false));
        }
        send(claimId, nodeId);
    }

    /** Our copy has the hash that the agent says: nothing is due. */
    synchronized void agrees(UUID nodeId) {
        told.computeIfPresent(nodeId, (id, last) -> new Told(last.when(), false));
    }

    /** A postponed one is due, unless the copies agree meanwhile. */
    void due(String claimId, UUID nodeId) {
        synchronized (this) {
            Told last = told.get(nodeId);
            if (last == null || !last.again()) {
                return;
            }
            told.put(nodeId, new Told(clock.instant(), false));
        }
        send(claimId, nodeId);
    }

    private void send(String claimId, UUID nodeId) {
        commands.send(
                claimId,
                "ContextsCheckpoint",
                ContextsCheckpoint.newBuilder()
                        .setClaimId(claimId)
                        .setNodeId(nodeId.toString())
                        .setVersionHash(store.contextsHash(nodeId))
                        .build());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

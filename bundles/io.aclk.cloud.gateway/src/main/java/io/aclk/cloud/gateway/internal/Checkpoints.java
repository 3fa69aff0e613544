package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import io.aclk.schemas.ContextsCheckpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells agents the hash of our copy of their contexts ({@code protocol/streams.md} section 1.4): when a node is announced
 * in a session, and when the copy turns out to differ, then at most once in {@value #SECONDS} seconds for each node.
 * A difference found sooner is looked at again when that time is over, and is then mostly gone. Thread-safe.
 */
final class Checkpoints implements AutoCloseable {

    static final int SECONDS = 10;
    private static final int NODES = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

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
        send(claimId, nodeId, store.contextsHash(nodeId));
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
        send(claimId, nodeId, store.contextsHash(nodeId));
    }

    /** Our copy has the hash that the agent says: nothing is due. */
    synchronized void agrees(UUID nodeId) {
        told.computeIfPresent(nodeId, (id, last) -> new Told(last.when(), false));
    }

    /** A postponed one is due, unless the copies agree meanwhile. While the store fails it stays due. */
    void due(String claimId, UUID nodeId) {
        if (!again(nodeId)) {
            return;
        }
        long hash;
        try {
            hash = store.contextsHash(nodeId);
        } catch (StoreException e) {
            LOG.debug("The checkpoint of {} is postponed again", nodeId, e);
            timer.schedule(() -> due(claimId, nodeId), SECONDS, TimeUnit.SECONDS);
            return;
        }
        synchronized (this) {
            if (!again(nodeId)) {
                return;
            }
            told.put(nodeId, new Told(clock.instant(), false));
        }
        send(claimId, nodeId, hash);
    }

    private synchronized boolean again(UUID nodeId) {
        Told last = told.get(nodeId);
        return last != null && last.again();
    }

    private void send(String claimId, UUID nodeId, long hash) {
        commands.send(
                claimId,
                "ContextsCheckpoint",
                ContextsCheckpoint.newBuilder()
                        .setClaimId(claimId)
                        .setNodeId(nodeId.toString())
                        .setVersionHash(hash)
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

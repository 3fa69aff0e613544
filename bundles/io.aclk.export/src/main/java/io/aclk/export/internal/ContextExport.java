package io.aclk.export.internal;

import io.aclk.api.link.LinkSession;
import io.aclk.host.api.Node;
import io.aclk.schemas.ContextUpdated;
import io.aclk.schemas.ContextsSnapshot;
import io.aclk.schemas.ContextsUpdated;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the contexts of the nodes in step with the cloud ({@code protocol/streams.md} section 1). Used on the export
 * thread only.
 */
final class ContextExport {

    private static final Logger LOG = LoggerFactory.getLogger(ContextExport.class);

    /** How often what is due is sent, and a deferred checkpoint is looked at. */
    static final Duration TICK = Duration.ofSeconds(1);
    /** A checkpoint waits for a node that loads its contexts at most so long. */
    static final Duration MAX_DEFERRED = Duration.ofSeconds(300);

    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;

    /** The stream of one node. */
    private static final class NodeStream {
        final UUID machineGuid;
        final ContextStream contexts;
        boolean streaming;
        boolean checkpointSeen;
        /** The checkpoint that waits, or {@code null}. */
        Checkpoint deferred;
        /** The catalog has changed since it was looked at last. */
        boolean changed = true;

        NodeStream(UUID machineGuid, ContextStream contexts) {
            this.machineGuid = machineGuid;
            this.contexts = contexts;
        }
    }

    /**
     * What the cloud says of its copy.
     *
     * @param hash its hash
     * @param claimId claim that it was said to
     * @param received when
     */
    private record Checkpoint(long hash, String claimId, Instant received) {}

    private final EventLoop loop;
    private final Clock clock;
    private final Host host;
    private final Publisher publisher;
    private final HubStore store;
    private final Map<UUID, NodeStream> streams = new HashMap<>();
    private LinkSession session;
    private String claimId = "";
    private boolean licenseOnly;
    private EventLoop.Timer tick;
    private long lastCreatedAt;

    ContextExport(EventLoop loop, Clock clock, Host host, Publisher publisher, HubStore store) {
        this.loop = loop;
        this.clock = clock;
        this.host = host;
        this.publisher = publisher;
        this.store = store;
    }

    /** A session is online. Streaming goes on where it was, unless it is another claim. */
    void online(LinkSession current) {
        session = current;
        if (!current.claimId().equals(claimId)) {
            claimId = current.claimId();
            streams.values().forEach(ContextExport::stop);
        }
        startTicking();
    }

    /** The session ended. */
    void offline() {
        session = null;
    }

    /** Contexts are no business of a cloud that manages licenses only: a checkpoint then waits. */
    void licenseOnly(boolean only) {
        licenseOnly = only;
        startTicking();
    }

    /** Contexts of a node changed, or a host came. */
    void changed(UUID machineGuid) {
        stream(machineGuid).changed = true;
        startTicking();
    }

    /** Nodes came or went. */
    void nodesChanged() {
        if (host.directory != null) {
            for (UUID machineGuid : List.copyOf(streams.keySet())) {
                if (host.node(machineGuid).isEmpty()) {
                    forget(machineGuid);
                }
            }
        }
        streams.values().forEach(stream -> stream.changed = true);
        startTicking();
    }

    /** The cloud states its hash: the beginning of streaming (section 1.4). */
    void checkpoint(Node node, long hash) {
        NodeStream stream = stream(node.machineGuid());
        stream.checkpointSeen = true;
        stream.streaming = false;
        stream.deferred = new Checkpoint(hash, session.claimId(), clock.instant());
        execute(stream, node);
        startTicking();
    }

    /** The cloud wants no more (section 1.7). */
    void stopStreaming(Node node) {
        NodeStream stream = stream(node.machineGuid());
        if (stream.checkpointSeen) {
            stop(stream);
        } else {
            LOG.warn("ACLK: StopStreamingContexts for node {} before any checkpoint is ignored", node.hostname());
        }
    }

    private static void stop(NodeStream stream) {
        stream.streaming = false;
        stream.deferred = null;
    }

    private void execute(NodeStream stream, Node node) {
        Checkpoint checkpoint = stream.deferred;
        Instant now = clock.instant();
        if (!checkpoint.claimId().equals(claimId)) {
            stream.deferred = null;
            return;
        }
        boolean patient = checkpoint.received().plus(MAX_DEFERRED).isAfter(now);
        if (session == null || licenseOnly || host.catalog == null || !node.ready() && patient) {
            return;
        }
        stream.deferred = null;
        scan(stream, now);
        long own = stream.contexts.hash();
        LOG.debug("ACLK: context checkpoint of node {}: cloud {}, own {}", node.hostname(), checkpoint.hash(), own);
        if (own != checkpoint.hash()) {
            sendSnapshot(stream, node, now);
        }
        stream.streaming = true;
        stream.contexts.requeue(now);
    }

    private void sendSnapshot(NodeStream stream, Node node, Instant now) {
        List<ContextUpdated> elements = stream.contexts.snapshot(now);
        publisher.publish(
                session,
                "contexts-snapshot",
                ContextsSnapshot.newBuilder()
                        .addAllContexts(elements)
                        .setClaimId(session.claimId())
                        .setNodeId(node.nodeId().orElseThrow().toString())
                        .setVersion(stream.contexts.hash())
                        .build());
        save(stream);
    }

    private void forget(UUID machineGuid) {
        streams.remove(machineGuid);
        try {
            store.delete(machineGuid);
        } catch (IOException e) {
            LOG.debug("ACLK: what the cloud knew of a removed node cannot be deleted: {}", e.toString());
        }
    }

    /** Without a session there is nobody to be in step with: what changes meanwhile is looked at when one comes. */
    private void startTicking() {
        if (tick == null && session != null && !licenseOnly) {
            tick = loop.schedule(TICK, this::tick);
        }
    }

    /** Once a second, as long as there is something to do. */
    private void tick() {
        tick = null;
        if (session == null || licenseOnly) {
            return;
        }
        Instant now = clock.instant();
        boolean more = false;
        for (NodeStream stream : List.copyOf(streams.values())) {
            more |= tick(stream, now);
        }
        if (more) {
            startTicking();
        }
    }

    private boolean tick(NodeStream stream, Instant now) {
        Node node = host.node(stream.machineGuid).orElse(null);
        if (node == null || host.catalog == null) {
            return false;
        }
        if (node.ready() && stream.changed) {
            scan(stream, now);
        }
        if (stream.deferred != null) {
            execute(stream, node);
        }
        if (session == null || !stream.streaming || node.nodeId().isEmpty()) {
            stream.contexts.prune(now);
        } else {
            List<ContextUpdated> elements = stream.contexts.update(now);
            if (!elements.isEmpty()) {
                sendUpdate(stream, node, elements, now);
            }
        }
        return stream.deferred != null || stream.changed || stream.contexts.waiting();
    }

    private void scan(NodeStream stream, Instant now) {
        stream.changed = false;
        stream.contexts.scan(host.catalog.contexts(stream.machineGuid), now);
    }

    private void sendUpdate(NodeStream stream, Node node, List<ContextUpdated> elements, Instant now) {
        lastCreatedAt = Math.max(lastCreatedAt + 1, now.getEpochSecond() * MICROS + now.getNano() / NANOS_PER_MICRO);
        publisher.publish(
                session,
                "contexts-updated",
                ContextsUpdated.newBuilder()
                        .addAllContextUpdates(elements)
                        .setClaimId(session.claimId())
                        .setNodeId(node.nodeId().orElseThrow().toString())
                        .setVersionHash(stream.contexts.hash())
                        .setCreatedAt(lastCreatedAt)
                        .build());
        save(stream);
    }

    /** What cannot be stored costs a snapshot after the next restart. */
    private void save(NodeStream stream) {
        try {
            store.save(stream.machineGuid, stream.contexts.hubCopies());
        } catch (IOException e) {
            LOG.warn("ACLK: what the cloud knows of the contexts cannot be stored: {}", e.toString());
        }
    }

    private NodeStream stream(UUID machineGuid) {
        return streams.computeIfAbsent(machineGuid, guid -> new NodeStream(guid, new ContextStream(store.load(guid))));
    }
}

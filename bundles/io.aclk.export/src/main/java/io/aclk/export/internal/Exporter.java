package io.aclk.export.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkSession;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.Subscription;
import io.aclk.schemas.ContextsCheckpoint;
import io.aclk.schemas.CreateNodeInstanceResult;
import io.aclk.schemas.StopStreamingContexts;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what happens, in the cloud and in the host, to the one thread of this bundle, and there to the part that it
 * concerns. Its methods may be called on any thread; they hand over and return.
 */
final class Exporter {

    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

    static final String SEND_NODE_INSTANCES = "SendNodeInstances";
    static final String CREATE_NODE_INSTANCE_RESULT = "CreateNodeInstanceResult";
    static final String CONTEXTS_CHECKPOINT = "ContextsCheckpoint";
    static final String STOP_STREAMING_CONTEXTS = "StopStreamingContexts";

    /** Most messages that wait for the thread. */
    static final int MAX_WAITING = 1000;

    private static final int MAX_EARLY = 16;

    private final EventLoop loop;
    private final Host host = new Host();
    private final NodeExport nodes;
    private final ContextExport contexts;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong malformed = new AtomicLong();
    private final Set<UUID> changedContexts = ConcurrentHashMap.newKeySet();
    private final AtomicInteger nodeChanges = new AtomicInteger();
    /** Of a session that we were not told of yet: the cloud may answer to its announcement faster than that. */
    private final Deque<InboundMessage> early = new ArrayDeque<>();

    private LinkSession session;
    /** Whether there is a session, seen from any thread. */
    private volatile boolean live;

    /** The cloud asked for the nodes while there was no host. */
    private boolean announcementDue;

    private Subscription nodeSubscription = () -> {};
    private Subscription contextSubscription = () -> {};

    Exporter(EventLoop loop, Clock clock, Publisher publisher, HubStore store) {
        this.loop = loop;
        this.nodes = new NodeExport(loop, clock, host, publisher);
        this.contexts = new ContextExport(loop, clock, host, publisher, store);
    }

    /** A host is there. */
    void directory(NodeDirectory directory) {
        loop.execute(() -> {
            nodeSubscription.close();
            host.directory = directory;
            nodeSubscription = directory.listen(machineGuid -> nodeChanged());
            nodes.changed();
            contexts.nodesChanged();
            if (announcementDue) {
                announcementDue = false;
                nodes.announceAll();
            }
        });
    }

    /** It is gone. */
    void noDirectory(NodeDirectory directory) {
        loop.execute(() -> {
            if (host.directory == directory) {
                nodeSubscription.close();
                host.directory = null;
            }
        });
    }

    /** Contexts are there. */
    void catalog(ContextCatalog catalog) {
        loop.execute(() -> {
            contextSubscription.close();
            host.catalog = catalog;
            contextSubscription = catalog.listen(this::contextsChanged);
            host.nodes().forEach(node -> contexts.changed(node.machineGuid()));
        });
    }

    /** They are gone. */
    void noCatalog(ContextCatalog catalog) {
        loop.execute(() -> {
            if (host.catalog == catalog) {
                contextSubscription.close();
                host.catalog = null;
            }
        });
    }

    /** Changes that come faster than they are looked at are looked at once. */
    private void nodeChanged() {
        if (nodeChanges.getAndIncrement() == 0) {
            loop.execute(() -> {
                nodeChanges.set(0);
                nodes.changed();
                contexts.nodesChanged();
            });
        }
    }

    /** Without a session it waits for one: an agent whose link is switched off does nothing here. */
    private void contextsChanged(UUID machineGuid) {
        if (changedContexts.add(machineGuid) && live) {
            loop.execute(this::lookAtChangedContexts);
        }
    }

    private void lookAtChangedContexts() {
        for (UUID machineGuid : List.copyOf(changedContexts)) {
            changedContexts.remove(machineGuid);
            contexts.changed(machineGuid);
        }
    }

    /** @param only contexts are not sent ({@code protocol/queries.md} section 3, scope) */
    void licenseOnly(boolean only) {
        loop.execute(() -> contexts.licenseOnly(only));
    }

    /** A session is online. */
    void online(LinkSession current) {
        loop.execute(() -> {
            session = current;
            live = true;
            nodes.online(current);
            contexts.online(current);
            lookAtChangedContexts();
            handleEarly();
        });
    }

    /** It ended. */
    void offline() {
        loop.execute(() -> {
            session = null;
            live = false;
            nodes.offline();
            contexts.offline();
        });
    }

    /** A message from the cloud. */
    void message(InboundMessage message) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            malformed(message.name(), "too many messages wait");
            return;
        }
        loop.execute(() -> {
            waiting.decrementAndGet();
            if (isOf(session, message)) {
                handle(message);
            } else {
                early.addLast(message);
                if (early.size() > MAX_EARLY) {
                    early.removeFirst();
                }
            }
        });
    }

    private static boolean isOf(LinkSession session, InboundMessage message) {
        return session != null && session.sessionId() == message.session().sessionId();
    }

    private void handleEarly() {
        List<InboundMessage> messages = List.copyOf(early);
        early.clear();
        messages.stream().filter(message -> isOf(session, message)).forEach(this::handle);
    }

    private void handle(InboundMessage message) {
        try {
            switch (message.name()) {
                case SEND_NODE_INSTANCES:
                    announcementDue = host.directory == null;
                    nodes.announceAll();
                    break;
                case CREATE_NODE_INSTANCE_RESULT:
                    registered(CreateNodeInstanceResult.parseFrom(message.payload()));
                    break;
                case CONTEXTS_CHECKPOINT:
                    ContextsCheckpoint checkpoint = ContextsCheckpoint.parseFrom(message.payload());
                    node(message.name(), checkpoint.getClaimId(), checkpoint.getNodeId())
                            .ifPresent(node -> contexts.checkpoint(node, checkpoint.getVersionHash()));
                    break;
                case STOP_STREAMING_CONTEXTS:
                    StopStreamingContexts stop = StopStreamingContexts.parseFrom(message.payload());
                    node(message.name(), stop.getClaimId(), stop.getNodeId()).ifPresent(contexts::stopStreaming);
                    break;
                default:
                    break;
            }
        } catch (InvalidProtocolBufferException e) {
            malformed(message.name(), e.getMessage());
        }
    }

    private void registered(CreateNodeInstanceResult result) {
        Optional<UUID> nodeId = Uuids.parse(result.getNodeId());
        Optional<Node> node = Uuids.parse(result.getMachineGuid()).flatMap(host::node);
        if (nodeId.isEmpty() || node.isEmpty()) {
            malformed(CREATE_NODE_INSTANCE_RESULT, "an id is not valid, or the node is not known");
            return;
        }
        UUID machineGuid = node.get().machineGuid();
        if (!node.get().nodeId().equals(nodeId)) {
            try {
                host.directory.assign(machineGuid, nodeId.get());
            } catch (UncheckedIOException | IllegalArgumentException e) {
                LOG.warn("ACLK: the id of node {} cannot be stored", node.get().hostname(), e);
                return;
            }
            LOG.info("ACLK: node {} is registered with the cloud", node.get().hostname());
        }
        host.node(machineGuid).ifPresent(nodes::registered);
        contexts.changed(machineGuid);
    }

    /** The node that a message is about, if it is for this claim. */
    private Optional<Node> node(String name, String claimId, String nodeId) {
        Optional<Node> node = Uuids.parse(nodeId).flatMap(host::nodeById);
        if (!claimId.equals(session.claimId()) || node.isEmpty()) {
            malformed(name, "it is for another claim or a node that is not known");
            return Optional.empty();
        }
        return node;
    }

    /** The first one is worth a look; the others are counted. */
    private void malformed(String name, String fault) {
        if (malformed.incrementAndGet() == 1) {
            LOG.warn("ACLK: Error processing message of type '{}': {}; others are counted only", name, fault);
        } else {
            LOG.debug("ACLK: Error processing message of type '{}': {}", name, fault);
        }
    }

    /** Messages that were dropped since the start. */
    long malformed() {
        return malformed.get();
    }

    /** Ends the subscriptions. */
    void close() {
        loop.execute(() -> {
            nodeSubscription.close();
            contextSubscription.close();
            nodes.offline();
            contexts.offline();
        });
    }
}

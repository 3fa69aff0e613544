package io.aclk.export.internal;

import io.aclk.api.link.LinkSession;
import io.aclk.host.api.Node;
import io.aclk.schemas.UpdateNodeInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the nodes in step with the cloud: registration, state, info, collectors ({@code protocol/messages.md} sections 3
 * and 4). Used on the export thread only.
 */
final class NodeExport {

    private static final Logger LOG = LoggerFactory.getLogger(NodeExport.class);

    /** After a node got its id. */
    static final Duration AFTER_REGISTRATION = Duration.ofMillis(1000);
    /** After its info was sent. */
    static final Duration AFTER_INFO = Duration.ofSeconds(10);
    /** After a node appeared or began to be collected. */
    static final Duration AFTER_START = Duration.ofMillis(300);
    /** After collection of the local node ended. */
    static final Duration AFTER_LOCAL_STOP = Duration.ofMillis(1000);
    /** After another node went away: it may come back from a restart. */
    static final Duration AFTER_REMOTE_STOP = Duration.ofSeconds(30);
    /** Bursts of changes of the content are one message. */
    static final Duration INFO_COALESCING = Duration.ofSeconds(30);
    /** In a session in which the cloud does not ask for the nodes. */
    static final Duration INFO_AFTER_ONLINE = Duration.ofSeconds(5);
    /** While the contexts of a node are being loaded. */
    static final Duration NOT_READY = Duration.ofSeconds(5);
    /** More than 30 s after the info. */
    static final Duration COLLECTORS_AFTER_INFO = Duration.ofSeconds(31);

    /** What is known and planned of one node. */
    private static final class Plan {
        Node node;
        boolean infoAfterConnection;
        UpdateNodeInfo sentInfo;
        EventLoop.Timer connection = EventLoop.Timer.NONE;
        EventLoop.Timer info;
        EventLoop.Timer collectors = EventLoop.Timer.NONE;

        Plan(Node node) {
            this.node = node;
        }

        void cancel() {
            connection.cancel();
            collectors.cancel();
            cancelInfo();
        }

        void cancelInfo() {
            if (info != null) {
                info.cancel();
                info = null;
            }
        }
    }

    private final EventLoop loop;
    private final Clock clock;
    private final Host host;
    private final Publisher publisher;
    private final Map<UUID, Plan> plans = new HashMap<>();
    private LinkSession session;

    NodeExport(EventLoop loop, Clock clock, Host host, Publisher publisher) {
        this.loop = loop;
        this.clock = clock;
        this.host = host;
        this.publisher = publisher;
    }

    /** A session is online, or its capabilities changed. */
    void online(LinkSession current) {
        boolean sameSession = session != null && session.sessionId() == current.sessionId();
        session = current;
        for (Node node : host.nodes()) {
            Plan plan = plan(node);
            if (sameSession) {
                connectionIn(plan, AFTER_REGISTRATION);
            } else {
                plan.sentInfo = null;
                plan.infoAfterConnection = true;
            }
            infoIn(plan, sameSession ? AFTER_REGISTRATION : INFO_AFTER_ONLINE);
        }
    }

    /** The session ended: nothing is sent, nothing is planned. */
    void offline() {
        session = null;
        plans.values().forEach(Plan::cancel);
    }

    /** The cloud wants to know all nodes. */
    void announceAll() {
        for (Node node : host.nodes()) {
            announce(plan(node));
        }
    }

    /** The cloud gave an id to a node. */
    void registered(Node node) {
        Plan plan = plan(node);
        plan.infoAfterConnection = true;
        connectionIn(plan, AFTER_REGISTRATION);
    }

    /** Nodes appeared, changed or went away. */
    void changed() {
        Set<UUID> gone = new HashSet<>(plans.keySet());
        for (Node node : host.nodes()) {
            gone.remove(node.machineGuid());
            changed(node);
        }
        if (host.directory != null) {
            gone.forEach(this::removed);
        }
    }

    private void changed(Node node) {
        Plan plan = plans.get(node.machineGuid());
        if (plan == null) {
            plan = plan(node);
            plan.infoAfterConnection = true;
            connectionIn(plan, AFTER_START);
            return;
        }
        Node before = plan.node;
        plan.node = node;
        if (before.live() != node.live()) {
            connectionIn(plan, node.live() ? AFTER_START : node.local() ? AFTER_LOCAL_STOP : AFTER_REMOTE_STOP);
        }
        if (node.nodeId().isPresent() && (plan.sentInfo == null || !plan.sentInfo.equals(info(node)))) {
            infoIn(plan, INFO_COALESCING);
        }
    }

    /** Info once more, then neither live nor queryable (section 4.3). */
    private void removed(UUID machineGuid) {
        Plan plan = plans.remove(machineGuid);
        plan.cancel();
        if (session != null && plan.node.nodeId().isPresent()) {
            publishInfo(plan);
            publisher.publish(
                    session,
                    "node-instance-connection",
                    NodeMessages.connection(session, plan.node, false, false, clock.instant()));
        }
    }

    private Plan plan(Node node) {
        Plan plan = plans.computeIfAbsent(node.machineGuid(), guid -> new Plan(node));
        plan.node = node;
        return plan;
    }

    /** A later event restarts the timer of a node. */
    private void connectionIn(Plan plan, Duration delay) {
        plan.connection.cancel();
        if (session != null) {
            plan.connection = loop.schedule(delay, () -> announceNow(plan));
        }
    }

    private void announceNow(Plan plan) {
        host.node(plan.node.machineGuid()).ifPresent(node -> {
            plan.node = node;
            announce(plan);
        });
    }

    private void announce(Plan plan) {
        plan.connection.cancel();
        if (session == null) {
            return;
        }
        Node node = plan.node;
        if (node.nodeId().isEmpty()) {
            publisher.publish(session, "create-node-instance", NodeMessages.create(session, node));
            return;
        }
        publisher.publish(
                session,
                "node-instance-connection",
                NodeMessages.connection(session, node, node.live(), true, clock.instant()));
        if (plan.infoAfterConnection) {
            plan.cancelInfo();
            sendInfo(plan);
        }
    }

    /** Info that is planned already is not put off: a steady stream of changes must not starve it. */
    private void infoIn(Plan plan, Duration delay) {
        if (plan.info == null && session != null) {
            plan.info = loop.schedule(delay, () -> {
                plan.info = null;
                host.node(plan.node.machineGuid()).ifPresent(node -> plan.node = node);
                sendInfo(plan);
            });
        }
    }

    private void sendInfo(Plan plan) {
        if (session == null || plan.node.nodeId().isEmpty()) {
            return;
        }
        if (!plan.node.ready()) {
            infoIn(plan, NOT_READY);
            return;
        }
        boolean repeated = info(plan.node).equals(plan.sentInfo);
        if (!repeated) {
            publishInfo(plan);
            plan.infoAfterConnection = false;
            connectionIn(plan, AFTER_INFO);
            plan.collectors.cancel();
            plan.collectors = loop.schedule(COLLECTORS_AFTER_INFO, () -> sendCollectors(plan));
        }
    }

    private void publishInfo(Plan plan) {
        plan.sentInfo = info(plan.node);
        LOG.debug("ACLK: sending the info of node {}", plan.node.hostname());
        publisher.publish(
                session,
                "node-instance-info",
                plan.sentInfo.toBuilder()
                        .setUpdatedAt(NodeMessages.timestamp(clock.instant()))
                        .build());
    }

    private UpdateNodeInfo info(Node node) {
        return session == null ? null : NodeMessages.info(session, node);
    }

    private void sendCollectors(Plan plan) {
        if (session == null || host.catalog == null || plan.node.nodeId().isEmpty()) {
            return;
        }
        publisher.publish(
                session,
                "node-instance-collectors",
                NodeMessages.collectors(
                        session, plan.node, List.copyOf(host.catalog.collectors(plan.node.machineGuid()))));
    }
}

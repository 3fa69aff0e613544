package io.aclk.cloud.gateway.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.Store.NodeDetails;
import io.aclk.cloud.api.Store.NodeRow;
import io.aclk.cloud.gateway.internal.Counters.Fate;
import io.aclk.schemas.ConnectionUpdateSource;
import io.aclk.schemas.ContextsSnapshot;
import io.aclk.schemas.ContextsUpdated;
import io.aclk.schemas.CreateNodeInstance;
import io.aclk.schemas.CreateNodeInstanceResult;
import io.aclk.schemas.SendNodeInstances;
import io.aclk.schemas.UpdateAgentConnection;
import io.aclk.schemas.UpdateNodeCollectors;
import io.aclk.schemas.UpdateNodeInfo;
import io.aclk.schemas.UpdateNodeInstanceConnection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cloud side does with each message of an agent ({@code protocol/messages.md}). The messages of one agent come
 * one after the other; those of several may come at once.
 */
final class AgentMessages {

    /** The capability of an agent that answers a repeated request from the first run ({@code protocol/queries.md}). */
    private static final String REPEATS = "req_repeat";

    /** Who waits for agents. Called on the threads of the messages. */
    interface Arrivals {
        /**
         * An agent is connected; told again when it says so again.
         *
         * @param takesRepeats it does nothing twice when it is asked twice under one id
         */
        void connected(String claimId, long sessionId, boolean takesRepeats);

        /** A node can be asked from now on. */
        void queryable(UUID nodeId);
    }

    private static final Logger LOG = LoggerFactory.getLogger(AgentMessages.class);

    private final Store store;
    private final Routes routes;
    private final AgentCommands commands;
    private final Checkpoints checkpoints;
    private final Arrivals arrivals;
    private final PendingDetails pending = new PendingDetails();

    AgentMessages(Store store, Routes routes, AgentCommands commands, Checkpoints checkpoints, Arrivals arrivals) {
        this.store = store;
        this.routes = routes;
        this.commands = commands;
        this.checkpoints = checkpoints;
        this.arrivals = arrivals;
    }

    /**
     * Handles one.
     *
     * @param claimId who sent it, as the broker saw
     * @param about what it is, the part of the topic after {@code outbox/}
     * @throws InvalidProtocolBufferException if it cannot be parsed
     * @throws IllegalArgumentException if a value in it cannot be
     * @throws RefusedException if it is not this agent's to say
     */
    Fate handle(String claimId, String about, byte[] payload) throws InvalidProtocolBufferException, RefusedException {
        switch (about) {
            case Topics.CONNECTION -> agentConnection(claimId, UpdateAgentConnection.parseFrom(payload));
            case Topics.NODE_CREATE -> nodeCreate(claimId, CreateNodeInstance.parseFrom(payload));
            case Topics.NODE_CONNECTION -> nodeConnection(claimId, UpdateNodeInstanceConnection.parseFrom(payload));
            case Topics.NODE_INFO -> nodeInfo(claimId, UpdateNodeInfo.parseFrom(payload));
            case Topics.NODE_COLLECTORS -> collectors(claimId, UpdateNodeCollectors.parseFrom(payload));
            case Topics.CONTEXTS_SNAPSHOT -> snapshot(claimId, ContextsSnapshot.parseFrom(payload));
            case Topics.CONTEXTS_UPDATED -> updated(claimId, ContextsUpdated.parseFrom(payload));
            default -> {
                return Fate.IGNORED;
            }
        }
        return Fate.HANDLED;
    }

    private void agentConnection(String claimId, UpdateAgentConnection message) throws RefusedException {
        Messages.sameClaim(claimId, message.getClaimId());
        if (message.getReachable() && banned(claimId)) {
            commands.disconnect(claimId); // banned between its login and its connection
            return;
        }
        boolean graceful = !message.getReachable()
                && message.getUpdateSource() == ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT;
        Map<String, Integer> capabilities =
                message.getReachable() ? Messages.capabilities(message.getCapabilitiesList()) : Map.of();
        boolean applied =
                store.agentConnection(claimId, message.getReachable(), message.getSessionId(), graceful, capabilities);
        if (!applied) {
            if (store.agent(claimId).isEmpty()) {
                commands.disconnect(claimId); // removed while it was connecting
            }
            return;
        }
        if (message.getReachable()) {
            connected(claimId, message.getSessionId());
            askForNodes(claimId);
            arrivals.connected(claimId, message.getSessionId(), capabilities.containsKey(REPEATS));
        } else {
            if (routes.session(claimId).isPresent()) {
                LOG.info("The agent {} of {} {}", claimId, name(claimId), graceful ? "said goodbye" : "is lost");
            }
            if (banned(claimId)) {
                routes.dismissed(claimId);
            } else {
                routes.disconnected(claimId);
            }
            pending.forget(claimId);
        }
    }

    private boolean banned(String claimId) {
        return store.agent(claimId).flatMap(Store.Agent::banned).isPresent();
    }

    /** Only changes are logged: an agent may say it twice. */
    private void connected(String claimId, long session) {
        if (!routes.session(claimId).equals(OptionalLong.of(session))) {
            LOG.info("The agent {} of {} is connected", claimId, name(claimId));
        }
        routes.connected(claimId, session);
    }

    private String name(String claimId) {
        return store.agent(claimId).map(Store.Agent::hostname).orElse("a removed node");
    }

    /** Asks an agent to announce its nodes. */
    void askForNodes(String claimId) {
        commands.send(
                claimId,
                "SendNodeInstances",
                SendNodeInstances.newBuilder()
                        .setClaimId(claimId)
                        .setSpaceId(store.space().id().toString())
                        .build());
    }

    private void nodeCreate(String claimId, CreateNodeInstance message) throws RefusedException {
        Messages.sameClaim(claimId, message.getClaimId());
        UUID machine = Messages.uuid("machine_guid", message.getMachineGuid());
        register(claimId, machine, message.getHostname(), hops(claimId, machine, message.getHops()));
    }

    private void register(String claimId, UUID machine, String hostname, int hops) {
        UUID node = store.createNode(claimId, machine, hostname, hops);
        pending.take(claimId, machine).ifPresent(details -> store.nodeInfo(node, details));
        commands.send(
                claimId,
                "CreateNodeInstanceResult",
                CreateNodeInstanceResult.newBuilder()
                        .setNodeId(node.toString())
                        .setMachineGuid(machine.toString())
                        .build());
    }

    private void nodeConnection(String claimId, UpdateNodeInstanceConnection message) throws RefusedException {
        Messages.sameClaim(claimId, message.getClaimId());
        UUID node = Messages.uuid("node_id", message.getNodeId());
        long session = message.getSessionId();
        if (session < routes.session(claimId).orElse(Long.MIN_VALUE)) {
            return; // said in a session that is over
        }
        if (routes.session(claimId).isEmpty()) {
            stillConnected(claimId, session);
        }
        Optional<NodeRow> known = store.node(node);
        if (known.isEmpty()) {
            unknownNode(claimId, message.getHops());
            return;
        }
        if (!store.holds(claimId, node)) {
            if (store.agent(claimId).isEmpty()) {
                commands.disconnect(claimId); // superseded by another claim: told so when it logs in again
                return;
            }
            throw new RefusedException("the agent has not registered this node");
        }
        int hops = hops(claimId, known.get().machineGuid(), message.getHops());
        // first, so that whoever sees the node live can ask it
        boolean first = routes.announced(claimId, node, message.getLiveness(), message.getQueryable(), hops);
        store.nodeConnection(claimId, node, message.getLiveness(), message.getQueryable(), session, hops);
        if (first) {
            arrivals.queryable(node);
        }
        pending.take(claimId, known.get().machineGuid()).ifPresent(details -> store.nodeInfo(node, details));
        if (first) {
            checkpoints.announce(claimId, node);
        }
    }

    /**
     * How far a node is from an agent. One that speaks for another machine is never as near as that machine itself, so
     * that it cannot draw requests away from an agent that runs there.
     */
    private int hops(String claimId, UUID machine, int said) {
        boolean own = store.agent(claimId)
                .map(Store.Agent::machineGuid)
                .filter(machine::equals)
                .isPresent();
        return own ? said : Math.max(1, said);
    }

    /** We started while the agent stayed connected: what it says proves that it is there. */
    private void stillConnected(String claimId, long session) {
        Map<String, Integer> capabilities =
                store.agent(claimId).map(Store.Agent::capabilities).orElse(Map.of());
        if (store.agentConnection(claimId, true, session, false, capabilities)) {
            connected(claimId, session);
        }
    }

    /**
     * An agent announces a node id that we never gave: a stock agent does so after it was claimed anew without a restart
     * ({@code protocol/claiming.md} section 5). Its own machine we know from the claim, so it is given a new id; it would
     * not ask for one.
     */
    private void unknownNode(String claimId, int hops) {
        if (hops == 0) {
            store.agent(claimId).ifPresent(agent -> register(claimId, agent.machineGuid(), agent.hostname(), hops));
        }
    }

    private void nodeInfo(String claimId, UpdateNodeInfo message) throws RefusedException {
        Messages.sameClaim(claimId, message.getClaimId());
        String guid =
                message.getMachineGuid().isEmpty() ? message.getData().getMachineGuid() : message.getMachineGuid();
        UUID machine = Messages.uuid("machine_guid", guid);
        NodeDetails details = Messages.details(message.getData());
        Optional<UUID> node = store.nodeOf(machine);
        if (node.isPresent() && routes.holds(claimId, node.get())) {
            store.nodeInfo(node.get(), details);
        } else {
            pending.keep(claimId, machine, details); // stock agents say it before they have a node id, and only once
        }
    }

    private UUID held(String claimId, String nodeId) throws RefusedException {
        UUID node = Messages.uuid("node_id", nodeId);
        if (!routes.holds(claimId, node)) {
            throw new RefusedException("the agent has not announced this node");
        }
        return node;
    }

    private void collectors(String claimId, UpdateNodeCollectors message) throws RefusedException {
        Messages.sameClaim(claimId, message.getClaimId());
        UUID node = held(claimId, message.getNodeId());
        store.nodeCollectors(
                node,
                message.getCollectorsList().stream()
                        .map(collector -> collector.getPlugin() + ":" + collector.getModule())
                        .toList());
    }

    private void snapshot(String claimId, ContextsSnapshot message) throws RefusedException {
        Messages.sameClaim(claimId, message.getClaimId());
        UUID node = held(claimId, message.getNodeId());
        store.contextsSnapshot(node, Messages.contexts(message.getContextsList()));
        compare(claimId, node, message.getVersion());
    }

    private void updated(String claimId, ContextsUpdated message) throws RefusedException {
        Messages.sameClaim(claimId, message.getClaimId());
        UUID node = held(claimId, message.getNodeId());
        store.contextsUpdate(
                node,
                Messages.contexts(message.getContextUpdatesList()),
                Messages.deleted(message.getContextUpdatesList()));
        compare(claimId, node, message.getVersionHash());
    }

    private void compare(String claimId, UUID node, long hash) {
        if (store.contextsHash(node) == hash) {
            checkpoints.agrees(node);
        } else {
            checkpoints.differs(claimId, node);
        }
    }
}

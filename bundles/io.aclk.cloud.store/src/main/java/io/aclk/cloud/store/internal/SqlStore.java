package io.aclk.cloud.store.internal;

import io.aclk.cloud.api.ClaimRefusedException;
import io.aclk.cloud.api.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The store in SQL: one class for each subject behind it. Thread-safe. */
final class SqlStore implements Store {

    private final Access access;
    private final Agents agents;
    private final Nodes nodes;
    private final NodeRows rows;
    private final Contexts contexts;

    SqlStore(Database database, Clock clock, StoreLimits limits) {
        NodeStates states = new NodeStates(clock);
        access = new Access(database, clock);
        agents = new Agents(database, clock, states);
        nodes = new Nodes(database, clock, states, agents, limits.nodesPerAgent());
        rows = new NodeRows(database);
        contexts = new Contexts(database, limits.contextsPerNode());
    }

    @Override
    public Space space() {
        return access.space();
    }

    @Override
    public List<Room> rooms() {
        return access.rooms();
    }

    @Override
    public List<Token> tokens() {
        return access.tokens();
    }

    @Override
    public String createToken(String name, Optional<Instant> expires) {
        return access.createToken(name, expires);
    }

    @Override
    public Optional<Token> token(String secret) {
        return access.token(secret);
    }

    @Override
    public boolean revokeToken(String idOrSecret) {
        return access.revokeToken(idOrSecret);
    }

    @Override
    public boolean authenticate(String user, String password) {
        return access.authenticate(user, password);
    }

    @Override
    public void setPassword(String user, String password) {
        access.setPassword(user, password);
    }

    @Override
    public Optional<String> passwordEdition(String user) {
        return access.passwordEdition(user);
    }

    @Override
    public boolean hasUsers() {
        return access.hasUsers();
    }

    @Override
    public void claim(Claim claim) throws ClaimRefusedException {
        agents.claim(claim);
    }

    @Override
    public Optional<Agent> agent(String claimId) {
        return agents.agent(claimId);
    }

    @Override
    public boolean removed(String claimId) {
        return agents.removed(claimId);
    }

    @Override
    public boolean agentConnection(
            String claimId, boolean reachable, long sessionId, boolean graceful, Map<String, Integer> capabilities) {
        return agents.connection(claimId, reachable, sessionId, graceful, capabilities);
    }

    @Override
    public Optional<List<String>> setBanned(UUID id, boolean banned) {
        return agents.setBanned(id, banned);
    }

    @Override
    public void disconnectAll() {
        agents.disconnectAll();
    }

    @Override
    public UUID createNode(String claimId, UUID machineGuid, String hostname, int hops) {
        return nodes.create(claimId, machineGuid, hostname, hops);
    }

    @Override
    public boolean holds(String claimId, UUID nodeId) {
        return nodes.holds(claimId, nodeId);
    }

    @Override
    public void nodeConnection(String claimId, UUID nodeId, boolean live, boolean queryable, long sessionId, int hops) {
        nodes.connection(claimId, nodeId, live, queryable, sessionId, hops);
    }

    @Override
    public void nodeInfo(UUID nodeId, NodeDetails details) {
        nodes.info(nodeId, details);
    }

    @Override
    public Optional<UUID> nodeOf(UUID machineGuid) {
        return nodes.nodeOf(machineGuid);
    }

    @Override
    public void nodeCollectors(UUID nodeId, List<String> collectors) {
        nodes.collectors(nodeId, collectors);
    }

    @Override
    public List<NodeRow> nodes() {
        return rows.all();
    }

    @Override
    public Optional<NodeRow> node(UUID nodeId) {
        return rows.one(nodeId);
    }

    @Override
    public Optional<List<String>> removeNode(UUID id) {
        return nodes.remove(id);
    }

    @Override
    public List<ContextRow> contexts(UUID nodeId) {
        return contexts.of(nodeId);
    }

    @Override
    public void contextsSnapshot(UUID nodeId, List<ContextRow> rows) {
        contexts.snapshot(nodeId, rows);
    }

    @Override
    public void contextsUpdate(UUID nodeId, List<ContextRow> changed, List<String> deleted) {
        contexts.change(nodeId, changed, deleted);
    }

    @Override
    public long contextsHash(UUID nodeId) {
        return contexts.hash(nodeId);
    }
}

package io.aclk.cloud.store.internal;

import static io.aclk.cloud.store.internal.Sql.batch;
import static io.aclk.cloud.store.internal.Sql.first;
import static io.aclk.cloud.store.internal.Sql.list;
import static io.aclk.cloud.store.internal.Sql.text;
import static io.aclk.cloud.store.internal.Sql.update;

import io.aclk.cloud.api.LimitReachedException;
import io.aclk.cloud.api.Store.NodeDetails;
import io.aclk.cloud.api.Store.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Changes of nodes: creation, announcements by agents, description, removal. */
final class Nodes {

    private static final int TEXT = 255;

    private final Database database;
    private final Clock clock;
    private final NodeStates states;
    private final Agents agents;
    private final int perAgent;

    Nodes(Database database, Clock clock, NodeStates states, Agents agents, int perAgent) {
        this.database = database;
        this.clock = clock;
        this.states = states;
        this.agents = agents;
        this.perAgent = perAgent;
    }

    UUID create(String claimId, UUID machineGuid, String hostname, int hops) {
        return database.durable("create a node", connection -> {
            if (!claimed(connection, claimId)) {
                throw new IllegalArgumentException("the claim has ended");
            }
            Optional<UUID> existing = nodeOf(connection, machineGuid);
            boolean registered = existing.isPresent() && hasInstance(connection, existing.get(), claimId);
            if (!registered) {
                requireRoom(connection, claimId);
            }
            UUID id = existing.orElseGet(UUID::randomUUID);
            if (existing.isPresent()) {
                update(connection, "UPDATE node SET hostname = ? WHERE id = ?", text(hostname, TEXT), id);
            } else {
                Instant now = clock.instant();
                update(
                        connection,
                        "INSERT INTO node (id, machine_guid, hostname, created, state, since, graceful)"
                                + " VALUES (?, ?, ?, ?, ?, ?, FALSE)",
                        id,
                        machineGuid,
                        text(hostname, TEXT),
                        now,
                        NodeState.OFFLINE.name(),
                        now);
            }
            if (!registered) {
                insertInstance(connection, id, claimId, false, false, 0, hops);
            }
            return id;
        });
    }

    private void requireRoom(Connection connection, String claimId) throws SQLException {
        int nodes = first(
                        connection,
                        "SELECT COUNT(*) FROM node_instance WHERE claim_id = ?",
                        row -> row.getInt(1),
                        claimId)
                .orElse(0);
        if (nodes >= perAgent) {
            throw new LimitReachedException("the agent has " + nodes
                    + " nodes already; nodes.per.agent in conf/io.aclk.cloud.cfg allows no more");
        }
    }

    private static Optional<UUID> nodeOf(Connection connection, UUID machineGuid) throws SQLException {
        return first(
                connection,
                "SELECT id FROM node WHERE machine_guid = ?",
                row -> UUID.fromString(row.getString(1)),
                machineGuid);
    }

    private static boolean claimed(Connection connection, String claimId) throws SQLException {
        return first(
                        connection,
                        "SELECT 1 FROM agent WHERE claim_id = ? AND NOT removed",
                        row -> row.getInt(1),
                        claimId)
                .isPresent();
    }

    private static boolean hasInstance(Connection connection, UUID nodeId, String claimId) throws SQLException {
        return first(
                        connection,
                        "SELECT 1 FROM node_instance WHERE node_id = ? AND claim_id = ?",
                        row -> row.getInt(1),
                        nodeId,
                        claimId)
                .isPresent();
    }

    private static void insertInstance(
            Connection connection, UUID nodeId, String claimId, boolean live, boolean queryable, long session, int hops)
            throws SQLException {
        update(
                connection,
                "INSERT INTO node_instance (node_id, claim_id, live, queryable, session_id, hops)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                nodeId,
                claimId,
                live,
                queryable,
                session,
                hops);
    }

    void connection(String claimId, UUID nodeId, boolean live, boolean queryable, long sessionId, int hops) {
        database.transaction("store the state of a node", connection -> {
            boolean current = first(
                            connection,
                            "SELECT session_id FROM agent WHERE claim_id = ? AND NOT removed AND session_id <= ?",
                            row -> row.getLong(1),
                            claimId,
                            sessionId)
                    .isPresent();
            if (!current || !holds(connection, claimId, nodeId)) {
                return false;
            }
            int changed = update(
                    connection,
                    "UPDATE node_instance SET live = ?, queryable = ?, session_id = ?, hops = ?"
                            + " WHERE node_id = ? AND claim_id = ? AND session_id <= ?",
                    live,
                    queryable,
                    sessionId,
                    hops,
                    nodeId,
                    claimId,
                    sessionId);
            if (changed == 0 && !hasInstance(connection, nodeId, claimId)) {
                insertInstance(connection, nodeId, claimId, live, queryable, sessionId, hops);
            }
            states.refresh(connection, nodeId.toString());
            return true;
        });
    }

    boolean holds(String claimId, UUID nodeId) {
        return database.transaction("look for the agent of a node", connection -> holds(connection, claimId, nodeId));
    }

    private static boolean holds(Connection connection, String claimId, UUID nodeId) throws SQLException {
        return first(
                        connection,
                        "SELECT 1 FROM node n, agent a WHERE n.id = ? AND a.claim_id = ? AND NOT a.removed"
                                + " AND (n.machine_guid = a.machine_guid OR EXISTS (SELECT 1 FROM node_instance i"
                                + " WHERE i.node_id = n.id AND i.claim_id = a.claim_id))",
                        row -> row.getInt(1),
                        nodeId,
                        claimId)
                .isPresent();
    }

    private static boolean exists(Connection connection, UUID nodeId) throws SQLException {
        return first(connection, "SELECT 1 FROM node WHERE id = ?", row -> row.getInt(1), nodeId)
                .isPresent();
    }

    void info(UUID nodeId, NodeDetails details) {
        database.transaction("store the description of a node", connection -> {
            if (!exists(connection, nodeId)) {
                return false;
            }
            update(connection, "DELETE FROM node_detail WHERE node_id = ?", nodeId);
            update(
                    connection,
                    "INSERT INTO node_detail (node_id, hostname, os, os_name, os_version, kernel_name, kernel_version,"
                            + " architecture, cpus, cpu_frequency, memory, disk_space, agent_version, timezone,"
                            + " virtualization, container) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    nodeId,
                    text(details.hostname(), TEXT),
                    text(details.os(), TEXT),
                    text(details.osName(), TEXT),
                    text(details.osVersion(), TEXT),
                    text(details.kernelName(), TEXT),
                    text(details.kernelVersion(), TEXT),
                    text(details.architecture(), TEXT),
                    details.cpus(),
                    text(details.cpuFrequency(), TEXT),
                    text(details.memory(), TEXT),
                    text(details.diskSpace(), TEXT),
                    text(details.version(), TEXT),
                    text(details.timezone(), TEXT),
                    text(details.virtualization(), TEXT),
                    text(details.container(), TEXT));
            if (!details.hostname().isEmpty()) {
                update(connection, "UPDATE node SET hostname = ? WHERE id = ?", text(details.hostname(), TEXT), nodeId);
            }
            update(connection, "DELETE FROM node_label WHERE node_id = ?", nodeId);
            Map<String, Object[]> labels = new LinkedHashMap<>();
            details.labels().forEach((name, value) -> {
                String key = text(name, TEXT);
                labels.put(key, new Object[] {nodeId, key, text(value, 2000)});
            });
            batch(
                    connection,
                    "INSERT INTO node_label (node_id, name, label_value) VALUES (?, ?, ?)",
                    List.copyOf(labels.values()));
            return true;
        });
    }

    Optional<UUID> nodeOf(UUID machineGuid) {
        return database.transaction("look for a node", connection -> nodeOf(connection, machineGuid));
    }

    void collectors(UUID nodeId, List<String> collectors) {
        database.transaction("store the collectors of a node", connection -> {
            update(connection, "DELETE FROM node_collector WHERE node_id = ?", nodeId);
            if (exists(connection, nodeId)) {
                batch(
                        connection,
                        "INSERT INTO node_collector (node_id, name) VALUES (?, ?)",
                        collectors.stream()
                                .map(name -> text(name, 500))
                                .distinct()
                                .map(name -> new Object[] {nodeId, name})
                                .toList());
            }
            return true;
        });
    }

    Optional<List<String>> remove(UUID id) {
        return database.durable("remove a node", connection -> {
            if (exists(connection, id)) {
                return Optional.of(removeNode(connection, id));
            }
            String claimId = id.toString();
            boolean unseen = claimed(connection, claimId)
                    && first(
                                    connection,
                                    "SELECT 1 FROM node_instance WHERE claim_id = ?",
                                    row -> row.getInt(1),
                                    claimId)
                            .isEmpty();
            if (!unseen) {
                return Optional.empty();
            }
            agents.end(connection, claimId);
            return Optional.of(List.of(claimId));
        });
    }

    private List<String> removeNode(Connection connection, UUID nodeId) throws SQLException {
        List<String> onlyThisNode = list(
                connection,
                "SELECT i.claim_id FROM node_instance i WHERE i.node_id = ? AND NOT EXISTS (SELECT 1 FROM"
                        + " node_instance o WHERE o.claim_id = i.claim_id AND o.node_id <> i.node_id)",
                row -> row.getString(1),
                nodeId);
        update(connection, "DELETE FROM node WHERE id = ?", nodeId);
        for (String claimId : onlyThisNode) {
            agents.end(connection, claimId);
        }
        return onlyThisNode;
    }
}

package io.aclk.cloud.store.internal;

import static io.aclk.cloud.store.internal.Sql.list;

import io.aclk.cloud.api.Store.NodeDetails;
import io.aclk.cloud.api.Store.NodeRow;
import io.aclk.cloud.api.Store.NodeState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Reads nodes as people see them: a few queries for any number of nodes. */
final class NodeRows {

    private static final String ANY = "";

    private final Database database;

    NodeRows(Database database) {
        this.database = database;
    }

    List<NodeRow> all() {
        return database.transaction("read the nodes", connection -> {
            List<NodeRow> rows = new ArrayList<>(seen(connection, ANY));
            rows.addAll(unseen(connection));
            rows.sort(Comparator.comparing(NodeRow::hostname).thenComparing(NodeRow::id));
            return List.copyOf(rows);
        });
    }

    Optional<NodeRow> one(UUID nodeId) {
        return database.transaction("read a node", connection -> seen(connection, nodeId.toString()).stream()
                .findFirst());
    }

    /** One agent that holds a node. */
    private record Route(String claimId, int hops) {}

    private static List<NodeRow> seen(Connection connection, String only) throws SQLException {
        Map<String, Route> routes = routes(connection, only);
        Map<String, Map<String, String>> labels = labels(connection, only);
        Map<String, NodeDetails> details = details(connection, only, labels);
        Map<String, List<String>> rooms = rooms(
                connection,
                "SELECT DISTINCT i.node_id, r.name, r.sort_order FROM node_instance i"
                        + " JOIN agent_room ar ON ar.claim_id = i.claim_id JOIN room r ON r.id = ar.room_id"
                        + where("i.node_id", only) + " ORDER BY r.sort_order, r.name",
                only);
        return list(
                connection,
                "SELECT id, machine_guid, hostname, state, since, graceful, EXISTS (SELECT 1 FROM agent a WHERE"
                        + " a.machine_guid = node.machine_guid AND a.banned IS NOT NULL AND NOT a.removed) FROM node"
                        + where("id", only),
                row -> {
                    String id = row.getString(1);
                    Route route = routes.getOrDefault(id, new Route("", 0));
                    return new NodeRow(
                            UUID.fromString(id),
                            route.claimId(),
                            UUID.fromString(row.getString(2)),
                            row.getString(3),
                            NodeState.valueOf(row.getString(4)),
                            Instant.ofEpochMilli(row.getLong(5)),
                            row.getBoolean(6),
                            row.getBoolean(7),
                            route.hops(),
                            rooms.getOrDefault(id, List.of()),
                            Optional.ofNullable(details.get(id)));
                },
                values(only));
    }

    /** Claimed agents of which no node is known yet; not the new claim of one that still connects by an earlier one. */
    private static List<NodeRow> unseen(Connection connection) throws SQLException {
        Map<String, List<String>> rooms = rooms(
                connection,
                "SELECT ar.claim_id, r.name, r.sort_order FROM agent_room ar JOIN room r ON r.id = ar.room_id"
                        + " ORDER BY r.sort_order, r.name",
                ANY);
        return list(
                connection,
                "SELECT a.claim_id, a.machine_guid, a.hostname, a.claimed, a.graceful, a.banned IS NOT NULL FROM agent a"
                        + " WHERE NOT a.removed AND NOT EXISTS"
                        + " (SELECT 1 FROM node_instance i WHERE i.claim_id = a.claim_id) AND NOT EXISTS"
                        + " (SELECT 1 FROM agent e WHERE e.machine_guid = a.machine_guid AND e.public_key = a.public_key"
                        + " AND e.claimed < a.claimed AND NOT e.removed)",
                row -> {
                    String claimId = row.getString(1);
                    return new NodeRow(
                            UUID.fromString(claimId),
                            claimId,
                            UUID.fromString(row.getString(2)),
                            row.getString(3),
                            NodeState.UNSEEN,
                            Instant.ofEpochMilli(row.getLong(4)),
                            row.getBoolean(5),
                            row.getBoolean(6),
                            0,
                            rooms.getOrDefault(claimId, List.of()),
                            Optional.empty());
                });
    }

    private static String where(String column, String only) {
        return only.isEmpty() ? "" : " WHERE " + column + " = ?";
    }

    private static Object[] values(String only) {
        return only.isEmpty() ? new Object[0] : new Object[] {only};
    }

    /** The best agent of each node: connected, collecting, queryable, near, newest, in this order. */
    private static Map<String, Route> routes(Connection connection, String only) throws SQLException {
        Map<String, Route> best = new HashMap<>();
        list(
                connection,
                "SELECT i.node_id, i.claim_id, i.hops FROM node_instance i JOIN agent a ON a.claim_id = i.claim_id"
                        + where("i.node_id", only)
                        + " ORDER BY CASE WHEN a.reachable AND i.session_id = a.session_id THEN 0 ELSE 1 END,"
                        + " CASE WHEN i.live THEN 0 ELSE 1 END, CASE WHEN i.queryable THEN 0 ELSE 1 END,"
                        + " i.hops, i.session_id DESC, i.claim_id",
                row -> best.putIfAbsent(row.getString(1), new Route(row.getString(2), row.getInt(3))),
                values(only));
        return best;
    }

    private static Map<String, List<String>> rooms(Connection connection, String sql, String only) throws SQLException {
        Map<String, List<String>> rooms = new HashMap<>();
        list(
                connection,
                sql,
                row -> rooms.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                        .add(row.getString(2)),
                values(only));
        return rooms;
    }

    private static Map<String, Map<String, String>> labels(Connection connection, String only) throws SQLException {
        Map<String, Map<String, String>> labels = new HashMap<>();
        list(
                connection,
                "SELECT node_id, name, label_value FROM node_label" + where("node_id", only),
                row -> labels.computeIfAbsent(row.getString(1), id -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3)),
                values(only));
        return labels;
    }

    private static Map<String, NodeDetails> details(
            Connection connection, String only, Map<String, Map<String, String>> labels) throws SQLException {
        Map<String, NodeDetails> details = new HashMap<>();
        list(
                connection,
                "SELECT node_id, hostname, os, os_name, os_version, kernel_name, kernel_version, architecture, cpus,"
                        + " cpu_frequency, memory, disk_space, agent_version, timezone, virtualization, container"
                        + " FROM node_detail" + where("node_id", only),
                row -> details.put(row.getString(1), readDetails(row, labels.getOrDefault(row.getString(1), Map.of()))),
                values(only));
        return details;
    }

    private static NodeDetails readDetails(ResultSet row, Map<String, String> labels) throws SQLException {
        return new NodeDetails(
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getString(14),
                row.getString(15),
                row.getString(16),
                Map.copyOf(labels));
    }
}

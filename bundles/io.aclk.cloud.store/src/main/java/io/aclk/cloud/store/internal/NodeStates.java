package io.aclk.cloud.store.internal;

import static io.aclk.cloud.store.internal.Sql.first;
import static io.aclk.cloud.store.internal.Sql.list;
import static io.aclk.cloud.store.internal.Sql.update;

import io.aclk.cloud.api.Store.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/**
 * Derives the state of a node from what its agents said last, and keeps it with the time of its last change.
 *
 * <p>What an agent said counts while it is connected and in the session in which it said it: after a reconnection a node
 * is offline until it is announced again.
 */
final class NodeStates {

    private final Clock clock;

    NodeStates(Clock clock) {
        this.clock = clock;
    }

    private record Instance(
            boolean counts, boolean live, boolean queryable, boolean agentReachable, boolean graceful) {}

    private record Known(NodeState state, boolean graceful) {}

    /**
     * Brings the stored state of nodes up to date, in the order given. Callers sort by id, so that two transactions
     * lock rows in the same order.
     */
    void refresh(Connection connection, List<String> nodeIds) throws SQLException {
        for (String nodeId : nodeIds) {
            refresh(connection, nodeId);
        }
    }

    void refresh(Connection connection, String nodeId) throws SQLException {
        Known before = first(
                        connection,
                        "SELECT state, graceful FROM node WHERE id = ? FOR UPDATE",
                        row -> new Known(NodeState.valueOf(row.getString(1)), row.getBoolean(2)),
                        nodeId)
                .orElse(null);
        if (before == null) {
            return;
        }
        List<Instance> instances = list(
                connection,
                "SELECT i.session_id = a.session_id, i.live, i.queryable, a.reachable, a.graceful"
                        + " FROM node_instance i JOIN agent a ON a.claim_id = i.claim_id WHERE i.node_id = ?"
                        + " ORDER BY i.session_id DESC",
                row -> new Instance(
                        row.getBoolean(1) && row.getBoolean(4),
                        row.getBoolean(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5)),
                nodeId);
        Known after = derive(instances, before);
        if (after.state() != before.state()) {
            update(
                    connection,
                    "UPDATE node SET state = ?, since = ?, graceful = ? WHERE id = ?",
                    after.state().name(),
                    clock.instant(),
                    after.graceful(),
                    nodeId);
        }
    }

    private static Known derive(List<Instance> instances, Known before) {
        if (instances.stream().anyMatch(i -> i.counts() && i.live())) {
            return new Known(NodeState.LIVE, false);
        }
        if (instances.stream().anyMatch(i -> i.counts() && i.queryable())) {
            return new Known(NodeState.STALE, false);
        }
        // the agent of the newest session is the last one that left
        boolean graceful = instances.stream()
                .findFirst()
                .map(i -> !i.agentReachable() && i.graceful())
                .orElse(before.graceful());
        return new Known(NodeState.OFFLINE, graceful);
    }
}

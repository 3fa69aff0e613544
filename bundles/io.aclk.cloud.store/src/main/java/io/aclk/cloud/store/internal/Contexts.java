package io.aclk.cloud.store.internal;

import static io.aclk.cloud.store.internal.Sql.batch;
import static io.aclk.cloud.store.internal.Sql.first;
import static io.aclk.cloud.store.internal.Sql.list;
import static io.aclk.cloud.store.internal.Sql.text;
import static io.aclk.cloud.store.internal.Sql.update;

import io.aclk.cloud.api.LimitReachedException;
import io.aclk.cloud.api.Store.ContextRow;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The contexts of nodes: our copy of what each agent holds ({@code protocol/streams.md} section 1). */
final class Contexts {

    private static final int ID = 500;

    private final Database database;
    private final int perNode;

    Contexts(Database database, int perNode) {
        this.database = database;
        this.perNode = perNode;
    }

    List<ContextRow> of(UUID nodeId) {
        return database.transaction(
                "read the contexts of a node",
                connection -> list(
                        connection,
                        "SELECT id, version, first_entry, last_entry, title, priority, chart_type, units, family"
                                + " FROM node_context WHERE node_id = ? ORDER BY priority, id",
                        row -> new ContextRow(
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getString(5),
                                row.getLong(6),
                                row.getString(7),
                                row.getString(8),
                                row.getString(9)),
                        nodeId));
    }

    void snapshot(UUID nodeId, List<ContextRow> contexts) {
        database.transaction("store the contexts of a node", connection -> {
            if (!lock(connection, nodeId)) {
                return 0;
            }
            update(connection, "DELETE FROM node_context WHERE node_id = ?", nodeId);
            insert(connection, nodeId, contexts);
            requireRoom(connection, nodeId);
            return contexts.size();
        });
    }

    void change(UUID nodeId, List<ContextRow> changed, List<String> deleted) {
        database.transaction("store changed contexts of a node", connection -> {
            if (!lock(connection, nodeId)) {
                return 0;
            }
            // away with the old rows of the changed ones too: the same on every database, where an upsert is not
            Map<String, Object[]> gone = new LinkedHashMap<>();
            deleted.forEach(id -> gone.put(text(id, ID), new Object[] {nodeId, text(id, ID)}));
            changed.forEach(row -> gone.put(text(row.id(), ID), new Object[] {nodeId, text(row.id(), ID)}));
            batch(connection, "DELETE FROM node_context WHERE node_id = ? AND id = ?", List.copyOf(gone.values()));
            insert(connection, nodeId, changed);
            requireRoom(connection, nodeId);
            return changed.size();
        });
    }

    /** Throws, and so takes the change back, when there are too many. */
    private void requireRoom(Connection connection, UUID nodeId) throws SQLException {
        int contexts = first(
                        connection, "SELECT COUNT(*) FROM node_context WHERE node_id = ?", row -> row.getInt(1), nodeId)
                .orElse(0);
        if (contexts > perNode) {
            throw new LimitReachedException("the node would have " + contexts
                    + " contexts; contexts.per.node in conf/io.aclk.cloud.cfg allows " + perNode);
        }
    }

    /** One writer for each node; false if it does not exist. */
    private static boolean lock(Connection connection, UUID nodeId) throws SQLException {
        return first(connection, "SELECT id FROM node WHERE id = ? FOR UPDATE", row -> row.getString(1), nodeId)
                .isPresent();
    }

    private static void insert(Connection connection, UUID nodeId, List<ContextRow> contexts) throws SQLException {
        Map<String, Object[]> rows = new LinkedHashMap<>(); // the last one wins if an id comes twice
        for (ContextRow context : contexts) {
            String id = text(context.id(), ID);
            rows.put(id, new Object[] {
                nodeId,
                id,
                context.version(),
                context.firstEntry(),
                context.lastEntry(),
                text(context.title(), 1000),
                context.priority(),
                text(context.chartType(), 100),
                text(context.units(), 255),
                text(context.family(), 500)
            });
        }
        batch(
                connection,
                "INSERT INTO node_context (node_id, id, version, first_entry, last_entry, title, priority, chart_type,"
                        + " units, family) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                List.copyOf(rows.values()));
    }

    long hash(UUID nodeId) {
        // summed as decimals: 64-bit numbers of a hostile agent must wrap, where SQL would fail
        return database.transaction("compute the version hash of a node", connection -> first(
                        connection,
                        "SELECT COALESCE(SUM(CAST(version AS DECIMAL(38)) + last_entry - first_entry), 0)"
                                + " FROM node_context WHERE node_id = ?",
                        row -> row.getBigDecimal(1),
                        nodeId)
                .map(BigDecimal::toBigInteger)
                .map(Number::longValue)
                .orElse(0L));
    }
}

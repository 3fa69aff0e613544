package io.aclk.cloud.store.internal;

import static io.aclk.cloud.store.internal.Sql.batch;
import static io.aclk.cloud.store.internal.Sql.first;
import static io.aclk.cloud.store.internal.Sql.list;
import static io.aclk.cloud.store.internal.Sql.text;
import static io.aclk.cloud.store.internal.Sql.update;

import io.aclk.cloud.api.ClaimRefusedException;
import io.aclk.cloud.api.ClaimRefusedException.Reason;
import io.aclk.cloud.api.Store.Agent;
import io.aclk.cloud.api.Store.Claim;
import io.aclk.cloud.api.Store.Room;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Claimed agents and whether they are connected.
 *
 * <p>An ended claim stays as a row that says so, for then its agent can be told that it was removed, and not only that
 * nobody knows it.
 */
final class Agents {

    private final Database database;
    private final Clock clock;
    private final NodeStates states;

    Agents(Database database, Clock clock, NodeStates states) {
        this.database = database;
        this.clock = clock;
        this.states = states;
    }

    private record Existing(String publicKey, String tokenId, boolean removed) {}

    void claim(Claim claim) throws ClaimRefusedException {
        database.<Integer, ClaimRefusedException>durable("store a claim", connection -> {
            Instant now = clock.instant();
            String token = Access.validToken(connection, claim.token(), now)
                    .orElseThrow(() -> new ClaimRefusedException(
                            Reason.FORBIDDEN, "The claim token is unknown, expired or revoked"));
            Set<UUID> rooms = rooms(connection, claim.rooms());
            Optional<Existing> existing = existing(connection, claim.claimId());
            if (existing.isPresent() && !existing.get().removed()) {
                boolean repeated = existing.get().tokenId().equals(token)
                        && existing.get().publicKey().equals(claim.publicKey());
                if (!repeated) {
                    throw new ClaimRefusedException(
                            Reason.ALREADY_CLAIMED,
                            "This claim id belongs to another key or was made with another token");
                }
                return 0;
            }
            update(connection, "DELETE FROM agent WHERE claim_id = ?", claim.claimId());
            update(
                    connection,
                    "INSERT INTO agent (claim_id, machine_guid, hostname, public_key, token_id, claimed, removed,"
                            + " reachable, graceful, session_id) VALUES (?, ?, ?, ?, ?, ?, FALSE, FALSE, FALSE, 0)",
                    claim.claimId(),
                    claim.machineGuid(),
                    text(claim.hostname(), 255),
                    claim.publicKey(),
                    token,
                    afterOthers(connection, claim, now));
            batch(
                    connection,
                    "INSERT INTO agent_room (claim_id, room_id) VALUES (?, ?)",
                    rooms.stream()
                            .map(room -> new Object[] {claim.claimId(), room})
                            .toList());
            return 1;
        });
    }

    /** When a claim was made: after the others of the machine, though the clock went back. */
    private static Instant afterOthers(Connection connection, Claim claim, Instant now) throws SQLException {
        return first(
                        connection,
                        "SELECT MAX(claimed) FROM agent WHERE machine_guid = ?",
                        row -> Instant.ofEpochMilli(row.getLong(1) + 1),
                        claim.machineGuid())
                .filter(now::isBefore)
                .orElse(now);
    }

    private static Optional<Existing> existing(Connection connection, String claimId) throws SQLException {
        return first(
                connection,
                "SELECT public_key, token_id, removed FROM agent WHERE claim_id = ?",
                row -> new Existing(row.getString(1), row.getString(2), row.getBoolean(3)),
                claimId);
    }

    /** Every agent is in the default room, and in those it names. */
    private static Set<UUID> rooms(Connection connection, List<String> names)
            throws SQLException, ClaimRefusedException {
        List<Room> known = Access.rooms(connection);
        Set<UUID> result = new LinkedHashSet<>();
        result.add(known.get(0).id());
        for (String name : names) {
            result.add(known.stream()
                    .filter(room -> room.id().toString().equalsIgnoreCase(name)
                            || room.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ClaimRefusedException(
                            Reason.INVALID_ROOM_ID, "A room is unknown; there are " + names(known)))
                    .id());
        }
        return result;
    }

    private static List<String> names(List<Room> rooms) {
        return rooms.stream().map(Room::name).toList();
    }

    /**
     * An agent has one claim id: when the same machine claimed with the same key again and connects by that claim, its
     * earlier ones are over. (The key pair survives a re-claim, so another key means another installation, perhaps a clone,
     * and proves nothing.) Not before it connects: if the answer to its claim was lost, it knows the earlier one only.
     *
     * <p>The nodes that it held go over to the new claim, since a stock agent announces them again without registering
     * them ({@code protocol/claiming.md} section 5).
     */
    private void supersedeEarlierClaims(Connection connection, String claimId) throws SQLException {
        List<String> earlier = list(
                connection,
                "SELECT e.claim_id FROM agent a JOIN agent e ON e.machine_guid = a.machine_guid"
                        + " AND e.public_key = a.public_key AND e.claimed < a.claimed AND NOT e.removed"
                        + " WHERE a.claim_id = ? AND NOT a.removed ORDER BY e.claim_id",
                row -> row.getString(1),
                claimId);
        if (earlier.isEmpty()) {
            return;
        }
        Map<String, Integer> hops = new TreeMap<>();
        for (String superseded : earlier) {
            list(
                    connection,
                    "SELECT node_id, hops FROM node_instance WHERE claim_id = ?",
                    row -> hops.put(row.getString(1), row.getInt(2)),
                    superseded);
            end(connection, superseded);
        }
        hops.keySet().removeAll(nodesOf(connection, claimId));
        batch(
                connection,
                "INSERT INTO node_instance (node_id, claim_id, live, queryable, session_id, hops)"
                        + " VALUES (?, ?, FALSE, FALSE, 0, ?)",
                hops.entrySet().stream()
                        .map(node -> new Object[] {node.getKey(), claimId, node.getValue()})
                        .toList());
    }

    /** Ends a claim; the nodes that the agent held stay. */
    void end(Connection connection, String claimId) throws SQLException {
        List<String> nodes = nodesOf(connection, claimId);
        update(connection, "UPDATE agent SET removed = TRUE, reachable = FALSE WHERE claim_id = ?", claimId);
        update(connection, "DELETE FROM node_instance WHERE claim_id = ?", claimId);
        update(connection, "DELETE FROM agent_capability WHERE claim_id = ?", claimId);
        states.refresh(connection, nodes);
    }

    private static List<String> nodesOf(Connection connection, String claimId) throws SQLException {
        return list(
                connection,
                "SELECT node_id FROM node_instance WHERE claim_id = ? ORDER BY node_id",
                row -> row.getString(1),
                claimId);
    }

    Optional<Agent> agent(String claimId) {
        return database.transaction("read an agent", connection -> {
            Map<String, Integer> capabilities = new TreeMap<>();
            list(
                    connection,
                    "SELECT name, version FROM agent_capability WHERE claim_id = ?",
                    row -> capabilities.put(row.getString(1), row.getInt(2)),
                    claimId);
            return first(
                    connection,
                    "SELECT machine_guid, hostname, public_key, reachable, session_id, claimed, banned FROM agent"
                            + " WHERE claim_id = ? AND NOT removed",
                    row -> new Agent(
                            claimId,
                            UUID.fromString(row.getString(1)),
                            row.getString(2),
                            row.getString(3),
                            row.getBoolean(4),
                            row.getLong(5),
                            Instant.ofEpochMilli(row.getLong(6)),
                            Map.copyOf(capabilities),
                            instant(row, 7)),
                    claimId);
        });
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    Optional<List<String>> setBanned(UUID id, boolean banned) {
        return database.durable(banned ? "ban an agent" : "lift a ban", connection -> {
            List<String> agents = list(
                    connection,
                    "SELECT claim_id FROM agent WHERE NOT removed"
                            + " AND (claim_id = ? OR machine_guid = (SELECT machine_guid FROM node WHERE id = ?))"
                            + " ORDER BY claim_id",
                    row -> row.getString(1),
                    id,
                    id);
            boolean node = first(connection, "SELECT 1 FROM node WHERE id = ?", row -> row.getInt(1), id)
                    .isPresent();
            if (agents.isEmpty() && !node) {
                return Optional.empty();
            }
            List<String> changed = new ArrayList<>();
            for (String claimId : agents) {
                int rows = banned
                        ? update(
                                connection,
                                "UPDATE agent SET banned = ? WHERE claim_id = ? AND banned IS NULL",
                                clock.instant(),
                                claimId)
                        : update(
                                connection,
                                "UPDATE agent SET banned = NULL WHERE claim_id = ? AND banned IS NOT NULL",
                                claimId);
                if (rows > 0) {
                    changed.add(claimId);
                }
            }
            return Optional.of(List.copyOf(changed));
        });
    }

    boolean removed(String claimId) {
        return database.transaction("look for an ended claim", connection -> existing(connection, claimId)
                .map(Existing::removed)
                .orElse(false));
    }

    boolean connection(
            String claimId, boolean reachable, long sessionId, boolean graceful, Map<String, Integer> capabilities) {
        return database.transaction("store a connection", connection -> {
            if (reachable) {
                supersedeEarlierClaims(connection, claimId);
            }
            // a second event of a session only counts when it ends it: the will after a goodbye says nothing new
            int changed = update(
                    connection,
                    "UPDATE agent SET reachable = ?, graceful = ?, session_id = ? WHERE claim_id = ? AND NOT removed"
                            + " AND (session_id < ? OR (session_id = ? AND (reachable OR ?)))",
                    reachable,
                    graceful,
                    sessionId,
                    claimId,
                    sessionId,
                    sessionId,
                    reachable);
            if (changed == 0) {
                return false;
            }
            update(connection, "DELETE FROM agent_capability WHERE claim_id = ?", claimId);
            batch(
                    connection,
                    "INSERT INTO agent_capability (claim_id, name, version) VALUES (?, ?, ?)",
                    capabilities.entrySet().stream()
                            .map(e -> new Object[] {claimId, text(e.getKey(), 100), e.getValue()})
                            .toList());
            states.refresh(connection, nodesOf(connection, claimId));
            return true;
        });
    }

    void disconnectAll() {
        database.transaction("mark all agents as disconnected", connection -> {
            int changed = update(connection, "UPDATE agent SET reachable = FALSE, graceful = FALSE WHERE reachable");
            states.refresh(connection, list(connection, "SELECT id FROM node ORDER BY id", row -> row.getString(1)));
            return changed;
        });
    }
}

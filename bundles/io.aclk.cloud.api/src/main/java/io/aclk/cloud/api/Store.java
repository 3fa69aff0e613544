package io.aclk.cloud.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the cloud side knows, durably. Every method is one transaction, committed when it returns; all may block and
 * throw {@link StoreException}. Thread-safe.
 */
@ProviderType
public interface Store {

    // ---- spaces, rooms, tokens, people

    /** The space of this cloud side. Made on first start. */
    Space space();

    /** The rooms of the space, the default one first. */
    List<Room> rooms();

    /** All claim tokens, revoked and expired ones too; without their secrets. */
    List<Token> tokens();

    /**
     * Makes a claim token.
     *
     * @param name for people
     * @param expires end of its validity, empty = none
     * @return the secret; only its hash is stored, so it is never shown again
     */
    String createToken(String name, Optional<Instant> expires);

    /** The token with this secret, revoked and expired ones too; without the secret. */
    Optional<Token> token(String secret);

    /**
     * Revokes a token. Agents claimed with it stay.
     *
     * @param idOrSecret id of the token or the token itself
     * @return false if there is none
     */
    boolean revokeToken(String idOrSecret);

    /** Whether user name and password are right. Takes about as long for an unknown user. */
    boolean authenticate(String user, String password);

    /**
     * Sets the password of a person, making the person if there is none.
     *
     * @param user user name
     * @param password at least 8 characters
     */
    void setPassword(String user, String password);

    /**
     * Which password of a person this is: opaque and no secret, another one after each {@link #setPassword}.
     *
     * @return empty if there is no such person
     */
    Optional<String> passwordEdition(String user);

    /** Whether any person exists: false only before the first start is complete. */
    boolean hasUsers();

    // ---- claimed agents

    /**
     * Registers a claim. The same claim id with the same key and token again is accepted (a repeated request). Earlier
     * claims of the machine with the key stay until the agent connects by this one: an agent that did not get the answer
     * goes on with what it has.
     *
     * @throws ClaimRefusedException with the verdict for the agent
     */
    void claim(Claim claim) throws ClaimRefusedException;

    /** A claimed agent, removed ones excepted. */
    Optional<Agent> agent(String claimId);

    /** Whether a claim existed and was ended on purpose: its agent need not try again, while an unknown one may. */
    boolean removed(String claimId);

    /**
     * An agent connected or disconnected. An event of an older session than the one recorded changes nothing. A connection
     * by a claim ends the earlier claims of its machine with its key and takes their nodes over.
     *
     * @param claimId which
     * @param reachable connected
     * @param sessionId its session, microseconds since the epoch
     * @param graceful it said goodbye itself (false: the broker published its last will)
     * @param capabilities name to version of the enabled ones; empty when not reachable
     * @return whether the event was applied
     */
    boolean agentConnection(
            String claimId, boolean reachable, long sessionId, boolean graceful, Map<String, Integer> capabilities);

    /**
     * Bans the agent of a machine, or lifts that. A banned agent stays claimed, and may not log in; a new claim of the same
     * machine is not banned.
     *
     * @param id node id of the machine, or a claim id
     * @param banned whether it is banned from now on
     * @return claim ids that changed, none if the machine has no agent of its own or nothing changes; empty Optional if
     *     there is no such node and no such claim
     */
    Optional<List<String>> setBanned(UUID id, boolean banned);

    /** Marks all agents as not reachable: on start nobody is connected. */
    void disconnectAll();

    // ---- nodes

    /**
     * The node id of a machine in the space: the existing one, or a new one ({@code protocol/messages.md} section 3).
     *
     * @return the node id
     * @throws IllegalArgumentException if there is no such claim, or it has ended
     * @throws LimitReachedException if the agent has registered as many nodes as it may
     */
    UUID createNode(String claimId, UUID machineGuid, String hostname, int hops);

    /** Whether an agent may speak of a node: it is of its own machine, or it registered it with {@link #createNode}. */
    boolean holds(String claimId, UUID nodeId);

    /**
     * The state of a node as an agent tells it; an older session than the one recorded changes nothing, nor does an agent
     * that does not {@linkplain #holds hold} the node.
     */
    void nodeConnection(String claimId, UUID nodeId, boolean live, boolean queryable, long sessionId, int hops);

    /** Stores what a machine is. */
    void nodeInfo(UUID nodeId, NodeDetails details);

    /** Node id of a machine that has one. */
    Optional<UUID> nodeOf(UUID machineGuid);

    /** Replaces the list of collectors of a node, each {@code plugin:module}. */
    void nodeCollectors(UUID nodeId, List<String> collectors);

    /** All nodes and claimed agents that never connected, by name. */
    List<NodeRow> nodes();

    /** A node. */
    Optional<NodeRow> node(UUID nodeId);

    /**
     * Removes a node. If its agent has no other node, its claim ends too and it can log in no more.
     *
     * @param id node id, or claim id of an agent that never connected
     * @return claim ids that ended; empty Optional if there is no such node
     */
    Optional<List<String>> removeNode(UUID id);

    // ---- contexts

    /** The contexts of a node, by priority. */
    List<ContextRow> contexts(UUID nodeId);

    /**
     * Replaces all contexts of a node.
     *
     * @throws LimitReachedException if they are more than a node may have; nothing is changed then
     */
    void contextsSnapshot(UUID nodeId, List<ContextRow> contexts);

    /**
     * Applies changes: deleted ones go, others are added or replaced.
     *
     * @throws LimitReachedException if there would be more than a node may have; nothing is changed then
     */
    void contextsUpdate(UUID nodeId, List<ContextRow> changed, List<String> deleted);

    /**
     * The version hash of what is stored ({@code protocol/streams.md} section 1.3).
     *
     * @return sum of version + lastEntry - firstEntry, modulo 2^64; 0 if there is none
     */
    long contextsHash(UUID nodeId);

    // ---- rows

    /** The space. */
    record Space(UUID id, String name) {}

    /** A room of the space. */
    record Room(UUID id, String name) {}

    /**
     * A claim token without its secret.
     *
     * @param id short, for people
     * @param expires end of validity
     * @param revoked it is valid no more
     */
    record Token(String id, String name, Instant created, Optional<Instant> expires, boolean revoked) {}

    /**
     * A claim as an agent sends it, checked for form.
     *
     * @param claimId lower-case UUID text
     * @param hostname host name
     * @param machineGuid machine
     * @param publicKey PEM
     * @param token the secret
     * @param rooms ids or names of rooms
     */
    record Claim(
            String claimId, String hostname, UUID machineGuid, String publicKey, String token, List<String> rooms) {
        @Override
        public String toString() {
            return "claim " + claimId + " of " + hostname;
        }
    }

    /**
     * A claimed agent.
     *
     * @param publicKey PEM
     * @param reachable connected now
     * @param sessionId its last session, 0 if it never connected
     * @param capabilities name to version, as last announced
     * @param banned since when it may not log in
     */
    record Agent(
            String claimId,
            UUID machineGuid,
            String hostname,
            String publicKey,
            boolean reachable,
            long sessionId,
            Instant claimed,
            Map<String, Integer> capabilities,
            Optional<Instant> banned) {}

    /** State of a node, as people see it. */
    enum NodeState {
        /** Connected, and its data is being collected. */
        LIVE,
        /** An agent holds its data and answers queries, but it is not being collected. */
        STALE,
        /** No agent that holds it is connected. */
        OFFLINE,
        /** Claimed, and never connected. */
        UNSEEN
    }

    /**
     * What a machine is ({@code protocol/messages.md} section 4.4); empty texts where unknown.
     *
     * @param labels host labels
     */
    record NodeDetails(
            String hostname,
            String os,
            String osName,
            String osVersion,
            String kernelName,
            String kernelVersion,
            String architecture,
            int cpus,
            String cpuFrequency,
            String memory,
            String diskSpace,
            String version,
            String timezone,
            String virtualization,
            String container,
            Map<String, String> labels) {}

    /**
     * A node as people see it.
     *
     * @param id node id; for an unseen one the claim id of its agent
     * @param claimId an agent through which it can be reached, the best one first
     * @param since last change of the state
     * @param graceful the last agent that left said goodbye
     * @param banned the agent of its machine may not log in
     * @param details what it is, once known
     */
    record NodeRow(
            UUID id,
            String claimId,
            UUID machineGuid,
            String hostname,
            NodeState state,
            Instant since,
            boolean graceful,
            boolean banned,
            int hops,
            List<String> rooms,
            Optional<NodeDetails> details) {}

    /** A context of a node; fields as in {@code protocol/messages.md} section 5. */
    record ContextRow(
            String id,
            long version,
            long firstEntry,
            long lastEntry,
            String title,
            long priority,
            String chartType,
            String units,
            String family) {}
}

package io.aclk.host.api;

import java.util.List;
import java.util.UUID;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The nodes that a host knows, and their identities. Thread-safe; reads never block on I/O.
 */
@ProviderType
public interface NodeDirectory {

    /** All nodes, the local one first. Never empty. */
    List<Node> nodes();

    /** The node of the machine that the host runs on. */
    default Node local() {
        return nodes().get(0);
    }

    /**
     * Stores the identity that the cloud gave to a node. Durable when the call returns.
     *
     * @param machineGuid a node of {@link #nodes()}
     * @param nodeId the identity
     * @throws IllegalArgumentException if no such node is known
     * @throws java.io.UncheckedIOException if it could not be stored; the old identity then stays
     */
    void assign(UUID machineGuid, UUID nodeId);

    /** Forgets the identities of all nodes, because they were given under another claim. Durable on return. */
    void forgetNodeIds();

    /**
     * Gives the local node another permanent identity, because this one belongs to another machine. Its node id is
     * forgotten, its history stays. Durable on return.
     *
     * @param machineGuid the new identity
     * @throws UnsupportedOperationException if the identity is not the host's to give
     * @throws java.io.UncheckedIOException if it could not be stored; the old identity then stays
     */
    void changeMachineGuid(UUID machineGuid);

    /**
     * Tells a listener of changes from now on.
     *
     * @param listener called on a thread of the host, one call at a time; must return at once
     * @return ends it; idempotent
     */
    Subscription listen(Listener listener);

    /** What a listener is told. */
    @ConsumerType
    interface Listener {
        /** A node appeared, or its liveness, info or labels changed. Not called for {@link #assign}. */
        void nodeChanged(UUID machineGuid);
    }
}

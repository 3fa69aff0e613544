package io.aclk.export.internal;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The host as it is now: its parts come and go. Used on the export thread only. */
final class Host {

    NodeDirectory directory;
    ContextCatalog catalog;

    /** All nodes; none while there is no directory. */
    List<Node> nodes() {
        return directory == null ? List.of() : directory.nodes();
    }

    /** A node by its permanent identity. */
    Optional<Node> node(UUID machineGuid) {
        return nodes().stream()
                .filter(node -> node.machineGuid().equals(machineGuid))
                .findFirst();
    }

    /** A node by the identity that the cloud gave to it. */
    Optional<Node> nodeById(UUID nodeId) {
        return nodes().stream()
                .filter(node -> node.nodeId().equals(Optional.of(nodeId)))
                .findFirst();
    }
}

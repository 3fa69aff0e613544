package io.aclk.agent.web.internal;

import io.aclk.host.api.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The names by which a node can be meant. */
final class Nodes {

    private Nodes() {}

    /** Host name, machine GUID and, once registered, node id. */
    static List<String> names(Node node) {
        List<String> names = new ArrayList<>(3);
        names.add(node.hostname());
        names.add(node.machineGuid().toString());
        node.nodeId().map(UUID::toString).ifPresent(names::add);
        return names;
    }

    /**
     * Finds the node of a {@code /host/<id>} or {@code /node/<id>} prefix ({@code protocol/queries.md} section 3).
     *
     * @param nodeIdFirst node ids win over machine GUIDs
     * @return {@code null} if there is none
     */
    static Node find(List<Node> nodes, String id, boolean nodeIdFirst) {
        Node found = nodeIdFirst ? byNodeId(nodes, id) : byMachineGuid(nodes, id);
        if (found == null) {
            found = nodeIdFirst ? byMachineGuid(nodes, id) : byNodeId(nodes, id);
        }
        if (found != null) {
            return found;
        }
        for (Node node : nodes) {
            if (node.hostname().equals(id)) {
                return node;
            }
        }
        return null;
    }

    private static Node byMachineGuid(List<Node> nodes, String id) {
        for (Node node : nodes) {
            if (node.machineGuid().toString().equalsIgnoreCase(id)) {
                return node;
            }
        }
        return null;
    }

    private static Node byNodeId(List<Node> nodes, String id) {
        for (Node node : nodes) {
            if (node.nodeId().isPresent() && node.nodeId().get().toString().equalsIgnoreCase(id)) {
                return node;
            }
        }
        return null;
    }

    static String nodeId(Node node) {
        return node.nodeId().map(UUID::toString).orElse(null);
    }
}

package io.aclk.doctor.internal;

import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.NodeInfo;
import io.aclk.host.api.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The one node of a host that does not run. It can be looked at, and nothing else. */
final class StoppedNode implements NodeDirectory {

    private static final String UNKNOWN = "unknown";

    private final Node node;

    StoppedNode(UUID machineGuid, String version) {
        NodeInfo info = new NodeInfo(
                UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0, 0, UNKNOWN, 0, 0, version, "stable",
                UNKNOWN, UNKNOWN, UNKNOWN);
        node = new Node(machineGuid, Optional.empty(), UNKNOWN, 0, false, false, info, Map.of());
    }

    @Override
    public List<Node> nodes() {
        return List.of(node);
    }

    @Override
    public void assign(UUID machineGuid, UUID nodeId) {
        throw new UnsupportedOperationException("the agent does not run: nothing is stored");
    }

    @Override
    public void forgetNodeIds() {
        throw new UnsupportedOperationException("the agent does not run: nothing is stored");
    }

    @Override
    public void changeMachineGuid(UUID machineGuid) {
        throw new UnsupportedOperationException("the agent does not run: nothing is stored");
    }

    @Override
    public Subscription listen(Listener listener) {
        return () -> {};
    }
}

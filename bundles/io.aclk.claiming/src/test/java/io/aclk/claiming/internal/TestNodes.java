package io.aclk.claiming.internal;

import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.NodeInfo;
import io.aclk.host.api.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A host with one node, which counts how often its ids were forgotten. */
class TestNodes implements NodeDirectory {

    static final UUID MACHINE_GUID = UUID.fromString("9f0af6f3-c046-487f-8bdf-b85c402f769a");

    final AtomicInteger forgotten = new AtomicInteger();
    private volatile UUID machineGuid = MACHINE_GUID;
    private volatile Optional<UUID> nodeId = Optional.empty();

    @Override
    public List<Node> nodes() {
        return List.of(node(machineGuid, nodeId));
    }

    static Node node() {
        return node(MACHINE_GUID, Optional.empty());
    }

    private static Node node(UUID machineGuid, Optional<UUID> nodeId) {
        NodeInfo info = new NodeInfo(
                "linux", "Debian", "debian", "12", "Linux", "6.1", "x86_64", 1, 0, "cpu", 0, 0, "v0.1.0", "stable",
                "UTC", "none", "none");
        return new Node(machineGuid, nodeId, "golden-agent", 0, true, true, info, Map.of());
    }

    @Override
    public void assign(UUID node, UUID id) {
        if (!node.equals(machineGuid)) {
            throw new IllegalArgumentException("no such node");
        }
        nodeId = Optional.of(id);
    }

    @Override
    public void forgetNodeIds() {
        nodeId = Optional.empty();
        forgotten.incrementAndGet();
    }

    @Override
    public void changeMachineGuid(UUID changed) {
        forgetNodeIds();
        machineGuid = changed;
    }

    @Override
    public Subscription listen(Listener listener) {
        return () -> {};
    }
}

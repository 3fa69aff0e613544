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

    @Override
    public List<Node> nodes() {
        return List.of(node());
    }

    static Node node() {
        NodeInfo info = new NodeInfo(
                "linux", "Debian", "debian", "12", "Linux", "6.1", "x86_64", 1, 0, "cpu", 0, 0, "v0.1.0", "stable",
                "UTC", "none", "none");
        return new Node(MACHINE_GUID, Optional.empty(), "golden-agent", 0, true, true, info, Map.of());
    }

    @Override
    public void assign(UUID machineGuid, UUID nodeId) {
        throw new IllegalArgumentException("claiming does not assign node ids");
    }

    @Override
    public void forgetNodeIds() {
        forgotten.incrementAndGet();
    }

    @Override
    public void changeMachineGuid(UUID machineGuid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription listen(Listener listener) {
        return () -> {};
    }
}

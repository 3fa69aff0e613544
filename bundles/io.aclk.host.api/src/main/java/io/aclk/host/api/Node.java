package io.aclk.host.api;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One node that a host knows: the machine it runs on, or one that sends its metrics through it.
 *
 * @param machineGuid permanent identity, made by the host
 * @param nodeId identity given by the cloud, empty until registered
 * @param hostname host name
 * @param hops 0 the local node, 1 or more for others
 * @param live data of the node is being collected now
 * @param ready contexts are loaded, so that node info may be sent
 * @param info what the machine is
 * @param labels host labels, automatic and user-defined, those of the {@link HostLabels} whiteboard included
 */
public record Node(
        UUID machineGuid,
        Optional<UUID> nodeId,
        String hostname,
        int hops,
        boolean live,
        boolean ready,
        NodeInfo info,
        Map<String, String> labels) {

    /** Checks that nothing is missing. */
    public Node {
        Objects.requireNonNull(machineGuid, "machineGuid");
        Objects.requireNonNull(nodeId, "nodeId");
        Objects.requireNonNull(hostname, "hostname");
        Objects.requireNonNull(info, "info");
        labels = Map.copyOf(labels);
    }

    /** Whether this is the machine that the host runs on. */
    public boolean local() {
        return hops == 0;
    }
}

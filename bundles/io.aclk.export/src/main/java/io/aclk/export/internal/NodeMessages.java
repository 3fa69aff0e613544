package io.aclk.export.internal;

import com.google.protobuf.Timestamp;
import io.aclk.api.link.LinkSession;
import io.aclk.host.api.Capability;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.Node;
import io.aclk.schemas.CollectorInfo;
import io.aclk.schemas.CreateNodeInstance;
import io.aclk.schemas.MachineLearningInfo;
import io.aclk.schemas.NodeInfo;
import io.aclk.schemas.NodeInfo2;
import io.aclk.schemas.NodeInstanceInfo;
import io.aclk.schemas.UpdateNodeCollectors;
import io.aclk.schemas.UpdateNodeInfo;
import io.aclk.schemas.UpdateNodeInstanceConnection;
import java.time.Instant;
import java.util.List;

/** Makes the messages about nodes ({@code protocol/messages.md} sections 3 and 4). */
final class NodeMessages {

    /** In the list of the agent, never in that of a node instance (section 7). */
    private static final String AGENT_ONLY = "json";

    private static final String ML = "ml";
    private static final int NANOS_PER_MICRO = 1000;

    private NodeMessages() {}

    /** A node asks for its id. */
    static CreateNodeInstance create(LinkSession session, Node node) {
        return CreateNodeInstance.newBuilder()
                .setClaimId(session.claimId())
                .setMachineGuid(node.machineGuid().toString())
                .setHostname(node.hostname())
                .setHops(node.hops())
                .build();
    }

    /** The state of a node that has an id. */
    static UpdateNodeInstanceConnection connection(
            LinkSession session, Node node, boolean live, boolean queryable, Instant now) {
        return UpdateNodeInstanceConnection.newBuilder()
                .setClaimId(session.claimId())
                .setNodeId(node.nodeId().orElseThrow().toString())
                .setLiveness(live)
                .setQueryable(queryable)
                .setSessionId(session.sessionId())
                .setUpdatedAt(timestamp(now))
                .setHops(node.hops())
                .addAllCapabilities(instanceCapabilities(session))
                .build();
    }

    /** What a node is. {@code updated_at} is left out, so that two of them can be compared. */
    static UpdateNodeInfo info(LinkSession session, Node node) {
        MachineLearningInfo ml = machineLearning(session);
        UpdateNodeInfo.Builder message = UpdateNodeInfo.newBuilder()
                .setClaimId(session.claimId())
                .setData(data(node, ml))
                .setMachineGuid(node.machineGuid().toString())
                .setChild(!node.local())
                .setMlInfo(ml)
                .setNodeInfo(NodeInfo2.newBuilder().addAllCapabilities(agentCapabilities(session)))
                .setNodeInstanceInfo(NodeInstanceInfo.newBuilder().addAllCapabilities(instanceCapabilities(session)));
        node.nodeId().ifPresent(id -> message.setNodeId(id.toString()));
        return message.build();
    }

    private static NodeInfo data(Node node, MachineLearningInfo ml) {
        io.aclk.host.api.NodeInfo info = node.info();
        return NodeInfo.newBuilder()
                .setName(node.hostname())
                .setOs(info.os())
                .setOsName(info.osName())
                .setOsVersion(info.osVersion())
                .setKernelName(info.kernelName())
                .setKernelVersion(info.kernelVersion())
                .setArchitecture(info.architecture())
                .setCpus(info.cpus())
                .setCpuFrequency(Long.toString(info.cpuFrequencyHz()))
                .setMemory(Long.toString(info.memoryBytes()))
                .setDiskSpace(Long.toString(info.diskBytes()))
                .setVersion(info.version())
                .setReleaseChannel(info.releaseChannel())
                .setTimezone(info.timezone())
                .setVirtualizationType(info.virtualization())
                .setContainerType(info.container())
                .setMachineGuid(node.machineGuid().toString())
                .putAllHostLabels(node.labels())
                .setMlInfo(ml)
                .build();
    }

    private static MachineLearningInfo machineLearning(LinkSession session) {
        MachineLearningInfo.Builder ml = MachineLearningInfo.newBuilder();
        for (Capability capability : session.capabilities()) {
            if (capability.name().equals(ML) && capability.version() > 0) {
                ml.setMlCapable(true).setMlEnabled(capability.enabled());
            }
        }
        return ml.build();
    }

    /** Who collects data of a node. */
    static UpdateNodeCollectors collectors(LinkSession session, Node node, List<ContextCatalog.Collector> collectors) {
        return UpdateNodeCollectors.newBuilder()
                .setClaimId(session.claimId())
                .setNodeId(node.nodeId().orElseThrow().toString())
                .addAllCollectors(collectors.stream()
                        .map(collector -> CollectorInfo.newBuilder()
                                .setModule(collector.module())
                                .setPlugin(collector.plugin())
                                .build())
                        .toList())
                .build();
    }

    /** Microsecond precision, as the reference agent sends it. */
    static Timestamp timestamp(Instant now) {
        return Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano() / NANOS_PER_MICRO * NANOS_PER_MICRO)
                .build();
    }

    private static List<io.aclk.schemas.Capability> agentCapabilities(LinkSession session) {
        return session.capabilities().stream().map(NodeMessages::capability).toList();
    }

    private static List<io.aclk.schemas.Capability> instanceCapabilities(LinkSession session) {
        return session.capabilities().stream()
                .filter(capability -> !capability.name().equals(AGENT_ONLY))
                .map(NodeMessages::capability)
                .toList();
    }

    private static io.aclk.schemas.Capability capability(Capability capability) {
        return io.aclk.schemas.Capability.newBuilder()
                .setName(capability.name())
                .setVersion(capability.version())
                .setEnabled(capability.enabled())
                .build();
    }
}

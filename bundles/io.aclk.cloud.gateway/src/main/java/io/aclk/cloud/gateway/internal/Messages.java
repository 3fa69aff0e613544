package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Store.ContextRow;
import io.aclk.cloud.api.Store.NodeDetails;
import io.aclk.schemas.Capability;
import io.aclk.schemas.ContextUpdated;
import io.aclk.schemas.NodeInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Turns parts of protobuf messages into rows of the store; refuses what cannot be true. */
final class Messages {

    private static final int MAX_CAPABILITIES = 200;
    private static final int MAX_LABELS = 1_000;

    private Messages() {}

    /** A UUID that must be there. */
    static UUID uuid(String field, String text) {
        return Uuids.parse(text).orElseThrow(() -> new IllegalArgumentException(field + " is not a UUID"));
    }

    /** The claim id of a topic is the truth; another one in the payload is refused. */
    static void sameClaim(String claimId, String inPayload) throws RefusedException {
        if (!claimId.equalsIgnoreCase(inPayload)) {
            throw new RefusedException("the claim id in it is not the one of the connection");
        }
    }

    /** The enabled ones, with their version. */
    static Map<String, Integer> capabilities(List<Capability> list) {
        Map<String, Integer> enabled = new LinkedHashMap<>();
        list.stream()
                .filter(capability -> capability.getEnabled() && capability.getVersion() > 0)
                .limit(MAX_CAPABILITIES)
                .forEach(capability -> enabled.put(capability.getName(), capability.getVersion()));
        return enabled;
    }

    /** What a machine is. */
    static NodeDetails details(NodeInfo info) {
        Map<String, String> labels = new LinkedHashMap<>();
        info.getHostLabelsMap().entrySet().stream()
                .limit(MAX_LABELS)
                .forEach(label -> labels.put(label.getKey(), label.getValue()));
        return new NodeDetails(
                info.getName(),
                info.getOs(),
                info.getOsName(),
                info.getOsVersion(),
                info.getKernelName(),
                info.getKernelVersion(),
                info.getArchitecture(),
                info.getCpus(),
                info.getCpuFrequency(),
                info.getMemory(),
                info.getDiskSpace(),
                info.getVersion(),
                info.getTimezone(),
                info.getVirtualizationType(),
                info.getContainerType(),
                labels);
    }

    /** Contexts that are not deleted. */
    static List<ContextRow> contexts(List<ContextUpdated> list) {
        return list.stream()
                .filter(context -> !context.getDeleted())
                .map(context -> new ContextRow(
                        context.getId(),
                        context.getVersion(),
                        context.getFirstEntry(),
                        context.getLastEntry(),
                        context.getTitle(),
                        context.getPriority(),
                        context.getChartType(),
                        context.getUnits(),
                        context.getFamily()))
                .toList();
    }

    /** Ids of deleted contexts. */
    static List<String> deleted(List<ContextUpdated> list) {
        return list.stream()
                .filter(ContextUpdated::getDeleted)
                .map(ContextUpdated::getId)
                .toList();
    }
}

package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.Store.NodeRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code bin/cloud node list|remove}: the nodes of the space. */
@Component(
        service = Function.class,
        property = {"aclk.control.command=node", "aclk.control.help=Nodes: list | remove ID  [--json]"})
public final class NodeCommand implements Function<Map<String, Object>, Map<String, Object>> {

    private static final String USAGE = "node list | node remove ID   [--json]";

    private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);

    private final Store store;
    private final Routes routes;
    private final Bus bus;

    /** The broker may be missing: then nobody is connected either. */
    @Activate
    public NodeCommand(
            @Reference Store store,
            @Reference Routes routes,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    Bus bus) {
        this.store = store;
        this.routes = routes;
        this.bus = bus;
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
        List<String> args = Reply.args(input);
        return switch (args.isEmpty() ? "" : args.get(0)) {
            case "list" -> list(args.contains("--json"));
            case "remove" -> args.size() < 2 ? Reply.usage(USAGE) : remove(args.get(1));
            default -> Reply.usage(USAGE);
        };
    }

    private Map<String, Object> list(boolean json) {
        List<NodeRow> nodes = store.nodes();
        if (!json) {
            return Reply.done(nodes.stream().map(NodeCommand::line).collect(Collectors.joining()));
        }
        return Reply.json(out -> {
            out.writeStartArray();
            for (NodeRow node : nodes) {
                out.writeStartObject();
                out.writeStringField("id", node.id().toString());
                out.writeStringField("claimId", node.claimId());
                out.writeStringField("machineGuid", node.machineGuid().toString());
                out.writeStringField("hostname", node.hostname());
                out.writeStringField("state", state(node));
                out.writeStringField("since", node.since().toString());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /** The name is the agent's word: it must not steer the terminal, nor look like another line. */
    private static String line(NodeRow node) {
        String name = node.hostname().replaceAll("\\p{Cntrl}", "?");
        return node.id() + "  " + state(node) + "  " + node.since() + "  " + name + "\n";
    }

    private static String state(NodeRow node) {
        return node.state().name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> remove(String id) {
        Optional<UUID> uuid = Uuids.parse(id);
        Optional<List<String>> ended = uuid.flatMap(store::removeNode);
        if (ended.isEmpty()) {
            return Reply.failed("There is no such node");
        }
        LOG.info("The node {} is removed; claims that ended: {}", uuid.get(), ended.get());
        routes.forget(uuid.get());
        for (String claimId : ended.get()) {
            routes.disconnected(claimId);
            if (bus != null) {
                bus.disconnect(Credentials.clientId(claimId));
            }
        }
        return Reply.done(ended.get().isEmpty() ? "Removed.\n" : "Removed; its agent can log in no more.\n");
    }
}

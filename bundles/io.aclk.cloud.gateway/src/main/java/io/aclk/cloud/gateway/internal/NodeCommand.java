package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.Store.NodeRow;
import io.aclk.schemas.DisconnectReq;
import java.time.Duration;
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

/** {@code bin/cloud node list|ban|unban|remove}: the nodes of the space. */
@Component(
        service = Function.class,
        property = {
            "aclk.control.command=node",
            "aclk.control.help=Nodes: list | ban ID | unban ID | remove ID  [--json]"
        })
public final class NodeCommand implements Function<Map<String, Object>, Map<String, Object>> {

    private static final String USAGE = "node list | node ban ID | node unban ID | node remove ID   [--json]";

    private static final String NO_SUCH_NODE = "There is no such node";

    /** How long a banned agent may take to say goodbye. */
    private static final Duration GOODBYE_LIMIT = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);

    private final Store store;
    private final Routes routes;
    private final Credentials credentials;
    private final Bus bus;

    /** The broker may be missing: then nobody is connected either. */
    @Activate
    public NodeCommand(
            @Reference Store store,
            @Reference Routes routes,
            @Reference Credentials credentials,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    Bus bus) {
        this.store = store;
        this.routes = routes;
        this.credentials = credentials;
        this.bus = bus;
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
        List<String> args = Reply.args(input);
        return switch (args.isEmpty() ? "" : args.get(0)) {
            case "list" -> list(args.contains("--json"));
            case "ban" -> args.size() < 2 ? Reply.usage(USAGE) : ban(args.get(1));
            case "unban" -> args.size() < 2 ? Reply.usage(USAGE) : unban(args.get(1));
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
                out.writeBooleanField("banned", node.banned());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /** The name is the agent's word: it must not steer the terminal, nor look like another line. */
    private static String line(NodeRow node) {
        String name = node.hostname().replaceAll("\\p{Cntrl}", "?");
        String banned = node.banned() ? "  (banned)" : "";
        return node.id() + "  " + state(node) + "  " + node.since() + "  " + name + banned + "\n";
    }

    private static String state(NodeRow node) {
        return node.state().name().toLowerCase(Locale.ROOT);
    }

    /** A live agent is told, so that it leaves with a goodbye and knows why; one that stays is cut off. */
    private Map<String, Object> ban(String id) {
        Optional<List<String>> banned = Uuids.parse(id).flatMap(uuid -> store.setBanned(uuid, true));
        if (banned.isEmpty()) {
            return Reply.failed(NO_SUCH_NODE);
        }
        if (banned.get().isEmpty()) {
            return Reply.failed("It is banned already, or has no agent of its own: a child is banned with its parent");
        }
        LOG.info("The agents {} are banned", banned.get());
        for (String claimId : banned.get()) {
            credentials.forget(claimId);
            dismiss(claimId);
        }
        return Reply.done("Banned; its agent can log in no more until: bin/cloud node unban " + id + "\n");
    }

    private void dismiss(String claimId) {
        if (bus == null) {
            return;
        }
        new AgentCommands(bus)
                .send(
                        claimId,
                        "DisconnectReq",
                        DisconnectReq.newBuilder()
                                .setPermaban(true)
                                .setErrorDescription("banned by the owner of the space")
                                .build());
        try {
            routes.awaitGone(claimId, GOODBYE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        bus.disconnect(Credentials.clientId(claimId));
    }

    private Map<String, Object> unban(String id) {
        Optional<List<String>> lifted = Uuids.parse(id).flatMap(uuid -> store.setBanned(uuid, false));
        if (lifted.isEmpty()) {
            return Reply.failed(NO_SUCH_NODE);
        }
        if (lifted.get().isEmpty()) {
            return Reply.failed("It is not banned");
        }
        LOG.info("The ban of the agents {} is lifted", lifted.get());
        return Reply.done("The ban is lifted. Its agent finds out by itself within an hour;"
                + " on its machine, bin/aclk claim --lift-ban does it at once.\n");
    }

    private Map<String, Object> remove(String id) {
        Optional<UUID> uuid = Uuids.parse(id);
        Optional<List<String>> ended = uuid.flatMap(store::removeNode);
        if (ended.isEmpty()) {
            return Reply.failed(NO_SUCH_NODE);
        }
        LOG.info("The node {} is removed; claims that ended: {}", uuid.get(), ended.get());
        routes.forget(uuid.get());
        for (String claimId : ended.get()) {
            credentials.forget(claimId);
            routes.dismissed(claimId);
            if (bus != null) {
                bus.disconnect(Credentials.clientId(claimId));
            }
        }
        return Reply.done(ended.get().isEmpty() ? "Removed.\n" : "Removed; its agent can log in no more.\n");
    }
}

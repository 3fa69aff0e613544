package io.aclk.itests.host;

import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Capability;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.NodeInfo;
import io.aclk.host.api.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The smallest host: one node, whose API answers every GET with a greeting. */
@Component(
        service = {AgentApi.class, NodeDirectory.class},
        immediate = true)
public final class ExampleHost implements AgentApi, NodeDirectory {

    private static final NodeInfo INFO = new NodeInfo(
            System.getProperty("os.name"),
            "unknown",
            "unknown",
            System.getProperty("os.version"),
            "unknown",
            "unknown",
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            0,
            "unknown",
            0,
            0,
            "v1.0.0",
            "stable",
            "UTC",
            "unknown",
            "unknown");

    private final Path file;
    private UUID machineGuid;
    private Optional<UUID> nodeId = Optional.empty();

    /** Reads the identity, or makes one. Called by Declarative Services. */
    @Activate
    public ExampleHost(BundleContext context) {
        file = InstanceDirectory.of(context).data().resolve("example-host");
        try {
            if (Files.exists(file)) {
                List<String> ids = Files.readAllLines(file);
                machineGuid = UUID.fromString(ids.get(0));
                nodeId = ids.stream().skip(1).findFirst().map(UUID::fromString);
            } else {
                store(UUID.randomUUID(), Optional.empty());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the identity of this node cannot be read from " + file, e);
        }
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request) {
        boolean get = request.method().equals("GET");
        String json = get ? "{\"greeting\":\"hello\"}" : "{\"error\":\"this host can only be read\"}";
        return CompletableFuture.completedStage(new ApiResponse(
                get ? 200 : 405,
                List.of(new ApiResponse.Header("Content-Type", "application/json; charset=utf-8")),
                json.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(Capability.of("http_api_v2", 1));
    }

    @Override
    public synchronized List<Node> nodes() {
        return List.of(new Node(machineGuid, nodeId, "example-host", 0, true, true, INFO, Map.of()));
    }

    @Override
    public void assign(UUID machine, UUID node) {
        store(machine, Optional.of(node));
    }

    @Override
    public void forgetNodeIds() {
        store(local().machineGuid(), Optional.empty());
    }

    @Override
    public void changeMachineGuid(UUID machine) {
        store(machine, Optional.empty());
    }

    @Override
    public Subscription listen(Listener listener) {
        // its node never changes
        return () -> {};
    }

    /** Writes a new file and puts it in the place of the old one, so that a crash leaves one of them. */
    private synchronized void store(UUID machine, Optional<UUID> node) {
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling("example-host.next");
            Files.writeString(next, machine + node.map(id -> "\n" + id).orElse("") + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the identity of this node cannot be stored in " + file, e);
        }
        machineGuid = machine;
        nodeId = node;
    }
}

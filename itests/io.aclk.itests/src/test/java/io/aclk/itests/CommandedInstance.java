package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.itests.driver.Diagnosis;
import io.aclk.itests.driver.Services;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Inside the framework: an agent and a cloud side in one, by the commands of the agent alone. It uses no class of {@code
 * io.aclk.api}, so that this bundle can be replaced without the test.
 */
final class CommandedInstance {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final BundleContext context;

    CommandedInstance(BundleContext context) {
        this.context = context;
    }

    /** Claims the agent if it is not, and waits until its node is live. */
    UUID online() throws Exception {
        Path dir = Path.of(context.getProperty("aclk.dir"));
        Store store = Services.await(context, Store.class, "");
        if (!Files.exists(dir.resolve("data/cloud.d/claimed_id"))) {
            Path port = dir.resolve("run/cloud.port");
            Await.until("the cloud side listens", LIMIT, () -> Files.size(port) > 0, this::describe);
            Reply claim = command(
                    "claim",
                    "--token=" + store.createToken("test", Optional.empty()),
                    "--rooms=All nodes",
                    "--url=https://localhost:" + Files.readString(port).strip(),
                    "--proxy=none",
                    "--ca=" + Services.await(context, ServerKey.class, "").certificate());
            assertEquals(0, claim.exit(), claim::toString);
        }
        awaitOnline("");
        Await.until("the node is live", LIMIT, () -> liveNode(store).isPresent(), this::describe);
        return liveNode(store).orElseThrow().id();
    }

    private static Optional<Store.NodeRow> liveNode(Store store) {
        return store.nodes().stream()
                .filter(node -> node.state() == Store.NodeState.LIVE)
                .findFirst();
    }

    void awaitOnline(String when) {
        Await.until("online " + when, LIMIT, this::isOnline, this::describe);
    }

    /** The cloud acknowledged that the agent is there. */
    private boolean isOnline() throws InvalidSyntaxException {
        return context.getAllServiceReferences(null, "(osgi.condition.id=aclk.online)") != null;
    }

    Bundle bundle(String symbolicName) {
        for (Bundle bundle : context.getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new AssertionError("no bundle " + symbolicName);
    }

    /** What came back. */
    record Reply(int exit, String out, String err) {}

    /** Runs a command, for which it waits if it is on its way. */
    @SuppressWarnings("unchecked")
    Reply command(String name, String... args) {
        Function<Map<String, Object>, Map<String, Object>> command =
                Services.await(context, Function.class, "(aclk.control.command=" + name + ")");
        Map<String, Object> reply = command.apply(Map.of("args", List.of(args), "user", "test"));
        return new Reply(
                (Integer) reply.get("exit"),
                reply.get("out").toString(),
                reply.get("err").toString());
    }

    String describe() {
        return command("status") + "; " + Diagnosis.of(context);
    }
}

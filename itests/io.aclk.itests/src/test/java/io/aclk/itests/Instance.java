package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.Claiming;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.LinkStatus;
import io.aclk.cloud.api.NodeQueries;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.itests.driver.Diagnosis;
import io.aclk.itests.driver.Services;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Inside the framework: an agent and a cloud side in one, and the steps that tests take with them. */
final class Instance {

    static final Duration ONLINE_LIMIT = Duration.ofSeconds(60);

    private final BundleContext context;

    Instance(BundleContext context) {
        this.context = context;
    }

    <T> T service(Class<T> type) {
        return Services.await(context, type, "");
    }

    /** A service that may be absent, without waiting. */
    <T> Optional<T> now(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        return reference == null ? Optional.empty() : Optional.ofNullable(context.getService(reference));
    }

    Path dir() {
        return Path.of(context.getProperty("aclk.dir"));
    }

    Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
    }

    int cloudPort() throws IOException {
        Path file = dir().resolve("run/cloud.port");
        Await.until(
                "the port of the cloud side", ONLINE_LIMIT, () -> Files.size(file) > 0, () -> Diagnosis.of(context));
        return Integer.parseInt(Files.readString(file).strip());
    }

    URI cloudUrl() throws IOException {
        return URI.create("https://localhost:" + cloudPort());
    }

    ClaimResult claim(String token, List<String> rooms) throws Exception {
        return service(Claiming.class)
                .claim(new ClaimRequest(
                        token,
                        rooms,
                        Optional.of(cloudUrl()),
                        Optional.of("none"),
                        Optional.of(service(ServerKey.class).certificate()),
                        Optional.empty(),
                        Optional.empty()))
                .toCompletableFuture()
                .get(ONLINE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Claims the agent if it is not, and waits until its node is live and known to the cloud side with contexts. */
    UUID online() throws Exception {
        if (service(Claiming.class).state().claimId().isEmpty()) {
            Store store = service(Store.class);
            ClaimResult result = claim(store.createToken("test", Optional.empty()), List.of("All nodes"));
            assertTrue(result.claimed(), result.reason());
        }
        Await.until("online", ONLINE_LIMIT, () -> status().online(), this::describe);
        AtomicReference<UUID> node = new AtomicReference<>();
        Await.until(
                "the node is live with contexts",
                ONLINE_LIMIT,
                () -> {
                    liveNode().map(Store.NodeRow::id).ifPresent(node::set);
                    return node.get() != null;
                },
                this::describe);
        return node.get();
    }

    /** The node if it is live, by the connection that the link has now: the cloud may not know yet that one is over. */
    private Optional<Store.NodeRow> liveNode() {
        Store store = service(Store.class);
        Optional<Long> session = status().session().map(LinkSession::sessionId);
        return store.nodes().stream()
                .filter(node -> node.state() == Store.NodeState.LIVE
                        && store.agent(node.claimId())
                                .map(Store.Agent::sessionId)
                                .equals(session)
                        && !store.contexts(node.id()).isEmpty())
                .findFirst();
    }

    LinkStatus status() {
        return service(Link.class).status();
    }

    NodeQueries.Answer ask(UUID node, String target) throws Exception {
        return service(NodeQueries.class)
                .ask(NodeQueries.Question.get(node, target, Duration.ofSeconds(10)))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    String describe() {
        return now(Link.class)
                        .map(link -> link.status().cloud() + ", "
                                + link.status().text() + ", " + link.status().reason())
                        .orElse("no Link")
                + "; "
                + now(Store.class).map(store -> store.nodes().toString()).orElse("no Store")
                + "; " + Diagnosis.of(context);
    }
}

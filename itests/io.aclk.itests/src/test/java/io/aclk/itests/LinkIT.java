package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.Claiming;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.cloud.api.NodeQueries;
import io.aclk.cloud.api.Store;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Channel;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.NodeDirectory;
import io.aclk.itests.driver.Diagnosis;
import io.aclk.itests.driver.InFramework;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** Agent and cloud side in one framework, through every part of the chain. */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class LinkIT {

    private static final List<String> LINK_BUNDLES = List.of(
            "io.aclk.config",
            "io.aclk.network",
            "io.aclk.claiming",
            "io.aclk.transport",
            "io.aclk.link",
            "io.aclk.query",
            "io.aclk.export",
            "io.aclk.shell");

    @Inject
    private BundleContext context;

    private Instance instance;

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk", "cloud");
    }

    @BeforeEach
    public void steps() {
        instance = new Instance(context);
    }

    @Test
    public void everythingResolvesAndStarts() {
        Await.until(
                "all bundles active, all components satisfied",
                Duration.ofSeconds(20),
                () -> Diagnosis.of(context).startsWith("all bundles active"),
                () -> Diagnosis.of(context));
    }

    @Test
    public void aClaimedAgentComesOnlineAndItsNodeIsLive() throws Exception {
        UUID node = instance.online();
        assertEquals(
                instance.service(Claiming.class).state().claimId(),
                instance.status().session().map(session -> session.claimId()));
        Store.NodeRow row = instance.service(Store.class).node(node).orElseThrow();
        assertEquals(List.of("All nodes"), row.rooms());
        Await.until(
                "node info arrives",
                Instance.ONLINE_LIMIT,
                () -> instance.service(Store.class)
                        .node(node)
                        .orElseThrow()
                        .details()
                        .isPresent(),
                instance::describe);
    }

    @Test
    public void anAnswerThroughTheCloudIsTheLocalAnswer() throws Exception {
        UUID node = instance.online();
        // both are asked for a time that no collector adds to any more
        long before = java.time.Instant.now().getEpochSecond();
        Await.until(
                "the chart goes on after that time",
                Instance.ONLINE_LIMIT,
                () ->
                        instance
                                .service(MetricStore.class)
                                .charts(instance.service(NodeDirectory.class)
                                        .local()
                                        .machineGuid())
                                .stream()
                                .anyMatch(chart -> chart.spec().id().equals("system.cpu") && chart.lastTime() > before),
                instance::describe);
        String target = "/api/v3/data?scope_contexts=system.cpu&contexts=system.cpu&group_by=dimension&format=json2"
                + "&options=jsonwrap,minify&points=5&after=" + (before - 5) + "&before=" + before;
        ObjectMapper json = new ObjectMapper();
        NodeQueries.Answer remote = instance.ask(node, target);
        ApiResponse local = instance.service(AgentApi.class)
                .handle(ApiRequest.get(target, Channel.LOCAL))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertEquals(200, remote.status());
        JsonNode result = json.readTree(remote.body()).get("result");
        assertEquals(json.readTree(local.body()).get("result"), result);
        assertTrue(result.get("labels").size() > 1, result::toString);
    }

    @Test
    public void anUnknownPathIsAnsweredThroughTheLinkToo() throws Exception {
        UUID node = instance.online();
        assertEquals(404, instance.ask(node, "/api/v1/nonexistent").status());
    }

    @Test
    public void theClaimPageIsForUsersOfTheMachineAlone() throws Exception {
        UUID node = instance.online();
        String path = "/api/v3/claim";
        assertEquals(
                200,
                instance.service(AgentApi.class)
                        .handle(ApiRequest.get(path, Channel.LOCAL))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .status());
        NodeQueries.Answer claim = instance.ask(node, path);
        NodeQueries.Answer unknown = instance.ask(node, "/api/v3/no-such-page");
        assertEquals(404, claim.status());
        assertEquals(
                new String(unknown.body(), StandardCharsets.UTF_8).replace("no-such-page", "claim"),
                new String(claim.body(), StandardCharsets.UTF_8),
                "it is answered as what does not exist");
    }

    @Test
    public void aWrongTokenIsRefusedWithItsReasonAndTheOldIdentityStays() throws Exception {
        instance.online();
        Optional<String> claimId = instance.service(Claiming.class).state().claimId();
        ClaimResult refused = instance.claim("no such token", List.of());
        assertFalse(refused.claimed());
        assertTrue(refused.reason().startsWith("Failed: token is expired, not found, or invalid"), refused.reason());
        ClaimResult noRoom =
                instance.claim(instance.service(Store.class).createToken("t", Optional.empty()), List.of("no room"));
        assertTrue(
                noRoom.reason().startsWith("Failed: one or more room ids are invalid; sent were 'no room'"),
                noRoom.reason());
        assertEquals(claimId, instance.service(Claiming.class).state().claimId());
    }

    @Test
    @Timeout(280)
    public void everyBundleOfTheLinkCanBeStoppedAndStartedInTurn() throws Exception {
        UUID node = instance.online();
        for (String name : LINK_BUNDLES) {
            Bundle bundle = instance.bundle(name);
            long start = System.nanoTime();
            bundle.stop();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 5_000, name + " took " + millis + " ms to stop; the contract is 5 s");
            bundle.start();
            Await.until(
                    "online and queryable after a restart of " + name,
                    Instance.ONLINE_LIMIT,
                    () -> instance.now(Link.class).isPresent()
                            && instance.status().online()
                            && instance.ask(node, "/api/v1/info").status() == 200,
                    instance::describe);
        }
    }

    @Test
    public void stoppingTheLinkSaysGoodbyeAndLeavesNoThread() throws Exception {
        UUID node = instance.online();
        instance.bundle("io.aclk.link").stop();
        Store store = instance.service(Store.class);
        Await.until(
                "the node is offline",
                Instance.ONLINE_LIMIT,
                () -> store.node(node).orElseThrow().state() == Store.NodeState.OFFLINE,
                instance::describe);
        assertTrue(store.node(node).orElseThrow().graceful(), "it said goodbye");
        Await.until(
                "no thread of the session is left",
                Instance.ONLINE_LIMIT,
                () -> LinkThreads.alive().stream()
                        .noneMatch(name -> name.startsWith("aclk-link")
                                || name.startsWith("aclk-transport")
                                || name.startsWith("MQTT ")),
                () -> LinkThreads.alive().toString());
        instance.bundle("io.aclk.link").start();
        instance.online();
    }

    @Test
    public void theUrlIsChangedThroughConfigAdmin() throws Exception {
        instance.online();
        LinkStatus before = instance.status();
        ConfigurationAdmin admin = instance.service(ConfigurationAdmin.class);
        org.osgi.service.cm.Configuration settings = admin.getConfiguration("io.aclk.link", "?");
        Dictionary<String, Object> properties = new Hashtable<>();
        String url = "https://127.0.0.1:" + instance.cloudPort();
        properties.put("url", url);
        settings.update(properties);
        try {
            Await.until(
                    "online at the other address",
                    Instance.ONLINE_LIMIT,
                    () -> onlineAt(url) && !sessionId(instance.status()).equals(sessionId(before)),
                    instance::describe);
        } finally {
            settings.delete();
        }
        Await.until(
                "back at the address of the claim",
                Instance.ONLINE_LIMIT,
                () -> onlineAt(before.url().orElseThrow()),
                instance::describe);
    }

    /** Whether the link is online at an address, both asked of one and the same status. */
    private boolean onlineAt(String url) {
        LinkStatus status = instance.status();
        return status.online() && status.url().equals(Optional.of(url));
    }

    private static Optional<Long> sessionId(LinkStatus status) {
        return status.session().map(session -> session.sessionId());
    }
}

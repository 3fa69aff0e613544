package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.Claiming;
import io.aclk.api.link.Link;
import io.aclk.cloud.api.NodeQueries;
import io.aclk.cloud.api.NodeQueries.Answer;
import io.aclk.cloud.api.NodeQueries.Question;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Capability;
import io.aclk.itests.driver.InFramework;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Whatever the link is doing, it is stopped within 5 s, and leaves no thread and no socket; online, with a goodbye. */
@InFramework
@ExamReactorStrategy(PerClass.class)
@Timeout(120)
public class HotStopIT {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    /** How often the goodbye may be tried: the machine may be busy with something else. */
    private static final int TRIES = 3;

    private static final int LARGE = 10 << 20;
    /** In which the snapshot is made at another moment each time. */
    private static final int ROUNDS = 5;

    @Inject
    private BundleContext context;

    private Instance instance;
    private UUID node;

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk", "cloud");
    }

    @BeforeEach
    public void steps() throws Exception {
        instance = new Instance(context);
        node = instance.online();
    }

    @Test
    public void inTheMiddleOfAClaim() throws Exception {
        try (StallingRelay relay = new StallingRelay(instance.cloudPort(), StallingRelay.Point.FIRST_REQUEST)) {
            CompletableFuture<ClaimResult> claim = instance.service(Claiming.class)
                    .claim(new ClaimRequest(
                            instance.service(Store.class).createToken("test", Optional.empty()),
                            List.of(),
                            Optional.of(URI.create("https://localhost:" + relay.port())),
                            Optional.of("none"),
                            Optional.of(instance.service(ServerKey.class).certificate()),
                            Optional.empty(),
                            Optional.empty()))
                    .toCompletableFuture();
            assertTrue(relay.awaitStalled(), "the claim is under way");
            assertStops("io.aclk.claiming");
            assertTrue(relay.awaitLeft(), "no socket is left");
            boolean claimed = claim.handle((result, failure) -> result != null && result.claimed())
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertFalse(claimed, "it did not succeed");
            assertNoThread("aclk-claiming");
        } finally {
            instance.bundle("io.aclk.claiming").start();
        }
        // the cloud took the claim, and the agent never heard of that
        assertEquals(node, instance.online(), "it goes on with the claim that it has");
    }

    @Test
    public void inTheMiddleOfATlsHandshake() throws Exception {
        stopsWhileConnecting(StallingRelay.Point.HANDSHAKE);
    }

    @Test
    public void inTheMiddleOfALogin() throws Exception {
        stopsWhileConnecting(StallingRelay.Point.FIRST_REQUEST);
    }

    @Test
    public void inTheMiddleOfALargeReply() throws Exception {
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        CountDownLatch asked = new CountDownLatch(1);
        ServiceReference<AgentApi> agent = context.getServiceReference(AgentApi.class);
        ServiceRegistration<AgentApi> first = context.registerService(
                AgentApi.class,
                new LargeApi(context.getService(agent), large, asked),
                new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 1000)));
        try {
            CompletableFuture<Answer> answer = instance.service(NodeQueries.class)
                    .ask(Question.get(node, "/api/v1/itest-large", Duration.ofSeconds(60)))
                    .toCompletableFuture();
            assertTrue(asked.await(30, TimeUnit.SECONDS), "the agent is asked");
            assertLinkStops();
            instance.bundle("io.aclk.link").start();
            assertEquals(LARGE, answer.get(60, TimeUnit.SECONDS).body().length, "it arrives after all");
        } finally {
            instance.bundle("io.aclk.link").start();
            first.unregister();
        }
    }

    @Test
    public void inTheMiddleOfTheSnapshot() throws Exception {
        Bundle link = instance.bundle("io.aclk.link");
        link.stop();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                link.start();
                Await.until(
                        "online",
                        Instance.ONLINE_LIMIT,
                        () -> instance.now(Link.class).isPresent()
                                && instance.status().online(),
                        instance::describe);
                // the checkpoint that asks for the snapshot comes within milliseconds
                Await.holds("online", Duration.ofMillis(10L * round), () -> true, String::new);
                assertLinkStops();
            }
        } finally {
            link.start();
        }
    }

    @Test
    public void byHandInTheShell() throws Exception {
        assertGoodbye(
                "felix:stop $link",
                "felix:start " + instance.bundle("io.aclk.link").getBundleId());
    }

    @Test
    public void byTheSwitchOfTheLink() throws Exception {
        assertGoodbye("aclk:link stop", "aclk:link start");
    }

    // ---- steps

    private void stopsWhileConnecting(StallingRelay.Point point) throws Exception {
        Bundle link = instance.bundle("io.aclk.link");
        link.stop();
        org.osgi.service.cm.Configuration settings =
                instance.service(ConfigurationAdmin.class).getConfiguration("io.aclk.link", "?");
        try (StallingRelay relay = new StallingRelay(instance.cloudPort(), point)) {
            settings.update(new Hashtable<>(Map.of("url", "https://localhost:" + relay.port())));
            link.start();
            assertTrue(relay.awaitStalled(), "it connects: " + instance.describe());
            assertLinkStops();
            assertTrue(relay.awaitLeft(), "no socket is left");
        } finally {
            settings.delete();
            link.start();
        }
    }

    private void assertLinkStops() throws BundleException {
        assertStops("io.aclk.link");
        assertNoThread("aclk-link");
        assertNoThread("aclk-transport");
        assertNoThread("MQTT ");
    }

    private void assertStops(String name) throws BundleException {
        long start = System.nanoTime();
        instance.bundle(name).stop();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(LIMIT) < 0, name + " took " + took + " to stop");
    }

    private static void assertNoThread(String prefix) {
        Await.until(
                "no thread " + prefix,
                LIMIT,
                () -> LinkThreads.alive().stream().noneMatch(name -> name.startsWith(prefix)),
                () -> LinkThreads.alive().toString());
    }

    private void assertGoodbye(String off, String on) throws Exception {
        Duration took = goodbye(off, on);
        for (int tries = 1; tries < TRIES && took.compareTo(GOODBYE) > 0; tries++) {
            took = goodbye(off, on);
        }
        assertTrue(took.compareTo(GOODBYE) <= 0, off + ": the goodbye came after " + took);
    }

    /** From the command to the goodbye, as the cloud saw it. */
    private Duration goodbye(String off, String on) throws Exception {
        instance.online();
        Store store = instance.service(Store.class);
        Instant typed = Instant.now();
        long start = System.nanoTime();
        gogo(off);
        Duration complete = Duration.ofNanos(System.nanoTime() - start);
        // when that was is told by the row, not by when it is seen
        Await.until(
                "the node is offline",
                Instance.ONLINE_LIMIT,
                () -> store.node(node).orElseThrow().state() == Store.NodeState.OFFLINE,
                instance::describe);
        Store.NodeRow row = store.node(node).orElseThrow();
        gogo(on);
        assertTrue(row.graceful(), off + " says goodbye");
        assertTrue(complete.compareTo(LIMIT) < 0, off + " took " + complete);
        return Duration.between(typed, row.since());
    }

    private void gogo(String line) throws Exception {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true);
        try (CommandSession session = instance.service(CommandProcessor.class)
                .createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            session.put("link", instance.bundle("io.aclk.link"));
            session.execute(line);
        }
    }

    /** Has a large answer to one request. */
    private record LargeApi(AgentApi agent, byte[] large, CountDownLatch asked) implements AgentApi {
        @Override
        public CompletionStage<ApiResponse> handle(ApiRequest request) {
            if (!request.target().endsWith("/api/v1/itest-large")) {
                return agent.handle(request);
            }
            asked.countDown();
            return CompletableFuture.completedStage(new ApiResponse(200, List.of(), large));
        }

        @Override
        public List<Capability> capabilities() {
            return agent.capabilities();
        }
    }
}

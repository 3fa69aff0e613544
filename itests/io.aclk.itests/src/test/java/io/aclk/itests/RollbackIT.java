package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aclk.itests.BrokenActivators.Hanging;
import io.aclk.itests.BrokenActivators.Throwing;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.Constants;

/** An update that does not prove itself is taken back in time, and one that is cut off leaves a working agent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(290)
class RollbackIT {

    private static final String TRANSPORT = "io.aclk.transport";
    private static final String NEXT = "0.1.1";
    private static final String DISTRIBUTION = "distribution";

    /** How long the condition may take to come back. */
    private static final Duration WATCH = Duration.ofSeconds(8);
    /** How long a bundle may take to start (docs/life-cycle.md). */
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    /** For the steps there and back, on a busy machine. */
    private static final Duration STEPS = Duration.ofSeconds(30);

    @TempDir
    private static Path root;

    private CloudProcess cloud;
    private AgentProcess hanging;
    private CompletableFuture<Void> hangs;
    private Path dir;
    private AgentProcess agent;

    /** What hangs does nothing else for half a minute, which is that of the other tests. */
    @BeforeAll
    void start() throws Exception {
        cloud = CloudProcess.start(root, root.resolve("cloud"));
        hanging = claimed(root.resolve("hanging"));
        String variant = broken("hangs", Hanging.class);
        hangs = inBackground(() -> assertTakenBack(hanging, variant, "did not start within", START_LIMIT.plus(STEPS)));
    }

    @AfterAll
    void stop() {
        try {
            if (hanging != null) {
                hanging.close();
            }
        } finally {
            if (cloud != null) {
                cloud.close();
            }
        }
    }

    @Test
    void whatDoesNotWorkIsTakenBack() throws Exception {
        dir = root.resolve("broken");
        try (AgentProcess started = claimed(dir)) {
            agent = started;
            assertTakenBack(agent, broken("throws", Throwing.class), Throwing.MESSAGE, STEPS);
            assertTakenBack(agent, broken("drops", DroppingTransport.class), "aclk.online", WATCH.plus(STEPS));
        }
    }

    @Test
    void aKillInTheMiddleLeavesAWorkingAgent() throws Exception {
        dir = root.resolve("killed");
        Path upgrade = FeatureVariant.of("aclk")
                .upgrade(TRANSPORT, NEXT)
                .upgrade("io.aclk.link", NEXT)
                .upgrade("io.aclk.schemas", NEXT)
                .directory(root.resolve("upgrade"));
        agent = claimed(dir);
        try {
            killedWhen("the jars are copied", upgrade, update -> holds("data/bundles"));
            assertEquals(DISTRIBUTION, origin(agent));
            killedWhen("bundles change", upgrade, update -> !answersOnline());
            assertEquals(DISTRIBUTION, origin(agent));
            killedWhen("the condition is watched", upgrade, update -> {
                awaitChange();
                agent.awaitOnline();
                assertFalse(update.isDone(), "it is watched for longer");
                return true;
            });
            assertEquals(DISTRIBUTION, origin(agent));
            killedWhen("it is done", upgrade, CompletableFuture::isDone);
            assertNotEquals(DISTRIBUTION, origin(agent));
        } finally {
            agent.close();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void whatHangsIsTakenBack() throws Exception {
        hangs.get();
    }

    /** A point of an update. */
    private interface Point {
        boolean reached(CompletableFuture<?> update) throws Exception;
    }

    // ---- steps

    /** A claimed agent that is online. */
    private AgentProcess claimed(Path agentDir) throws Exception {
        AgentProcess started = AgentProcess.start(root, agentDir);
        try {
            cloud.claim(agentDir);
            started.awaitOnline();
            return started;
        } catch (Exception | AssertionError e) {
            started.close();
            throw e;
        }
    }

    /** The feature with a transport that has an activator. */
    private String broken(String name, Class<? extends BundleActivator> activator) throws IOException {
        return FeatureVariant.of("aclk")
                .upgrade(TRANSPORT, NEXT)
                .change(TRANSPORT, jar -> jar.type(activator)
                        .header(Constants.BUNDLE_ACTIVATOR, activator.getName())
                        .header(Constants.IMPORT_PACKAGE, imports -> imports + ",org.osgi.framework"))
                .directory(root.resolve(name))
                .toString();
    }

    private static void assertTakenBack(AgentProcess agent, String variant, String reason, Duration limit)
            throws Exception {
        long begin = System.nanoTime();
        ControlSocket.Reply reply = agent.command(
                "feature", "update", variant, "--allow-unsigned", "--watch", Long.toString(WATCH.toSeconds()));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(1, reply.exit(), reply::toString);
        assertTrue(reply.err().contains("was rolled back because"), reply::toString);
        assertTrue(reply.err().contains(reason), reply::toString);
        assertTrue(took.compareTo(limit) < 0, "it took " + took + ": " + reply);
        // the condition held again before the command ended
        assertTrue(agent.status().get("online").asBoolean(), agent.program()::output);
        String status = agent.command("status").out();
        assertTrue(status.contains("was rolled back because") && status.contains(reason), status);
        assertEquals(DISTRIBUTION, origin(agent));
    }

    /** Something that is done meanwhile. */
    private interface Action {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> inBackground(Action action) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                action.run();
                end.complete(null);
            } catch (Exception | AssertionError e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    /** Kills the agent at a point of an update, and starts it again: it is online by itself. */
    private void killedWhen(String what, Path feature, Point point) throws Exception {
        agent.awaitOnline();
        AgentProcess updated = agent;
        CompletableFuture<Void> update =
                inBackground(() -> updated.feature("update", feature.toString(), "--allow-unsigned"));
        Await.until(what, AgentProcess.LIMIT, () -> point.reached(update), updated.program()::output);
        updated.crash();
        // it ended well, or with the agent
        update.handle((done, failure) -> "over").get(AgentProcess.LIMIT.toSeconds(), TimeUnit.SECONDS);
        agent = AgentProcess.start(root, dir);
        agent.awaitOnline();
    }

    private boolean holds(String folder) throws IOException {
        Path path = dir.resolve(folder);
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            return files.iterator().hasNext();
        }
    }

    private void awaitChange() {
        Await.until("bundles change", AgentProcess.LIMIT, () -> !answersOnline(), agent.program()::output);
    }

    /** Whether the agent says that it is online; while bundles change nobody may answer. */
    private boolean answersOnline() throws IOException {
        ControlSocket.Reply status = agent.command("status", "--json");
        return status.exit() == 0
                && new ObjectMapper().readTree(status.out()).get("online").asBoolean();
    }

    /** Where the feature comes from that runs. */
    private static String origin(AgentProcess agent) throws IOException {
        for (JsonNode feature : agent.json("feature", "list", "--json").get("features")) {
            if (feature.get("name").asText().equals("aclk")) {
                return feature.get("origin").asText();
            }
        }
        throw new AssertionError("the feature does not run");
    }
}

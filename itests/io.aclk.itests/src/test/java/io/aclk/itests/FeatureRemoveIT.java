package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** After {@code feature remove aclk} nothing of the link is left in the agent, however often it was there. */
class FeatureRemoveIT {

    private static final boolean SOAK = Boolean.getBoolean("soak");
    private static final int CYCLES = SOAK ? 200 : 20;
    /** From then on everything that is loaded or filled once is there. */
    private static final int WARM = SOAK ? 20 : 5;
    /** Less than one link that stays behind would hold. */
    private static final long GROWTH = 3_000_000;

    /** As the design promises. */
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Packages that only the link brings. */
    private static final List<String> PACKAGES = List.of(
            "io.aclk.api.",
            "io.aclk.claiming.",
            "io.aclk.doctor.",
            "io.aclk.export.",
            "io.aclk.link.",
            "io.aclk.network.",
            "io.aclk.query.",
            "io.aclk.schemas.",
            "io.aclk.shell.",
            "io.aclk.transport.",
            "com.google.protobuf.",
            "org.apache.commons.configuration2.",
            "org.apache.commons.io.",
            "org.apache.commons.lang3.",
            "org.apache.commons.text.",
            "org.bouncycastle.",
            "org.eclipse.paho.");

    @TempDir
    private Path root;

    private AgentProcess agent;
    private JvmState jvm;

    @Test
    @Timeout(3_000)
    void nothingIsLeft() throws Exception {
        Path dir = root.resolve("agent");
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/features"), "agent\n");
        Path cloudDir = root.resolve("cloud");
        try (CloudProcess cloud = CloudProcess.start(root, cloudDir);
                AgentProcess started = AgentProcess.start(root, dir)) {
            agent = started;
            jvm = new JvmState(root, agent.program().pid());
            List<String> files = agent.temporaryFiles();
            ConsoleClient console = cloud.console();
            int port = port(cloudDir, "cloud.port");
            int mqttPort = port(cloudDir, "mqtt.port");

            // given an agent that got the link while it ran, and is online
            agent.feature("install", "aclk");
            cloud.claim(dir);
            Await.until(
                    "the node is live",
                    AgentProcess.LIMIT,
                    () -> console.node().get("state").asText().equals("live"),
                    agent.program()::output);
            assertTrue(connected(mqttPort), "the connection is seen while it is there");
            assertFalse(jvm.linkThreads().isEmpty(), "the threads are seen while they are there");
            assertFalse(jvm.classes(PACKAGES).isEmpty(), "the classes are seen while they are there");

            // when the link is removed
            agent.feature("remove", "aclk");

            // then the cloud was told, and nothing is left
            assertEquals("offline", console.node().get("state").asText());
            assertTrue(console.node().get("graceful").asBoolean(), "it said goodbye");
            assertNoThread();
            assertFalse(connected(port) || connected(mqttPort), "no connection to the cloud");
            assertEquals(files, agent.temporaryFiles());
            assertNoClass();

            // and as often as it comes and goes
            JvmState.Live warm = null;
            for (int i = 2; i <= CYCLES; i++) {
                agent.feature("install", "aclk");
                agent.awaitOnline();
                agent.feature("remove", "aclk");
                if (i == WARM) {
                    assertNoClass();
                    warm = jvm.live();
                }
            }
            assertNoThread();
            assertNoClass();
            JvmState.Live end = jvm.live();
            System.out.println(
                    "FeatureRemoveIT: after cycle " + WARM + " " + warm + ", after cycle " + CYCLES + " " + end);
            assertEquals(warm.bundleLoaders(), end.bundleLoaders(), "class loaders of bundles");
            if (SOAK) {
                // fewer cycles tell nothing: what a collection leaves differs by more than they could add
                assertTrue(end.bytes() < warm.bytes() + GROWTH, "the heap grew from " + warm + " to " + end);
            }
            assertEquals(files, agent.temporaryFiles());
        }
    }

    private static int port(Path cloudDir, String file) throws Exception {
        return Integer.parseInt(
                Files.readString(cloudDir.resolve("run").resolve(file)).strip());
    }

    private boolean connected(int port) throws Exception {
        return Sockets.isConnected(agent.program().pid(), port);
    }

    private void assertNoThread() {
        Await.until(
                "no thread of the link",
                STOP,
                () -> jvm.linkThreads().isEmpty(),
                () -> "threads " + seen(() -> jvm.linkThreads()));
    }

    /** Soft references and finalizers may need a collection more. */
    private void assertNoClass() {
        Await.until(
                "no class of the link",
                AgentProcess.LIMIT,
                () -> jvm.classes(PACKAGES).isEmpty(),
                () -> "classes " + seen(() -> jvm.classes(PACKAGES)));
    }

    private static Object seen(Callable<List<String>> what) {
        try {
            return what.call();
        } catch (Exception e) {
            return e;
        }
    }
}

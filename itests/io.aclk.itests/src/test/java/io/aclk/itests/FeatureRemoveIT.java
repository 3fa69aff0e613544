package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
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
            int bundles = jvm.live().bundles();
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
            cycle(2, WARM);
            JvmState.Live warm = settled(bundles);
            cycle(WARM + 1, CYCLES);
            JvmState.Live end = settled(bundles);
            System.out.println(
                    "FeatureRemoveIT: after cycle " + WARM + " " + warm + ", after cycle " + CYCLES + " " + end);
            assertEquals(warm.bundleLoaders(), end.bundleLoaders(), "class loaders of bundles");
            if (SOAK) {
                // of fewer cycles the bytes tell less than the bundles: what a collection leaves differs by more
                assertTrue(end.bytes() < warm.bytes() + GROWTH, "the heap grew from " + warm + " to " + end);
            }
            assertNoThread();
            assertNoClass();
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

    private void cycle(int from, int to) throws Exception {
        for (int i = from; i <= to; i++) {
            agent.feature("install", "aclk");
            agent.awaitOnline();
            agent.feature("remove", "aclk");
        }
    }

    /** What is left once each bundle that is gone was collected, and with it its class loader and its loggers. */
    private JvmState.Live settled(int bundles) {
        AtomicReference<JvmState.Live> live = new AtomicReference<>();
        Await.until(
                bundles + " bundles in memory, as before the link came",
                AgentProcess.LIMIT,
                () -> {
                    live.set(jvm.live());
                    return live.get().bundles() == bundles;
                },
                () -> String.valueOf(live.get()));
        return live.get();
    }

    private static Object seen(Callable<List<String>> what) {
        try {
            return what.call();
        } catch (Exception e) {
            return e;
        }
    }
}

package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Outside the framework: a cloud side, and what the feature {@code aclk} must reach at it in a container that is not
 * ours, where {@code io.aclk.itests.host} is the host.
 */
final class ForeignHost implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(90);

    private final CloudProcess cloud;
    private final ConsoleClient console;
    private final JsonNode info;

    private ForeignHost(CloudProcess cloud) throws Exception {
        this.cloud = cloud;
        this.console = cloud.console();
        this.info = cloud.command("info");
    }

    /** Starts the cloud side. */
    static ForeignHost start(Path temp) throws Exception {
        CloudProcess cloud = CloudProcess.start(temp, temp.resolve("cloud"));
        try {
            return new ForeignHost(cloud);
        } catch (Exception | AssertionError e) {
            cloud.close();
            throw e;
        }
    }

    /** Where the class path has a class: a jar or a folder. */
    static Path fileOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Address of the cloud side. */
    String url() {
        return info.get("url").asText();
    }

    /** File of its certificate, which nobody else signed. */
    String certificate() {
        return info.get("certificate").asText();
    }

    /** A token for one claim. */
    String token() throws Exception {
        return cloud.command("token", "create").get("token").asText();
    }

    /** What the owner of a host without any console writes, before it is started. */
    void writeClaim(Path instance) throws Exception {
        Path conf = Files.createDirectories(instance.resolve("conf"));
        Files.writeString(
                conf.resolve("claim.conf"), "[global]\nurl = " + url() + "\ntoken = " + token() + "\nproxy = none\n");
    }

    /** The host's node is live, and its API answers a query that comes from the cloud. */
    void awaitAnswer(Program host) throws Exception {
        awaitState("live", host);
        String node = console.node().get("id").asText();
        assertEquals(
                "hello",
                console.get("/nodes/" + node + "/api/v1/info").get("greeting").asText());
    }

    /** The cloud was told that the node is gone. */
    void awaitGoodbye(Program host) throws Exception {
        awaitState("offline", host);
        assertEquals(true, console.node().get("graceful").asBoolean(), "the link said goodbye");
    }

    private void awaitState(String state, Program host) {
        Await.until(
                "the node is " + state,
                LIMIT,
                () -> console.node().get("state").asText().equals(state),
                seen(host));
    }

    private Supplier<String> seen(Program host) {
        return () -> {
            try {
                return console.get("/nodes") + "; " + host.output();
            } catch (Exception | AssertionError e) {
                return e + "; " + host.output();
            }
        };
    }

    /**
     * No thread of the link or of its MQTT library is left in the JVM of a host. Each look starts a program, so this is no
     * measure of how soon they end.
     */
    static void awaitNoThread(Path temp, long pid) {
        Await.until(
                "no thread of the link is left", LIMIT, () -> threads(temp, pid).isEmpty(), () -> {
                    try {
                        return threads(temp, pid).toString();
                    } catch (Exception e) {
                        return e.toString();
                    }
                });
    }

    private static List<String> threads(Path temp, long pid) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd");
        try (Program dump =
                Program.start(temp, "jcmd", new ProcessBuilder(jcmd.toString(), "" + pid, "Thread.print"))) {
            Program.Result result = dump.await();
            assertEquals(0, result.exit(), result.output());
            return result.output()
                    .lines()
                    .filter(line -> line.startsWith("\"aclk-") || line.startsWith("\"MQTT "))
                    .toList();
        }
    }

    @Override
    public void close() {
        cloud.close();
    }
}

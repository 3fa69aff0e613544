package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Outside the framework: a cloud side on free ports as a process of its own, and its commands. */
final class CloudProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);

    private static final String CONFIGURATION = "conf/io.aclk.cloud.cfg";

    private final Path logs;
    private final Path dir;
    private final Program program;

    private CloudProcess(Path logs, Path dir, Program program) {
        this.logs = logs;
        this.dir = dir;
        this.program = program;
    }

    /** Starts it, on ports that are free or those of {@link #keepPorts}, and waits until it answers. */
    static CloudProcess start(Path logs, Path dir) throws Exception {
        if (!Files.exists(dir.resolve(CONFIGURATION))) {
            writePorts(dir, "0", "0");
        }
        CloudProcess cloud = new CloudProcess(logs, dir, Program.start(logs, "cloud", "--dir", dir.toString()));
        try {
            Await.until(
                    "the cloud side answers",
                    START,
                    () -> cloud.program.alive() && cloud.command("info").has("url"),
                    cloud.program::output);
        } catch (AssertionError e) {
            cloud.close();
            throw e;
        }
        return cloud;
    }

    /** The next start in its directory takes the ports of this one. */
    void keepPorts() throws Exception {
        writePorts(dir, port("cloud.port"), port("mqtt.port"));
    }

    private String port(String file) throws Exception {
        return Files.readString(dir.resolve("run").resolve(file)).strip();
    }

    private static void writePorts(Path dir, String port, String mqttPort) throws Exception {
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve(CONFIGURATION), "port = " + port + "\nmqtt.port = " + mqttPort + "\n");
    }

    /** Ends it as a crash does. */
    void crash() throws Exception {
        program.kill();
        program.await();
    }

    /** Claims the running agent of a directory with a new token. */
    void claim(Path agentDir) throws Exception {
        JsonNode info = command("info");
        Program.Result claim = Program.run(
                logs,
                "netdata-cloud.sh",
                "--token",
                command("token", "create").get("token").asText(),
                "--rooms",
                "All nodes",
                "--url",
                info.get("url").asText(),
                "--ca",
                info.get("certificate").asText(),
                "--dir",
                agentDir.toString());
        assertEquals(0, claim.exit(), claim.output());
    }

    /** What a command of {@code bin/cloud} answers. */
    JsonNode command(String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--json", "--dir", dir.toString()));
        Program.Result result = Program.run(logs, "cloud", arguments.toArray(String[]::new));
        assertEquals(0, result.exit(), result.output());
        return new ObjectMapper().readTree(result.output());
    }

    /** A signed-in client of its console. */
    ConsoleClient console() throws Exception {
        JsonNode info = command("info");
        ConsoleClient console = new ConsoleClient(
                info.get("console").asText(), Path.of(info.get("certificate").asText()));
        console.signIn("admin", command("password").get("password").asText());
        return console;
    }

    @Override
    public void close() {
        program.close();
    }
}

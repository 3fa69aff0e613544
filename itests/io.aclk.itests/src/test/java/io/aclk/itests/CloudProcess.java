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

    private final Path logs;
    private final Path dir;
    private final Program program;

    private CloudProcess(Path logs, Path dir, Program program) {
        this.logs = logs;
        this.dir = dir;
        this.program = program;
    }

    /** Starts it and waits until it answers. */
    static CloudProcess start(Path logs, Path dir) throws Exception {
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/io.aclk.cloud.cfg"), "port = 0\nmqtt.port = 0\n");
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

package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Outside the framework: an agent as a process of its own, with a temporary directory of its own, and its commands. */
final class AgentProcess implements AutoCloseable {

    /** For whatever takes as long as the machine is busy. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path temporary;
    private final ControlSocket control;
    private final Program program;

    private AgentProcess(Path temporary, ControlSocket control, Program program) {
        this.temporary = temporary;
        this.control = control;
        this.program = program;
    }

    /** Starts it on any free port, and waits until all its features are started. */
    static AgentProcess start(Path logs, Path dir) throws Exception {
        Path port = Files.createDirectories(dir.resolve("conf")).resolve("io.aclk.agent.web.cfg");
        Files.writeString(port, "port = 0\n");
        Path temporary = Files.createDirectories(dir.resolve("tmp"));
        AgentProcess agent = new AgentProcess(
                temporary,
                new ControlSocket(dir),
                Program.start(
                        logs,
                        Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary),
                        "agent",
                        "--dir",
                        dir.toString()));
        try {
            agent.program.awaitOutput("(is ready)", LIMIT);
        } catch (AssertionError e) {
            agent.close();
            throw e;
        }
        return agent;
    }

    Program program() {
        return program;
    }

    /** What a command answers. */
    ControlSocket.Reply command(String command, String... args) throws IOException {
        return control.run(command, args);
    }

    /** A change of features that must succeed. */
    void feature(String... args) throws IOException {
        ControlSocket.Reply reply = command("feature", args);
        assertEquals(0, reply.exit(), reply::toString);
    }

    /** The JSON of a command that must succeed. */
    JsonNode json(String command, String... args) throws IOException {
        return control.json(command, args);
    }

    JsonNode status() throws IOException {
        return json("status", "--json");
    }

    void awaitOnline() {
        Await.until("the agent is online", LIMIT, () -> status().get("online").asBoolean(), program::output);
    }

    /** What lies in its temporary directory. */
    List<String> temporaryFiles() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    /** Ends it as a crash does. */
    void crash() throws Exception {
        program.kill();
        program.await();
    }

    @Override
    public void close() {
        program.close();
    }
}

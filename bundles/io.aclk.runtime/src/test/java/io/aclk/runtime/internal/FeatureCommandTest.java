package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code feature} as people type it. */
class FeatureCommandTest {

    @TempDir
    Path dir;

    private TestInstance instance;
    private FeatureCommand command;

    @BeforeEach
    void start() throws Exception {
        instance = new TestInstance(dir.resolve("instance"), dir.resolve("distribution")).listing("agent");
        TestFeature.of("agent", "1.0", TestBundle.of("agent", "1.0.0")).ship(instance.files);
        TestFeature.of("aclk", "1.0", TestBundle.of("link", "1.0.0"))
                .watching("test.online")
                .ship(instance.files);
        instance.start();
        command = new FeatureCommand(instance.updater, instance.last, () -> Duration.ofSeconds(30), instance.files);
    }

    @AfterEach
    void stop() throws Exception {
        instance.close();
    }

    @Test
    void listsWhatRunsAndWhatCouldRun() throws Exception {
        run(0, "install", "aclk");
        instance.offered.put(
                "/tmp/agent",
                TestFeature.of("agent", "1.1", TestBundle.of("agent", "1.1.0")).open(dir.resolve("new")));
        run(0, "update", "/tmp/agent");
        run(0, "remove", "aclk");

        String text = run(0, "list");

        assertTrue(
                text.matches("(?s)agent +1\\.1 +running +\\S+new, by somebody at \\S+Z\n"
                        + "aclk +available +distribution\n"
                        + "Last update: feature remove aclk by somebody at \\S+Z is done\n"),
                text);
        try (JsonReader reader = Json.createReader(new StringReader(run(0, "list", "--json")))) {
            JsonObject list = reader.readObject();
            JsonObject agent = list.getJsonArray("features").getJsonObject(0);
            assertEquals("running", agent.getString("state"));
            assertEquals("1.1", agent.getString("version"));
            assertEquals(1, agent.getInt("bundles"));
            assertEquals("somebody", agent.getString("user"));
            assertTrue(Sha256.isHash(agent.getString("sha256")));
            JsonObject link = list.getJsonArray("features").getJsonObject(1);
            assertEquals("aclk", link.getString("name"));
            assertEquals("available", link.getString("state"));
            assertEquals(1, list.getJsonArray("notices").size());
        }
    }

    @Test
    void whatIsRefusedEndsWithOneAndItsReason() {
        assertTrue(run(1, "remove", "aclk").contains("does not run"));
        assertTrue(run(1, "install", "nosuch", "--watch", "5").contains("is unknown"));
    }

    @Test
    void aFileThatIsInTheWayIsNamedWithTheReason() throws Exception {
        instance.offered.put(
                "/tmp/agent",
                TestFeature.of("agent", "1.1", TestBundle.of("agent", "1.1.0")).open(dir.resolve("new")));
        Path file = Files.writeString(instance.files.data().resolve("bundles"), "in the way");

        assertEquals(
                file + " cannot be used: FileAlreadyExistsException; nothing was changed\n",
                run(1, "update", "/tmp/agent"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "remove",
                "install a b",
                "nonsense",
                "list --wide",
                "update agent --watch 0",
                "update agent --watch=soon",
                "update agent --watch"
            })
    void wrongUsageIsTold(String line) {
        assertTrue(run(2, line.isEmpty() ? new String[0] : line.split(" ")).contains("usage: feature list"));
    }

    /** Output and errors of a command. */
    private String run(int exit, String... args) {
        Map<String, Object> reply =
                command.apply(Map.of(Commands.ARGS, List.copyOf(Arrays.asList(args)), Commands.USER, "somebody"));
        String text = reply.get(Commands.OUT).toString() + reply.get(Commands.ERR);
        assertEquals(exit, reply.get(Commands.EXIT), text);
        return text;
    }
}

package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/aclk doctor} of the distribution, on an agent that runs, that is switched off, and that is stopped. */
class DoctorIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path outputs;

    @TempDir
    private Path agentDir;

    @TempDir
    private Path cloudDir;

    @Test
    @Timeout(280)
    void saysWhatIsWrongAndChangesNothing() throws Exception {
        Path conf = Files.createDirectories(agentDir.resolve("conf"));
        Files.writeString(conf.resolve("io.aclk.agent.web.cfg"), "port = 0\n");
        try (CloudProcess cloud = CloudProcess.start(outputs, cloudDir)) {
            // online: everything passes, and what only a connection can tell is told by the live one
            try (Program agent = Program.start(outputs, "agent", "--dir", agentDir.toString())) {
                agent.awaitOutput("(The agent is ready)", LIMIT);
                cloud.claim(agentDir);
                Await.until(
                        "the agent is online, and the cloud knows",
                        LIMIT,
                        () -> online() && live(cloud),
                        agent::output);
                String since = node(cloud).get("since").asText();
                JsonNode online = doctor(0);
                assertEquals("running", online.get("agent").asText());
                assertEquals(16, online.get("checks").size());
                online.get("checks")
                        .forEach(check ->
                                assertEquals("passed", check.get("result").asText(), check.toString()));
                assertTrue(check(online, "subscription").get("live").asBoolean());
                assertEquals(since, node(cloud).get("since").asText());

                // switched off: nothing is tried
                assertEquals(0, aclk("link", "stop").exit());
                JsonNode off = doctor(0);
                assertEquals("off", off.get("verdict").asText());
                assertEquals("not-reached", check(off, "dns").get("result").asText());
                assertEquals(0, aclk("link", "start").exit());
            }

            // stopped: it connects, subscribes and leaves, and neither the instance nor the cloud notices
            Await.until("the cloud knows of the goodbye", LIMIT, () -> !live(cloud), () -> "");
            JsonNode before = node(cloud);
            Map<String, String> files = files();
            JsonNode stopped = doctor(0);
            assertEquals("stopped", stopped.get("agent").asText());
            assertEquals("passed", check(stopped, "subscription").get("result").asText(), stopped.toString());
            assertEquals(files, files());
            assertEquals(before, node(cloud));

            // a wrong address
            Files.writeString(conf.resolve("io.aclk.link.cfg"), "url = https://localhost:1\n");
            JsonNode wrong = doctor(1);
            assertTrue(check(wrong, "tcp").get("cause").asText().contains("refused"), wrong.toString());
            assertTrue(check(wrong, "tcp").get("cure").asText().contains("io.aclk.link.cfg"), wrong.toString());
            String text = aclk("doctor").output();
            assertTrue(text.contains("FAILED") && text.contains("cure: "), text);
        }
    }

    private boolean online() throws Exception {
        return new ObjectMapper()
                .readTree(aclk("status", "--json").output())
                .get("online")
                .asBoolean();
    }

    private static JsonNode node(CloudProcess cloud) throws Exception {
        return cloud.command("node", "list").get(0);
    }

    private static boolean live(CloudProcess cloud) throws Exception {
        return node(cloud).get("state").asText().equals("live");
    }

    private JsonNode doctor(int exit) throws Exception {
        Program.Result result = aclk("doctor", "--json");
        assertEquals(exit, result.exit(), result.output());
        return new ObjectMapper().readTree(result.output());
    }

    private static JsonNode check(JsonNode diagnosis, String id) {
        for (JsonNode check : diagnosis.get("checks")) {
            if (check.get("check").asText().equals(id)) {
                return check;
            }
        }
        throw new AssertionError("no check " + id + " in " + diagnosis);
    }

    private Program.Result aclk(String... words) throws Exception {
        String[] arguments = Stream.concat(Stream.of(words), Stream.of("--dir", agentDir.toString()))
                .toArray(String[]::new);
        return Program.run(outputs, "aclk", arguments);
    }

    /** All files of the instance with their sizes and times. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(agentDir)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        agentDir.relativize(file).toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}

package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that was copied with its identity: the copies do not fight for its node, and become nodes of their own. */
class ClonesIT {

    /** Five, and with {@code -Psoak} fifty. */
    private static final int COPIES = Boolean.getBoolean("soak") ? 50 : 5;

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ALL_ONLINE = START.plusSeconds(12L * COPIES);

    @TempDir
    private Path root;

    private final List<Program> running = new ArrayList<>();

    @Test
    @Timeout(1_400)
    void copiesOfOneDirectoryBecomeNodesOfTheirOwn() throws Exception {
        Path original = agentDir("original");
        try (CloudProcess cloud = CloudProcess.start(root, root.resolve("cloud"))) {
            try {
                // given copies of the directory of a claimed agent, which runs
                JsonNode info = cloud.command("info");
                ConsoleClient console = cloud.console();
                Program first = start(original);
                claim(info, cloud.command("token", "create").get("token").asText(), original);
                awaitLive(console, 1, START);
                String node = console.node().get("id").asText();
                first.terminate();
                first.await();
                List<Path> copies = new ArrayList<>();
                for (int i = 1; i <= COPIES; i++) {
                    copies.add(copy(original, root.resolve("copy" + i)));
                }
                start(original);
                awaitLive(console, 1, START);

                // when one of them starts, it stays offline and says why, and the original is not disturbed
                Path lonely = copies.get(0);
                start(lonely);
                Await.until(
                        "the copy says what it is",
                        START,
                        () -> aclk(lonely, "status").contains("identity copied from another machine"),
                        () -> aclk(lonely, "status"));
                assertTrue(!status(lonely).get("online").asBoolean());

                // when copies may claim themselves anew, each becomes a node, the running one without a restart
                for (Path copy : copies) {
                    Files.writeString(copy.resolve("conf/io.aclk.claiming.cfg"), "on.clone = reclaim\n");
                }
                awaitLive(console, 2, START);
                for (int i = 1; i < COPIES; i++) {
                    start(copies.get(i));
                    if (i % 10 == 0) {
                        awaitLive(console, i + 1, ALL_ONLINE);
                    }
                }
                awaitLive(console, COPIES + 1, ALL_ONLINE);
                Set<String> machines = new TreeSet<>();
                Set<String> claims = new TreeSet<>();
                copies.add(original);
                for (Path dir : copies) {
                    JsonNode status = status(dir);
                    machines.add(
                            status.get("node-instances").get(0).get("mguid").asText());
                    claims.add(status.get("claimed-id").asText());
                }
                assertEquals(COPIES + 1, machines.size(), "machine GUIDs");
                assertEquals(COPIES + 1, claims.size(), "claim ids");
                JsonNode undisturbed = status(original);
                assertEquals(0, undisturbed.get("reconnect-count").asInt(), "nobody took its connection over");
                assertEquals(
                        node,
                        undisturbed.get("node-instances").get(0).get("node-id").asText());
            } finally {
                running.forEach(Program::terminate);
                running.forEach(Program::close);
            }
        }
    }

    // ---- steps

    private Path agentDir(String name) throws IOException {
        Path conf = root.resolve(name).resolve("conf");
        Files.createDirectories(conf);
        Files.writeString(conf.resolve("io.aclk.agent.web.cfg"), "port = 0\n");
        return conf.getParent();
    }

    private Program start(Path dir) throws IOException {
        Program agent = Program.start(root, "agent", "--dir", dir.toString());
        running.add(agent);
        return agent;
    }

    private void claim(JsonNode info, String token, Path dir) throws Exception {
        Await.until("the agent answers", START, () -> status(dir) != null, () -> "no answer");
        Program.Result claim = Program.run(
                root,
                "netdata-cloud.sh",
                "--token=" + token,
                "--rooms=All nodes",
                "--url=" + info.get("url").asText(),
                "--ca=" + info.get("certificate").asText(),
                "--dir=" + dir);
        assertEquals(0, claim.exit(), claim.output());
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private String aclk(Path dir, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--dir", dir.toString()));
        try {
            return Program.run(root, "aclk", arguments.toArray(String[]::new)).output();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode status(Path dir) throws IOException {
        return new ObjectMapper().readTree(aclk(dir, "status", "--json"));
    }

    private void awaitLive(ConsoleClient console, int nodes, Duration limit) {
        Await.until(nodes + " nodes are live", limit, () -> live(console).size() == nodes, () -> running.stream()
                .map(agent -> (agent.alive() ? "running: " : "ended: ") + agent.output())
                .collect(Collectors.joining("\n")));
    }

    private static Set<String> live(ConsoleClient console) throws Exception {
        Set<String> ids = new TreeSet<>();
        for (JsonNode node : console.get("/nodes").get("nodes")) {
            if (node.get("state").asText().equals("live")) {
                ids.add(node.get("id").asText());
            }
        }
        return ids;
    }
}

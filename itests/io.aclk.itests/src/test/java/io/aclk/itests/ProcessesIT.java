package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agent, cloud side and commands as separate processes, through crashes of either. */
class ProcessesIT {

    /** Keys of {@code protocol/status.md} section 2, in their order. */
    private static final List<String> STATUS_KEYS = List.of(
            "aclk-available",
            "aclk-version",
            "protocols-supported",
            "agent-claimed",
            "claimed-id",
            "cloud-url",
            "aclk_proxy",
            "publish_latency_us",
            "online",
            "used-cloud-protocol",
            "mqtt-version",
            "received-app-layer-msgs",
            "received-mqtt-pubacks",
            "pending-mqtt-pubacks",
            "timed-out-mqtt-pubacks-since-start",
            "server-receive-maximum",
            "reconnect-count",
            "last-connect-time-utc",
            "last-connect-time-puback-utc",
            "last-disconnect-time-utc",
            "next-connection-attempt-utc",
            "last-backoff-value",
            "banned-by-cloud",
            "node-instances");

    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    private Path logs;

    @TempDir
    private Path agentDir;

    @TempDir
    private Path cloudDir;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    @Timeout(280)
    void aNodeComesBackAfterEveryCrash() throws Exception {
        Files.createDirectories(agentDir.resolve("conf"));
        Files.writeString(agentDir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
        CloudProcess cloud = CloudProcess.start(logs, cloudDir);
        try {
            // given a claimed agent
            Program agent = Program.start(logs, "agent", "--dir", agentDir.toString());
            try {
                ConsoleClient console = cloud.console();
                awaitAgent(agent);
                cloud.claim(agentDir);
                awaitState(console, "live");
                JsonNode status = status();
                List<String> keys = new ArrayList<>();
                status.fieldNames().forEachRemaining(keys::add);
                assertEquals(STATUS_KEYS, keys.subList(0, STATUS_KEYS.size()));
                assertTrue(status.get("online").asBoolean(), status::toString);
                String nodeId = console.node().get("id").asText();

                // when the cloud side crashes and starts again, the node comes back without a touch
                cloud.keepPorts();
                cloud.crash();
                Await.until(
                        "the agent notices",
                        START,
                        () -> !status().get("online").asBoolean(),
                        () -> "online");
                cloud = CloudProcess.start(logs, cloudDir);
                console = cloud.console();
                awaitState(console, "live");
                assertEquals(nodeId, console.node().get("id").asText(), "a known node is not created again");

                // when the agent crashes, the last will shows it
                agent.kill();
                awaitState(console, "offline");
                assertEquals(false, console.node().get("graceful").asBoolean());

                // when it starts again, it is the same node
                agent = Program.start(logs, "agent", "--dir", agentDir.toString());
                awaitState(console, "live");
                assertEquals(nodeId, console.node().get("id").asText());

                // when it is asked to end, it says goodbye first
                agent.terminate();
                awaitState(console, "offline");
                assertEquals(true, console.node().get("graceful").asBoolean());
                assertEquals(0, agent.await().exit(), agent.output());
            } finally {
                agent.close();
            }
        } finally {
            cloud.close();
        }
    }

    @Test
    void refusedClaimsSayWhyAndExitWithOne() throws Exception {
        Files.createDirectories(agentDir.resolve("conf"));
        Files.writeString(agentDir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
        try (CloudProcess cloud = CloudProcess.start(logs, cloudDir);
                Program agent = Program.start(logs, "agent", "--dir", agentDir.toString())) {
            JsonNode info = cloud.command("info");
            awaitAgent(agent);
            String[][] cases = {
                {"wrong", "", "Failed: token is expired, not found, or invalid"},
                {
                    cloud.command("token", "create").get("token").asText(),
                    "no such room",
                    "Failed: one or more room ids are invalid"
                },
            };
            for (String[] refused : cases) {
                Program.Result claim = Program.run(
                        logs,
                        "netdata-cloud.sh",
                        "--token=" + refused[0],
                        "--rooms=" + refused[1],
                        "--url=" + info.get("url").asText(),
                        "--ca=" + info.get("certificate").asText(),
                        "--dir=" + agentDir);
                assertEquals(1, claim.exit(), claim.output());
                assertTrue(claim.output().contains(refused[2]), claim.output());
            }
            assertEquals(false, status().get("agent-claimed").asBoolean());
        }
        Program.Result nobody = Program.run(logs, "aclk", "status", "--dir", agentDir.toString());
        assertEquals(3, nobody.exit(), nobody.output());
        assertNotEquals("", nobody.output(), "it says that no agent answers");
    }

    // ---- steps

    private void awaitAgent(Program agent) {
        Await.until("the agent answers", START, () -> status() != null, agent::output);
    }

    private JsonNode status() throws Exception {
        Program.Result result = Program.run(logs, "aclk", "status", "--json", "--dir", agentDir.toString());
        if (result.exit() != 0) {
            throw new AssertionError("status: " + result);
        }
        return json.readTree(result.output());
    }

    private static void awaitState(ConsoleClient console, String state) {
        Await.until(
                "the node is " + state,
                START,
                () -> console.node().get("state").asText().equals(state),
                () -> {
                    try {
                        return console.get("/nodes").toString();
                    } catch (Exception | AssertionError e) {
                        return e.toString();
                    }
                });
    }
}

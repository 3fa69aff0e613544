package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that knows nothing of us claims, connects and is queried: with the bytes that a stock agent was recorded to send. */
class StockAgentIT {

    private static final String MACHINE_GUID = "9f0af6f3-c046-487f-8bdf-b85c402f769a";
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void theScriptedConnectIsTheRecordedOne() throws Exception {
        JsonNode connect = recorded().get("connect");
        byte[] built = StockAgentPeer.connectPacket(
                connect.get("clientId").asText(),
                connect.get("username").asText(),
                connect.get("password").asText(),
                connect.get("will").get("topic").asText(),
                StockAgentPeer.hex(connect.get("will").get("payload").asText()));
        assertArrayEquals(StockAgentPeer.hex(connect.get("hex").asText()), built);
    }

    @Test
    @Timeout(200)
    void claimsConnectsAndIsQueried() throws Exception {
        Map<String, JsonNode> recorded = recorded();
        Path dir = Files.createDirectories(temp.resolve("cloud"));
        try (Program cloud = Program.start(temp, "cloud", "--dir", dir.toString(), "--port", "0", "--mqtt-port", "0")) {
            JsonNode info = command(cloud, dir, "info");
            Path certificate = Path.of(info.get("certificate").asText());
            ConsoleClient console = new ConsoleClient(info.get("console").asText(), certificate);
            console.signIn(
                    "admin", command(cloud, dir, "password").get("password").asText());
            Await.until("the broker listens", LIMIT, () -> Files.exists(dir.resolve("run/mqtt.port")), cloud::output);
            try (StockAgentPeer agent = new StockAgentPeer(
                    ConsoleClient.trusting(certificate), info.get("port").asInt())) {
                // given a claimed and connected agent
                assertEquals(
                        204,
                        agent.claim(
                                command(cloud, dir, "token", "create")
                                        .get("token")
                                        .asText(),
                                MACHINE_GUID));
                assertEquals("unseen", console.node().get("state").asText());
                agent.connect(recorded.get("connect"));

                // when it announces itself as recorded, it gets a node id
                agent.publish("agent-connection", payload(recorded, "UpdateAgentConnection", agent, null));
                agent.await("SendNodeInstances");
                agent.publish("create-node-instance", payload(recorded, "CreateNodeInstance", agent, null));
                String result = text(agent.await("CreateNodeInstanceResult"));
                String nodeId = uuidOtherThan(result, MACHINE_GUID);

                // and is live, with its info and its contexts
                agent.publish(
                        "node-instance-connection", payload(recorded, "UpdateNodeInstanceConnection", agent, nodeId));
                agent.await("ContextsCheckpoint");
                agent.publish("contexts-snapshot", payload(recorded, "ContextsSnapshot", agent, nodeId));
                agent.publish("node-instance-info", payload(recorded, "UpdateNodeInfo", agent, nodeId));
                agent.publish("node-instance-collectors", payload(recorded, "UpdateNodeCollectors", agent, nodeId));
                Await.until(
                        "its node is live with info and contexts",
                        LIMIT,
                        () -> console.node().get("state").asText().equals("live")
                                && console.node().hasNonNull("details")
                                && console.get("/nodes/" + nodeId)
                                                .get("contexts")
                                                .size()
                                        > 150,
                        cloud::output);
                assertEquals("golden-agent", console.node().get("hostname").asText());

                // and answers queries, plain and compressed
                for (String kind : new String[] {"http-response-plain", "http-response-gzip"}) {
                    CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(() -> {
                        try {
                            return console.get("/nodes/" + nodeId + "/api/v1/info");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    StockAgentPeer.Message request = agent.await("cmd");
                    JsonNode header = json.readTree(text(request).split("\r\n\r\n", 2)[0]);
                    assertTrue(text(request).contains("GET /node/" + nodeId + "/api/v1/info HTTP/1.1\r\n"));
                    agent.publishTo(
                            header.get("callback-topic").asText(),
                            StockAgentPeer.replace(
                                    StockAgentPeer.hex(
                                            recorded.get(kind).get("hex").asText()),
                                    recorded.get(kind).get("msg-id").asText(),
                                    header.get("msg-id").asText()));
                    assertEquals(
                            MACHINE_GUID,
                            answer.get(20, TimeUnit.SECONDS).get("uid").asText());
                }
            }

            // and when its connection breaks, the last will shows it
            Await.until(
                    "its node is offline without a goodbye",
                    LIMIT,
                    () -> console.node().get("state").asText().equals("offline")
                            && !console.node().get("graceful").asBoolean(),
                    cloud::output);
        }
    }

    // ---- steps

    private Map<String, JsonNode> recorded() throws Exception {
        Map<String, JsonNode> messages = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                StockAgentIT.class.getResourceAsStream("/golden/stock-agent.jsonl"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode message = json.readTree(line);
                messages.put(message.get("name").asText(), message);
            }
        }
        return messages;
    }

    /** A recorded payload with the ids of this run. */
    private static byte[] payload(Map<String, JsonNode> recorded, String name, StockAgentPeer agent, String nodeId) {
        byte[] bytes = StockAgentPeer.replace(
                StockAgentPeer.hex(recorded.get(name).get("hex").asText()), agent.claimId);
        return nodeId == null ? bytes : StockAgentPeer.replace(bytes, "ea14b2aa-5471-4147-b23e-a3e18b23c6f4", nodeId);
    }

    private JsonNode command(Program cloud, Path dir, String... words) throws Exception {
        String[] arguments = new String[words.length + 3];
        System.arraycopy(words, 0, arguments, 0, words.length);
        arguments[words.length] = "--json";
        arguments[words.length + 1] = "--dir";
        arguments[words.length + 2] = dir.toString();
        JsonNode[] answer = new JsonNode[1];
        Await.until(
                "bin/cloud " + String.join(" ", words),
                LIMIT,
                () -> {
                    Program.Result result = Program.run(temp, "cloud", arguments);
                    answer[0] = result.exit() == 0 ? json.readTree(result.output()) : null;
                    return answer[0] != null;
                },
                cloud::output);
        return answer[0];
    }

    private static String text(StockAgentPeer.Message message) {
        return new String(message.payload(), StandardCharsets.ISO_8859_1);
    }

    private static String uuidOtherThan(String text, String known) {
        Matcher matcher = UUID_TEXT.matcher(text);
        while (matcher.find()) {
            if (!matcher.group().equals(known)) {
                return matcher.group();
            }
        }
        throw new AssertionError("no node id in " + text);
    }
}

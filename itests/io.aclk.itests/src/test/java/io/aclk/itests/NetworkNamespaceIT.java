package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real network does to a real agent, in namespaces of its own: a peer that falls silent, an address and a route
 * that go away and come back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetworkNamespaceIT {

    private static final Duration START = Duration.ofSeconds(90);
    /** A dead peer is noticed within 15 s, and a command that asks takes a moment. */
    private static final Duration NOTICED = Duration.ofSeconds(17);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @TempDir
    private static Path directory;

    private final ObjectMapper json = new ObjectMapper();
    private Namespaces network;
    private Path agentDir;

    @BeforeAll
    @Timeout(280)
    void startBoth() throws Exception {
        Optional<String> missing = Namespaces.missing();
        assumeTrue(missing.isEmpty(), missing::get);
        network = Namespaces.open();
        agentDir = Files.createDirectories(directory.resolve("agent"));
        Files.createDirectories(agentDir.resolve("conf"));
        Files.writeString(agentDir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
        Path cloudDir = Files.createDirectories(directory.resolve("cloud"));
        String url = "https://" + Namespaces.CLOUD_ADDRESS + ":8443";
        // nobody else is there, so that no port can be taken
        network.startOnCloud(
                directory.resolve("cloud.out"),
                "cloud",
                "--dir",
                cloudDir.toString(),
                "--listen",
                "0.0.0.0",
                "--port",
                "8443",
                "--mqtt-port",
                "8444",
                "--public-url",
                url);
        network.startOnNode(directory.resolve("agent.out"), "agent", "--dir", agentDir.toString());
        Await.until("the cloud side answers", START, () -> cloud(cloudDir, "info") != null, this::outputs);
        Await.until("the agent answers", START, () -> status() != null, this::outputs);
        Program.Result claim = Program.run(
                directory,
                "netdata-cloud.sh",
                "--token",
                cloud(cloudDir, "token", "create").get("token").asText(),
                "--rooms",
                "All nodes",
                "--url",
                url,
                "--ca",
                cloud(cloudDir, "info").get("certificate").asText(),
                "--dir",
                agentDir.toString());
        assertEquals(0, claim.exit(), claim.output());
    }

    @AfterAll
    @Timeout(60)
    void stopBoth() throws Exception {
        if (network != null) {
            network.close();
        }
    }

    @BeforeEach
    void online() {
        awaitOnline(START);
    }

    @Test
    @Timeout(200)
    void aPeerThatFallsSilentIsNoticed() throws Exception {
        network.onNode(
                "neigh",
                "replace",
                Namespaces.ROUTER,
                "lladdr",
                "02:00:00:00:00:01",
                "dev",
                Namespaces.LINK,
                "nud",
                "permanent");
        try {
            awaitOffline();
            assertEquals(
                    "disconnected, ping timed out",
                    lastDisconnect().get("status").asText());
        } finally {
            network.onNode("neigh", "del", Namespaces.ROUTER, "dev", Namespaces.LINK);
        }
        awaitOnline(START);
    }

    @Test
    @Timeout(200)
    void anAddressThatGoesAwayIsNoticedAndAnotherOneIsUsed() throws Exception {
        String address = status().get("addresses").get("local").asText();
        String without = address.substring(0, address.lastIndexOf(':'));
        String other = without.equals("10.231.7.2") ? "10.231.7.3" : "10.231.7.2";
        network.onNode("addr", "del", without + "/24", "dev", Namespaces.LINK);
        awaitOffline();

        network.onNode("addr", "add", other + "/24", "dev", Namespaces.LINK);
        network.onNode("route", "add", "default", "via", Namespaces.ROUTER);

        awaitOnline(START);
        assertTrue(
                status().get("addresses").get("local").asText().startsWith(other + ":"),
                () -> "connected from " + other);
    }

    /** The last one: a test after it would wait for the next back-off, which is longer still. */
    @Test
    @Order(Integer.MAX_VALUE)
    @Timeout(280)
    void aRouteThatComesBackEndsTheBackOff() throws Exception {
        network.onNode("route", "del", "default");
        LocalDateTime planned;
        try {
            awaitOffline();
            // so long that it cannot be over by itself in the time that is looked at
            Await.until(
                    "a long back-off",
                    START,
                    () -> status().get("last-backoff-value").asDouble() >= 16,
                    this::outputs);
            planned = time(status(), "next-connection-attempt-utc");
        } finally {
            network.onNode("route", "add", "default", "via", Namespaces.ROUTER);
        }
        awaitOnline(START);

        LocalDateTime connected = time(status(), "last-connect-time-utc");
        assertTrue(
                connected.isBefore(planned.minusSeconds(2)),
                () -> "connected at " + connected + ", planned was " + planned);
    }

    // ---- steps

    private void awaitOffline() throws Exception {
        LocalDateTime cut = LocalDateTime.now(ZoneOffset.UTC);
        Await.until("the link is down", START, () -> !status().get("online").asBoolean(), this::outputs);
        LocalDateTime noticed = time(lastDisconnect(), "at-utc");
        assertTrue(
                noticed.isBefore(cut.plus(NOTICED)), () -> "cut at " + cut + " and noticed at " + noticed + outputs());
    }

    private void awaitOnline(Duration limit) {
        Await.until("online", limit, () -> status().get("online").asBoolean(), this::outputs);
    }

    private JsonNode lastDisconnect() throws Exception {
        return status().get("last-disconnects").get(0);
    }

    private static LocalDateTime time(JsonNode object, String key) {
        return LocalDateTime.parse(object.get(key).asText(), TIME);
    }

    /** Without a JVM for each look; the socket is a file, which both machines have. */
    private JsonNode status() throws Exception {
        return new ControlSocket(agentDir).json("status", "--json");
    }

    private JsonNode cloud(Path dir, String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--json", "--dir", dir.toString()));
        Program.Result result = Program.run(directory, "cloud", arguments.toArray(String[]::new));
        if (result.exit() != 0) {
            throw new AssertionError("cloud: " + result);
        }
        return json.readTree(result.output());
    }

    private String outputs() {
        StringBuilder all = new StringBuilder();
        for (String name : List.of("agent.out", "cloud.out", "agent/log/error.log")) {
            try {
                all.append('\n').append(name).append(":\n").append(Files.readString(directory.resolve(name)));
            } catch (java.io.IOException e) {
                all.append(e);
            }
        }
        return all.toString();
    }
}

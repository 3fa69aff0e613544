package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node moves from one cloud to another by one command, and a move that is refused changes nothing. */
class MoveIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path root;

    private Path agentDir;

    @Test
    @Timeout(400)
    void fromOneCloudToAnother() throws Exception {
        agentDir = root.resolve("agent");
        Path conf = Files.createDirectories(agentDir.resolve("conf"));
        Files.writeString(conf.resolve("io.aclk.agent.web.cfg"), "port = 0\n");
        try (CloudProcess former = CloudProcess.start(root, root.resolve("former"));
                CloudProcess next = CloudProcess.start(root, root.resolve("next"));
                Program agent = Program.start(root, "agent", "--dir", agentDir.toString())) {
            Await.until("the agent answers", LIMIT, () -> !status().isEmpty(), agent::output);
            ConsoleClient atFormer = former.console();
            ConsoleClient atNext = next.console();
            String url = next.command("info").get("url").asText();
            claimed(claim(former, token(former)));
            awaitState(atFormer, "live", agent);
            String identity = claimId();

            // a token that the other cloud does not know
            Program.Result unknown = claim(next, "no-such-token");
            assertEquals(1, unknown.exit(), unknown.output());
            assertTrue(unknown.output().contains("token is expired, not found, or invalid"), unknown.output());
            stays(atFormer, atNext, identity);

            // a setting that would keep the link at the former cloud
            Path netdataConf = conf.resolve("netdata.conf");
            Files.writeString(
                    netdataConf,
                    "[cloud]\n    cloud base url = "
                            + former.command("info").get("url").asText() + "\n");
            awaitSource(netdataConf, agent);
            Program.Result elsewhere = claim(next, token(next));
            assertEquals(1, elsewhere.exit(), elsewhere.output());
            assertTrue(elsewhere.output().contains(netdataConf + " line 2"), elsewhere.output());
            stays(atFormer, atNext, identity);
            Files.delete(netdataConf);

            // one step: goodbye there, online here
            claimed(claim(next, token(next)));
            awaitState(atNext, "live", agent);
            awaitState(atFormer, "offline", agent);
            assertTrue(atFormer.node().get("graceful").asBoolean(), "it said goodbye");
            assertNotEquals(identity, claimId());
            JsonNode status = new ControlSocket(agentDir).json("status", "--json");
            assertTrue(status.get("online").asBoolean(), status::toString);
            assertEquals(url, status.get("cloud-url").asText(), status::toString);
        }
    }

    // ---- steps

    private static String token(CloudProcess cloud) throws Exception {
        return cloud.command("token", "create").get("token").asText();
    }

    private Program.Result claim(CloudProcess cloud, String token) throws Exception {
        JsonNode info = cloud.command("info");
        List<String> arguments = new ArrayList<>(List.of("claim", "--token", token));
        arguments.addAll(List.of("--url", info.get("url").asText()));
        arguments.addAll(List.of("--ca", info.get("certificate").asText(), "--dir", agentDir.toString()));
        return Program.run(root, "aclk", arguments.toArray(String[]::new));
    }

    private static void claimed(Program.Result claim) {
        assertEquals(0, claim.exit(), claim.output());
        assertTrue(claim.output().contains("is currently online"), claim.output());
    }

    /** The same identity, over the same connection, and nothing at the other cloud. */
    private void stays(ConsoleClient here, ConsoleClient elsewhere, String identity) throws Exception {
        assertEquals(identity, claimId());
        assertEquals("live", here.node().get("state").asText());
        JsonNode status = new ControlSocket(agentDir).json("status", "--json");
        assertTrue(status.get("online").asBoolean(), status::toString);
        assertEquals(0, status.get("reconnect-count").asInt(), status::toString);
        assertFalse(elsewhere.get("/nodes").get("nodes").elements().hasNext());
    }

    private void awaitState(ConsoleClient console, String state, Program agent) {
        Await.until(
                "the node is " + state,
                LIMIT,
                () -> console.node().get("state").asText().equals(state),
                agent::output);
    }

    private void awaitSource(Path file, Program agent) {
        Await.until(
                file + " is read",
                LIMIT,
                () -> new ControlSocket(agentDir).run("config").out().contains(file.toString()),
                agent::output);
    }

    private String claimId() throws IOException {
        return new ControlSocket(agentDir)
                .json("status", "--json")
                .get("claimed-id")
                .asText();
    }

    private String status() throws IOException {
        return new ControlSocket(agentDir).run("status").out();
    }
}

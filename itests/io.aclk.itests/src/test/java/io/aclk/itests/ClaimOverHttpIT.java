package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A script on the machine claims an agent through its local API. */
class ClaimOverHttpIT {

    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    private Path root;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path dir;
    private Path keyFile;

    @Test
    @Timeout(280)
    void theKeyInTheFileClaimsAndTheAnswerComesWhenTheAgentIsOnline() throws Exception {
        try (CloudProcess cloud = CloudProcess.start(root, root.resolve("cloud"))) {
            JsonNode info = cloud.command("info");
            dir = root.resolve("agent");
            keyFile = dir.resolve("data/netdata_random_session_id");
            Files.createDirectories(dir.resolve("conf"));
            Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
            Files.writeString(
                    dir.resolve("conf/io.aclk.link.cfg"),
                    "ca = " + info.get("certificate").asText() + "\n");
            try (Program agent = Program.start(root, "agent", "--dir", dir.toString())) {
                Await.until(
                        "the page is there with a key, and the link with its reason",
                        START,
                        () -> get("").statusCode() == 200
                                && Files.exists(keyFile)
                                && json(get("")).at("/cloud/reason").asText().equals("Agent is not claimed yet"),
                        agent::output);
                JsonNode page = json(get(""));
                assertTrue(page.get("can_be_claimed").asBoolean());
                assertEquals("available", page.get("cloud").get("status").asText());
                assertEquals(keyFile.toString(), page.get("key_filename").asText());

                // a claim that the cloud refuses, and one that nobody answers
                String url = info.get("url").asText();
                HttpResponse<String> refused = get("?key=" + key() + "&token=wrong&url=" + url);
                assertEquals(200, refused.statusCode());
                String reason = "Failed: token is expired, not found, or invalid";
                assertTrue(json(refused).get("message").asText().startsWith(reason), refused::body);
                assertTrue(json(get("")).get("cloud").get("reason").asText().contains(reason), refused::body);
                try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                    HttpResponse<String> slow =
                            get("?key=" + key() + "&token=t&url=https://127.0.0.1:" + silent.getLocalPort());
                    assertEquals(200, slow.statusCode());
                    assertEquals(
                            "Claiming is in progress", json(slow).get("message").asText());
                }

                // a claim that is accepted
                String token = cloud.command("token", "create").get("token").asText();
                Await.until(
                        "the claim before has ended",
                        START.multipliedBy(2),
                        () -> json(get("?key=" + key() + "&token=" + token + "&rooms=&url=" + url))
                                .get("success")
                                .asBoolean(),
                        () -> agent.output());
                JsonNode online = json(get(""));
                assertEquals("online", online.get("cloud").get("status").asText());
                assertFalse(online.get("can_be_claimed").asBoolean());
                assertEquals(
                        cloud.console().node().get("id").asText(),
                        online.get("agent").get("nd").asText());
                String before = key();
                assertEquals(200, get("?key=" + before + "&token=t&url=" + url).statusCode());
                assertEquals(before, key(), "that was no attempt");
            }
        }
    }

    private String key() throws IOException {
        return Files.readString(keyFile).strip();
    }

    private HttpResponse<String> get(String query) throws Exception {
        String port = Files.readString(dir.resolve("run/agent.port")).strip();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v3/claim" + query))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }
}

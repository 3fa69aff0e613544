package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exact bytes that an unmodified agent sent, and what it must be able to read. */
class GoldenHttpTest {

    @TempDir
    Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        server.disk.addToken("throw-away-token");
        server.disk.addRoom(UUID.fromString("11111111-1111-4111-8111-111111111111"), "golden");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theRecordedClaimIsAcceptedAndStored() throws Exception {
        assertEquals(204, send("claim").status());
        assertEquals(List.of("All nodes", "golden"), server.store.nodes().get(0).rooms());
        assertEquals(
                "golden-agent", server.store.agent(Golden.CLAIM).orElseThrow().hostname());
    }

    @Test
    void theRecordedEnvRequestGetsTheRecordedAnswer() throws Exception {
        Golden.Exchange recorded = Golden.http("env");
        TestServer.Answer answer = send("env");
        assertEquals(recorded.status(), answer.status());
        // the recorded 1024 would be milliseconds to a new agent (connecting.md section 9); ours are seconds to all
        Map<?, ?> expected = (Map<?, ?>) Golden.json(recorded.body()
                .replace("\"maxSeconds\":1024", "\"maxSeconds\":600")
                .replace("localhost:40731/mqtt", "localhost:8444/mqtt")
                .replace("40731", "" + server.port));
        for (String member : List.of("authEndpoint", "encoding", "transports", "backoff")) {
            assertEquals(expected.get(member), answer.json().get(member), member);
        }
        assertTrue(((List<?>) answer.json().get("capabilities")).contains("proto"));
    }

    @Test
    void theRecordedChallengeRequestGetsOneBlock() throws Exception {
        send("claim");
        TestServer.Answer answer = send("challenge");
        assertEquals(200, answer.status());
        String challenge = (String) answer.json().get("challenge");
        assertEquals(344, challenge.length());
        assertEquals(256, Base64.getDecoder().decode(challenge).length);
    }

    @Test
    void theRecordedPasswordRequestIsUnderstoodButAnswersNoOpenChallenge() throws Exception {
        send("claim");
        TestServer.Answer answer = send("password");
        assertEquals(403, answer.status());
        assertEquals("ErrForbidden", answer.json().get("errorMsgKey"));
    }

    @Test
    void ourTopicsAreTheRecordedOnes() {
        List<?> recorded =
                (List<?>) ((Map<?, ?>) Golden.json(Golden.http("password").body())).get("topics");
        List<Map<String, String>> ours = Topics.TEMPLATES.stream()
                .map(topic -> Map.of("name", topic.getKey(), "topic", topic.getValue()))
                .toList();
        assertEquals(recorded, ours);
    }

    @Test
    void theConnectionStaysOpenAfterAnAnswer() throws Exception {
        send("claim");
        for (String name : List.of("env", "challenge", "password", "claim")) {
            try (SSLSocket socket = server.connect()) {
                socket.getOutputStream().write(Golden.http(name).bytes());
                socket.getOutputStream().flush();
                TestServer.read(socket.getInputStream());
                socket.setSoTimeout(150);
                assertThrows(
                        SocketTimeoutException.class,
                        () -> socket.getInputStream().read(),
                        name);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(Golden.http("env").bytes());
                socket.getOutputStream().flush();
                assertEquals(200, TestServer.read(socket.getInputStream()).status(), name);
            }
        }
    }

    @Test
    void noHeaderIsTooMuchForTheReaderOfAnAgent() throws Exception {
        send("claim");
        for (String name : List.of("env", "challenge", "password")) {
            TestServer.Answer answer = send(name);
            assertTrue(answer.headers().containsKey("content-length"), name);
            assertTrue(answer.body().length() < 15_000, name);
            answer.headers().forEach((header, value) -> assertTrue(header.length() + value.length() < 1024, header));
        }
    }

    private TestServer.Answer send(String name) throws Exception {
        return server.send(Golden.http(name).bytes());
    }
}

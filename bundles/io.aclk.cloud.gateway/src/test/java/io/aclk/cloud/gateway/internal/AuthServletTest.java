package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.Logins.Rights;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthServletTest {

    private static final String CLAIM = Golden.CLAIM;
    private static KeyPair keys;

    @TempDir
    Path directory;

    private TestServer server;

    @BeforeAll
    static void keys() throws Exception {
        keys = TestServer.agentKeys(2048);
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        String token = server.store.createToken("test", Optional.empty());
        assertEquals(
                204,
                server.claim(CLAIM, TestServer.claimBody(CLAIM, token, "", TestServer.pem(keys)))
                        .status());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theHolderOfTheKeyGetsCredentialsThatAreValidOnce() throws Exception {
        TestServer.Answer answer = password(CLAIM, solve(challenge()));
        assertEquals(201, answer.status());
        assertEquals(20, ((List<?>) answer.json().get("topics")).size());
        Optional<Rights> rights = login(answer.json());
        assertEquals(
                List.of("/agent/" + CLAIM + "/outbox/#", "/svc/gateway/agent/" + CLAIM + "/http-response"),
                rights.orElseThrow().publish());
        assertEquals(
                List.of("/agent/" + CLAIM + "/inbox/cmd", "/agent/" + CLAIM + "/inbox/cmd/v1/#"),
                rights.orElseThrow().subscribe());
        assertTrue(login(answer.json()).isEmpty(), "valid once");
    }

    @Test
    void credentialsExpire() throws Exception {
        TestServer.Answer answer = password(CLAIM, solve(challenge()));
        server.clock.advance(Duration.ofSeconds(60));
        assertTrue(login(answer.json()).isEmpty());
    }

    @Test
    void wrongCredentialsAreRefusedAndUsedUp() throws Exception {
        Map<?, ?> answer = password(CLAIM, solve(challenge())).json();
        assertTrue(server.credentials
                .login((String) answer.get("clientID"), (String) answer.get("username"), "wrong")
                .isEmpty());
        assertTrue(login(answer).isEmpty());
        Map<?, ?> second = password(CLAIM, solve(challenge())).json();
        assertTrue(server.credentials
                .login("agent-" + UUID.randomUUID(), (String) second.get("username"), (String) second.get("password"))
                .isEmpty());
    }

    @Test
    void aChallengeIsFreshAndValidOnceAndExpires() throws Exception {
        String first = challenge();
        byte[] solved = solve(first);
        assertTrue(!first.equals(challenge()));
        assertEquals(201, password(CLAIM, solved).status());
        assertEquals(403, password(CLAIM, solved).status());
        byte[] late = solve(challenge());
        server.clock.advance(Duration.ofSeconds(60));
        assertEquals(403, password(CLAIM, late).status());
    }

    @Test
    void anAnswerCountsForItsOwnAgentOnly() throws Exception {
        String other = UUID.randomUUID().toString();
        String token = server.store.createToken("other", Optional.empty());
        String body = TestServer.claimBody(other, token, "", TestServer.pem(TestServer.agentKeys(2048)));
        assertEquals(204, server.claim(other, body).status());
        assertEquals(403, password(other, solve(challenge())).status());
    }

    @Test
    void aRemovedAgentIsToldNotToTryAgain() throws Exception {
        server.store.removeNode(UUID.fromString(CLAIM));
        TestServer.Answer answer = server.request("GET", "/api/v1/auth/node/" + CLAIM + "/challenge", "");
        assertEquals(403, answer.status());
        assertEquals(true, answer.json().get("errorNonRetryable"));
        assertEquals("ErrNodeRemoved", answer.json().get("errorMsgKey"));
        assertEquals(403, password(CLAIM, new byte[32]).status());
    }

    @Test
    void aBannedAgentIsToldSoUntilTheBanIsLifted() throws Exception {
        byte[] solved = solve(challenge());
        server.store.setBanned(UUID.fromString(CLAIM), true);
        for (TestServer.Answer answer : List.of(
                server.request("GET", "/api/v1/auth/node/" + CLAIM + "/challenge", ""), password(CLAIM, solved))) {
            assertEquals(403, answer.status());
            assertEquals(true, answer.json().get("errorNonRetryable"));
            assertEquals("ErrNodeBanned", answer.json().get("errorMsgKey"));
        }
        server.store.setBanned(UUID.fromString(CLAIM), false);
        assertEquals(201, password(CLAIM, solve(challenge())).status());
    }

    @Test
    void anUnknownAgentMayTryAgainSlowly() throws Exception {
        for (String id : List.of(UUID.randomUUID().toString(), "nonsense")) {
            TestServer.Answer answer = server.request("GET", "/api/v1/auth/node/" + id + "/challenge", "");
            assertEquals(404, answer.status());
            assertNull(answer.json().get("errorNonRetryable"));
            assertEquals(60, answer.json().get("errorRetryDelaySeconds"));
        }
    }

    @Test
    void badInputIsRefused() throws Exception {
        String path = "/api/v1/auth/node/" + CLAIM + "/password";
        for (String body : List.of("", "{", "{}", "{\"response\":7}", "{\"response\":\"***\"}", "[]")) {
            assertEquals(422, server.request("POST", path, body).status(), body);
        }
        assertEquals(
                413, server.announce("POST", path, AuthServlet.MAX_BODY + 1).status());
        assertEquals(404, server.request("GET", path, "").status());
        assertEquals(404, server.request("GET", "/api/v1/auth/", "").status());
        assertEquals(
                404,
                server.request("GET", "/api/v1/auth/node/" + CLAIM + "/other", "")
                        .status());
    }

    @Test
    void whoGuessesResponsesHasToWait() throws Exception {
        for (int i = 0; i < FailureLimiter.FAILURES; i++) {
            assertEquals(403, password(CLAIM, new byte[] {(byte) i}).status());
        }
        assertEquals(429, password(CLAIM, new byte[1]).status());
    }

    @Test
    void envWaitsForTheBroker() throws Exception {
        server.broker = Optional.empty();
        TestServer.Answer answer = server.request("GET", "/api/v1/env?v=1", "");
        assertEquals(503, answer.status());
        assertEquals(5, answer.json().get("errorRetryDelaySeconds"));
    }

    @Test
    void envUsesTheNameByWhichTheAgentReachedUs() throws Exception {
        assertEnv("Host: cloud.lan:444", "https://cloud.lan:444/api/v1/auth", "wss://cloud.lan:8444/mqtt");
        assertEnv("Host: 192.0.2.7", "https://192.0.2.7:" + server.port + "/api/v1/auth", "wss://192.0.2.7:8444/mqtt");
        assertEnv("Host: [::1]:8443", "https://[::1]:8443/api/v1/auth", "wss://[::1]:8444/mqtt");
    }

    @Test
    void envUsesThePublicUrl() throws Exception {
        server.close();
        server = new TestServer(directory, Optional.of(URI.create("https://cloud.example:9443")));
        assertEnv("Host: whatever", "https://cloud.example:9443/api/v1/auth", "wss://cloud.example:8444/mqtt");
    }

    private void assertEnv(String host, String auth, String endpoint) throws Exception {
        TestServer.Answer answer = server.send(("GET /api/v1/env HTTP/1.1\r\n" + host + "\r\n\r\n").getBytes());
        assertEquals(200, answer.status(), answer.body());
        assertEquals(auth, answer.json().get("authEndpoint"));
        assertEquals(
                List.of(Map.of("type", "MQTTv5", "endpoint", endpoint)),
                answer.json().get("transports"));
    }

    private String challenge() throws Exception {
        TestServer.Answer answer = server.request("GET", "/api/v1/auth/node/" + CLAIM + "/challenge", "");
        assertEquals(200, answer.status());
        return (String) answer.json().get("challenge");
    }

    private static byte[] solve(String challenge) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, keys.getPrivate());
        return cipher.doFinal(Base64.getDecoder().decode(challenge));
    }

    private TestServer.Answer password(String claimId, byte[] response) throws Exception {
        return server.request(
                "POST",
                "/api/v1/auth/node/" + claimId + "/password",
                "{\"agent_version\":\"v2.11.0\", \"response\":\""
                        + Base64.getEncoder().encodeToString(response) + "\"}");
    }

    private Optional<Rights> login(Map<?, ?> answer) {
        return server.credentials.login(
                (String) answer.get("clientID"), (String) answer.get("username"), (String) answer.get("password"));
    }
}

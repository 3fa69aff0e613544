package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimServletTest {

    private static final String CLAIM = Golden.CLAIM;
    private static String pem;
    private static String otherPem;
    private static String smallPem;

    @TempDir
    Path directory;

    private TestServer server;
    private String token;

    @BeforeAll
    static void keys() throws Exception {
        pem = TestServer.pem(TestServer.agentKeys(2048));
        otherPem = TestServer.pem(TestServer.agentKeys(2048));
        KeyPair small = TestServer.agentKeys(1024);
        smallPem = TestServer.pem(small);
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        token = server.store.createToken(
                "test", Optional.of(server.clock.instant().plus(Duration.ofHours(1))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aClaimIsAnsweredWith204AndKept() throws Exception {
        TestServer.Answer answer = server.claim(CLAIM, body());
        assertEquals(204, answer.status());
        assertEquals("", answer.body());
        assertEquals(pem, server.store.agent(CLAIM).orElseThrow().publicKey());
    }

    @Test
    void aRoomIsGivenByName() throws Exception {
        assertEquals(
                204,
                server.claim(CLAIM, TestServer.claimBody(CLAIM, token, "All nodes", pem))
                        .status());
    }

    @Test
    void theSameClaimAgainIsAcceptedAndAnotherKeyIsNot() throws Exception {
        assertEquals(204, server.claim(CLAIM, body()).status());
        assertEquals(204, server.claim(CLAIM, body()).status());
        assertRefused(409, "ErrAlreadyClaimed", TestServer.claimBody(CLAIM, token, "", otherPem));
    }

    @Test
    void aBadTokenIsForbidden() throws Exception {
        assertRefused(403, "ErrForbidden", TestServer.claimBody(CLAIM, "wrong", "", pem));
        String revoked = server.store.createToken("revoked", Optional.empty());
        server.store.revokeToken(revoked);
        assertRefused(403, "ErrForbidden", TestServer.claimBody(CLAIM, revoked, "", pem));
        server.clock.advance(Duration.ofHours(1));
        assertRefused(403, "ErrForbidden", body());
        assertTrue(server.store.agent(CLAIM).isEmpty());
    }

    /** A body that is not as it should be, and the key of the answer. */
    private record Bad(String key, String body) {}

    @Test
    void badInputIsAnsweredWith422AndItsKey() throws Exception {
        String good = body();
        List<Bad> table = List.of(
                new Bad("ErrInvalidRequest", ""),
                new Bad("ErrInvalidRequest", "{"),
                new Bad("ErrInvalidRequest", "[]"),
                new Bad("ErrInvalidRequest", "null"),
                new Bad("ErrInvalidRequest", good + "x"),
                new Bad("ErrInvalidRequest", good.replace("\"rooms\":[]", "\"token\":\"twice\"")),
                new Bad("ErrInvalidRequest", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"),
                new Bad("ErrInvalidNodeID", "{}"),
                new Bad("ErrInvalidNodeID", "{\"node\":7}"),
                new Bad("ErrInvalidNodeID", good.replace(CLAIM, "not-a-uuid")),
                new Bad(
                        "ErrInvalidNodeID",
                        good.replace(CLAIM, UUID.randomUUID().toString())),
                new Bad("ErrInvalidNodeID", good.replace("\"" + CLAIM + "\"", "[1]")),
                new Bad("ErrInvalidNodeID", good.replace(Golden.MACHINE, "nonsense")),
                new Bad("ErrInvalidNodeID", good.replace("\"" + Golden.MACHINE + "\"", "17")),
                new Bad("ErrInvalidNodeName", good.replace("\"pi\"", "\" \"")),
                new Bad("ErrInvalidNodeName", good.replace("\"pi\"", "null")),
                new Bad("ErrInvalidNodeName", good.replace("\"pi\"", "\"p\\ni\"")),
                new Bad("ErrInvalidNodeName", good.replace("\"pi\"", "\"" + "h".repeat(256) + "\"")),
                new Bad("ErrInvalidRoomID", good.replace("[]", "[\"kitchen\"]")),
                new Bad("ErrInvalidRoomID", good.replace("[]", "\"All nodes\"")),
                new Bad("ErrInvalidRoomID", good.replace("[]", "[1,2]")),
                new Bad("ErrInvalidRoomID", good.replace("[]", "[" + "\"a\",".repeat(200) + "\"a\"]")),
                new Bad("ErrInvalidPublicKey", good.replace("BEGIN PUBLIC", "BEGIN PRIVATE")),
                new Bad("ErrInvalidPublicKey", good.replace("MII", "AAA")),
                new Bad("ErrInvalidPublicKey", TestServer.claimBody(CLAIM, token, "", smallPem)),
                new Bad("ErrInvalidPublicKey", TestServer.claimBody(CLAIM, token, "", "")));
        for (Bad bad : table) {
            assertRefused(422, bad.key(), bad.body());
        }
        assertEquals(List.of(), server.store.nodes());
        assertEquals(204, server.claim(CLAIM, good).status(), "and the good one still works");
    }

    @Test
    void aTokenOfAnotherTypeIsNoToken() throws Exception {
        assertRefused(403, "ErrForbidden", body().replace("\"" + token + "\"", "true"));
    }

    @Test
    void whatIsTooLargeIsRefusedUnread() throws Exception {
        TestServer.Answer answer = server.announce("PUT", "/api/v1/spaces/nodes/" + CLAIM, ClaimServlet.MAX_BODY + 1);
        assertEquals(413, answer.status());
        assertEquals("ErrTooLarge", answer.json().get("errorMsgKey"));
    }

    @Test
    void whatGrowsTooLargeIsRefusedBeforeItsEnd() throws Exception {
        TestServer.Answer answer = server.chunk("PUT", "/api/v1/spaces/nodes/" + CLAIM, ClaimServlet.MAX_BODY + 1);
        assertEquals(413, answer.status());
        assertEquals("ErrTooLarge", answer.json().get("errorMsgKey"));
    }

    @Test
    void whoGuessesTokensHasToWait() throws Exception {
        for (int i = 0; i < FailureLimiter.FAILURES; i++) {
            assertRefused(403, "ErrForbidden", TestServer.claimBody(CLAIM, "guess " + i, "", pem));
        }
        TestServer.Answer blocked = server.claim(CLAIM, body());
        assertEquals(429, blocked.status());
        assertEquals(60, blocked.json().get("errorRetryDelaySeconds"));
        assertEquals("60", blocked.headers().get("retry-after"));
        server.clock.advance(Duration.ofMinutes(1));
        assertEquals(204, server.claim(CLAIM, body()).status());
    }

    @Test
    void anotherMethodIsRefused() throws Exception {
        assertEquals(
                405,
                server.request("POST", "/api/v1/spaces/nodes/" + CLAIM, body()).status());
        assertFalse(server.store.agent(CLAIM).isPresent());
    }

    private String body() {
        return TestServer.claimBody(CLAIM, token, "", pem);
    }

    private void assertRefused(int status, String key, String body) throws Exception {
        TestServer.Answer answer = server.claim(CLAIM, body);
        assertEquals(status, answer.status(), () -> key + " for " + body + " got " + answer.body());
        assertEquals(key, answer.json().get("errorMsgKey"), () -> "for " + body);
        assertTrue(answer.json().get("errorCode") instanceof String);
        assertTrue(answer.json().get("errorMessage") instanceof String);
        assertFalse(answer.body().contains(token), "no secret goes back");
    }
}

package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.schemas.DisconnectReq;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConversationLogTest {

    @Test
    void messagesAreDecodedToOneLine() {
        DisconnectReq request = DisconnectReq.newBuilder()
                .setReconnectAfterSeconds(5)
                .setErrorDescription("go\naway")
                .build();
        assertEquals(
                "DisconnectReq (" + request.getSerializedSize()
                        + " bytes) reconnect_after_seconds: 5 error_description: \"go\\naway\"",
                ConversationLog.line("DisconnectReq", request.toByteArray()).stripTrailing());
    }

    @Test
    void requestsAndAnswersAreToldWithoutBodiesAndSecrets() {
        String request =
                "{\"type\":\"http\"}\r\n\r\nPOST /api/v1/function?x=y HTTP/1.1\r\nAuthorization: Bearer geheim\r\n"
                        + "Content-Length: 6\r\n\r\nsecret";
        String line = ConversationLog.line("cmd", request.getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "cmd (" + request.length() + " bytes) {\"type\":\"http\"} | POST /api/v1/function?x=y HTTP/1.1"
                        + " | Authorization: X | Content-Length: 6",
                line);
        String reply =
                "{\"http-code\":200}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\u0000\u0001\r\n\r\nbody";
        line = ConversationLog.line("reply", reply.getBytes(StandardCharsets.UTF_8));
        assertTrue(line.endsWith("{\"http-code\":200} | HTTP/1.1 200 OK | Content-Length: 4"), line);
    }

    @Test
    void whateverComesIsOneLineOfLimitedLength() {
        assertTrue(ConversationLog.line("DisconnectReq", new byte[] {1, 2, 3}).endsWith("which cannot be decoded"));
        String foreign = ConversationLog.line("a\r\nforged", new byte[10]);
        assertFalse(foreign.contains("\n"), foreign);
        assertTrue(foreign.endsWith("of a kind that is not known"), foreign);
        byte[] large = ("{}\r\n\r\nGET /" + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        assertTrue(ConversationLog.line("cmd", large).length() < 66_000);
        assertFalse(ConversationLog.line("cmd", "{}\nforged".getBytes(StandardCharsets.UTF_8))
                .contains("\n"));
    }
}

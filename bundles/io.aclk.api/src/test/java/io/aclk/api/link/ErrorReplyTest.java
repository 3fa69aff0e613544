package io.aclk.api.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorReplyTest {

    private static final LinkSession SESSION = new LinkSession("c", 1767225000654321L, List.of(), 1000);
    private static final Instant NOW = Instant.ofEpochSecond(1767225600, 123_456_789);

    @Test
    void hasTheKeysOfTheErrorFormInTheirOrder() {
        assertEquals(
                "{\"type\":\"http\",\"msg-id\":\"a\\\"b\",\"timestamp\":1767225600,\"timestamp-offset-usec\":123456,"
                        + "\"connect\":1767225000,\"connect-offset-usec\":654321,\"version\":2,\"http-code\":503,"
                        + "\"error-code\":6,\"error-description\":\"Timeout sending binpacked message\"}",
                text(ErrorReply.UNAVAILABLE, "a\"b"));
    }

    @Test
    void leavesOutACodeThatTheSpecificationDoesNotDefine() {
        assertEquals(
                "{\"type\":\"http\",\"msg-id\":\"m\",\"timestamp\":1767225600,\"timestamp-offset-usec\":123456,"
                        + "\"connect\":1767225000,\"connect-offset-usec\":654321,\"version\":2,\"http-code\":400}",
                text(ErrorReply.BAD_REQUEST, "m"));
    }

    private static String text(ErrorReply reply, String msgId) {
        return new String(reply.payload(msgId, NOW, SESSION), StandardCharsets.UTF_8);
    }
}

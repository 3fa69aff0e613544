package io.aclk.query.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.ApiResponse;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600, 123_456_789);

    private static String payload(Reply reply) {
        return new String(reply.payload(Fakes.SESSION, NOW), StandardCharsets.UTF_8);
    }

    private static Reply reply(String msgId, ApiResponse response, boolean gzipped) {
        return new Reply(msgId, 8123, response, gzipped, ByteBuffer.wrap(response.body()));
    }

    @Test
    void isTheFormOfTheSpecificationByteForByte() {
        assertEquals(
                "{\"type\":\"http\",\"msg-id\":\"6b0c\\\"8d\",\"timestamp\":1767225600,"
                        + "\"timestamp-offset-usec\":123456,\"connect\":1767225000,\"connect-offset-usec\":654321,"
                        + "\"version\":2,\"t-exec\":8123,\"t-rx\":0,\"http-code\":404}\r\n\r\n"
                        + "HTTP/1.1 404 Not Found\r\n"
                        + "Connection: close\r\n"
                        + "Server: Netdata Embedded HTTP Server v1\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n"
                        + "Expires: Sun, 22 Nov 2026 15:55:37 GMT\r\n"
                        + "Content-Encoding: gzip\r\n"
                        + "Content-Length: 3\r\n"
                        + "X-Transaction-ID: 0123456789abcdef0123456789abcdef\r\n"
                        + "\r\n"
                        + "abc",
                payload(reply("6b0c\"8d", Fakes.response(404, "abc"), true)));
    }

    @Test
    void anEmptyBodyHasNoLengthButKeepsItsEncoding() {
        String text = payload(reply("1", Fakes.response(499, ""), true));

        assertTrue(text.contains("HTTP/1.1 499 Client Closed Request\r\n"), text);
        assertTrue(text.contains("Content-Encoding: gzip\r\n"), text);
        assertFalse(text.contains("Content-Length"), text);
        assertTrue(text.endsWith("\r\n\r\n"), text);
    }

    @Test
    void describesTheBodyEvenWithoutATransactionId() {
        String text = payload(reply("1", new ApiResponse(200, List.of(), new byte[] {'x'}), false));

        assertTrue(text.endsWith("Connection: close\r\nContent-Length: 1\r\n\r\nx"), text);
    }

    @Test
    void aValueCannotForgeAHeader() {
        ApiResponse response = new ApiResponse(
                200,
                List.of(new ApiResponse.Header("X-A", "a\r\nX-Forged: b"), new ApiResponse.Header("X-B", "b")),
                new byte[0]);

        assertFalse(payload(reply("1", response, false)).contains("Forged"));
    }

    @Test
    void aDetachedReplyKeepsItsBytes() {
        byte[] scratch = "abcdef".getBytes(StandardCharsets.UTF_8);
        Reply reply = new Reply("1", 0, Fakes.response(200, "x"), true, ByteBuffer.wrap(scratch, 1, 3));
        Reply detached = reply.detached();
        scratch[1] = 'X';

        assertTrue(payload(detached).endsWith("bcd"));
        assertTrue(payload(detached).endsWith("bcd"), "it can be made twice");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 65_000, 1_000_000, 3_000_000})
    void gzipIsReadByTheJdk(int size) throws Exception {
        try (Gzip gzip = new Gzip()) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);
            for (int round = 0; round < 3; round++) {
                ByteBuffer compressed = gzip.compress(body);
                try (GZIPInputStream in = new GZIPInputStream(
                        new ByteArrayInputStream(compressed.array(), compressed.position(), compressed.remaining()))) {
                    assertArrayEquals(body, in.readAllBytes());
                }
            }
        }
    }
}

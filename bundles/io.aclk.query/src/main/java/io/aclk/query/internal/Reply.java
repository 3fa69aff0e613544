package io.aclk.query.internal;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.aclk.api.link.LinkSession;
import io.aclk.host.api.ApiResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The reply to a request ({@code protocol/queries.md} section 2), made for the session that it goes to.
 *
 * @param msgId {@code msg-id} of the request
 * @param execMicros time between taking the request from the queue and the answer, microseconds
 * @param response the host's answer
 * @param gzipped {@code body} is compressed
 * @param body what is sent as the body
 */
record Reply(String msgId, long execMicros, ApiResponse response, boolean gzipped, ByteBuffer body) {

    private static final long MICROS = 1_000_000;
    private static final String TRANSACTION_ID = "X-Transaction-ID";

    /** The same reply with a body that does not change any more, and which it holds once. */
    Reply detached() {
        if (!gzipped) {
            return this;
        }
        byte[] copy = new byte[body.remaining()];
        body.duplicate().get(copy);
        ApiResponse withoutBody = new ApiResponse(response.status(), response.headers(), new byte[0]);
        return new Reply(msgId, execMicros, withoutBody, true, ByteBuffer.wrap(copy));
    }

    /**
     * The payload: one array of the exact size, into which the body is copied once.
     *
     * @param session session that it goes to
     * @param now when it is made
     */
    byte[] payload(LinkSession session, Instant now) {
        byte[] head = head(session, now).getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[head.length + body.remaining()];
        System.arraycopy(head, 0, payload, 0, head.length);
        body.duplicate().get(payload, head.length, body.remaining());
        return payload;
    }

    private String head(LinkSession session, Instant now) {
        StringBuilder out = new StringBuilder(1024);
        out.append("{\"type\":\"http\",\"msg-id\":\"")
                .append(JsonStringEncoder.getInstance().quoteAsString(msgId));
        out.append("\",\"timestamp\":").append(now.getEpochSecond());
        out.append(",\"timestamp-offset-usec\":").append(now.getNano() / 1000);
        out.append(",\"connect\":").append(session.sessionId() / MICROS);
        out.append(",\"connect-offset-usec\":").append(session.sessionId() % MICROS);
        out.append(",\"version\":2,\"t-exec\":").append(execMicros);
        out.append(",\"t-rx\":0,\"http-code\":").append(response.status());
        out.append("}\r\n\r\nHTTP/1.1 ").append(response.status()).append(' ');
        out.append(StatusText.of(response.status())).append("\r\nConnection: close\r\n");
        boolean described = false;
        for (ApiResponse.Header header : response.headers()) {
            if (header.name().equalsIgnoreCase(TRANSACTION_ID)) {
                describeBody(out);
                described = true;
            }
            field(out, header.name(), header.value());
        }
        if (!described) {
            describeBody(out);
        }
        return out.append("\r\n").toString();
    }

    /** Content-Encoding is there even if the body is empty; Content-Length is not (section 2.1). */
    private void describeBody(StringBuilder out) {
        if (gzipped) {
            field(out, "Content-Encoding", "gzip");
        }
        if (body.hasRemaining()) {
            out.append("Content-Length: ").append(body.remaining()).append("\r\n");
        }
    }

    /** A value with a line break would be a header of its own: it is left out. */
    private static void field(StringBuilder out, String name, String value) {
        if (value.indexOf('\r') < 0 && value.indexOf('\n') < 0) {
            out.append(name).append(": ").append(value).append("\r\n");
        }
    }
}

package io.aclk.api.link;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The reply to a {@code cmd} request that has no HTTP response: a JSON object alone ({@code protocol/queries.md}
 * section 2, error form).
 *
 * @param httpCode HTTP status code
 * @param errorCode code of the table there, 0 for none
 * @param description text of the table there
 */
public record ErrorReply(int httpCode, int errorCode, String description) {

    /** The request waited too long, or nobody is there to answer it. */
    public static final ErrorReply UNAVAILABLE = new ErrorReply(503, 6, "Timeout sending binpacked message");
    /** The body could not be compressed. */
    public static final ErrorReply NOT_COMPRESSED = new ErrorReply(500, 3, "Error during zlib compression");
    /** The reply exceeds what the server takes. */
    public static final ErrorReply TOO_BIG =
            new ErrorReply(413, 4, "Request reply produces message bigger than allowed maximum");
    /** The request is not HTTP. */
    public static final ErrorReply BAD_REQUEST = new ErrorReply(400, 0, "Bad Request");

    private static final long MICROS = 1_000_000;

    /**
     * The payload.
     *
     * @param msgId {@code msg-id} of the request
     * @param now when the reply is made
     * @param session session that it goes to
     * @return UTF-8 JSON, keys in the order of the specification
     */
    public byte[] payload(String msgId, Instant now, LinkSession session) {
        JsonText json = new JsonText().object();
        json.key("type").value("http");
        json.key("msg-id").value(msgId);
        json.key("timestamp").value(now.getEpochSecond());
        json.key("timestamp-offset-usec").value(now.getNano() / 1000);
        json.key("connect").value(session.sessionId() / MICROS);
        json.key("connect-offset-usec").value(session.sessionId() % MICROS);
        json.key("version").value(2);
        json.key("http-code").value(httpCode);
        if (errorCode != 0) {
            json.key("error-code").value(errorCode);
            json.key("error-description").value(description);
        }
        return json.endObject().toString().getBytes(StandardCharsets.UTF_8);
    }
}

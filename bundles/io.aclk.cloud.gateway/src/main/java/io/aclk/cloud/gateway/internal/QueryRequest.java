package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.NodeQueries.Question;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** A request as an agent reads it ({@code protocol/queries.md} section 1). */
final class QueryRequest {

    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE");
    private static final Set<String> WITH_BODY = Set.of("PUT", "POST");

    /** Printable ASCII without blanks: nothing that could begin another header, and within the agents' 64 KiB. */
    private static final Pattern TARGET = Pattern.compile("/api/[!-~]{1,65000}");

    /** What a GET can set off all the same; and what is encoded may turn into anything. */
    private static final Pattern ACTING = Pattern.compile("/api/v\\d+/(?:function|config|manage)(?:[/?].*)?|[^?]*%.*");

    private QueryRequest() {}

    /** @throws IllegalArgumentException if no agent could be asked this */
    static void check(Question question) {
        if (!METHODS.contains(question.method())) {
            throw new IllegalArgumentException("method must be one of " + METHODS);
        }
        if (!TARGET.matcher(question.target()).matches()) {
            throw new IllegalArgumentException("target must begin with /api/ and be percent-encoded");
        }
        if (question.body().length > 0 && !WITH_BODY.contains(question.method())) {
            throw new IllegalArgumentException(question.method() + " takes no body");
        }
        if (question.limit().isNegative() || question.limit().isZero()) {
            throw new IllegalArgumentException("limit must be positive");
        }
    }

    /** Whether an agent that does a request twice has done no more than once. */
    static boolean harmless(Question question) {
        return question.method().equals("GET")
                && !ACTING.matcher(question.target()).matches();
    }

    /** The whole payload; that of a repeated request differs in its time limit alone. */
    static byte[] payload(Question question, String messageId, String callbackTopic, long timeoutMillis) {
        byte[] json = JsonBody.write(out -> {
            out.writeStartObject();
            out.writeStringField("type", "http");
            out.writeStringField("msg-id", messageId);
            out.writeStringField("callback-topic", callbackTopic);
            out.writeNumberField("timeout", timeoutMillis);
            out.writeNumberField("version", 2);
            out.writeEndObject();
        });
        StringBuilder head = new StringBuilder("\r\n\r\n")
                .append(question.method())
                .append(" /node/")
                .append(question.nodeId())
                .append(question.target())
                .append(" HTTP/1.1\r\nAccept-Encoding: gzip\r\nX-Transaction-ID: ")
                .append(messageId.replace("-", ""))
                .append("\r\n");
        if (WITH_BODY.contains(question.method())) {
            head.append("Content-Length: ").append(question.body().length).append("\r\n");
        }
        byte[] text = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream payload = new ByteArrayOutputStream(json.length + text.length + question.body().length);
        payload.writeBytes(json);
        payload.writeBytes(text);
        payload.writeBytes(question.body());
        return payload.toByteArray();
    }
}

package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.NodeQueries.Answer;
import io.aclk.cloud.api.NodeQueries.QueryException;
import io.aclk.cloud.api.NodeQueries.QueryException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * An agent's answer to a request ({@code protocol/queries.md} section 2): a JSON object, an empty line, an HTTP response;
 * or only the JSON object, when there is no response.
 *
 * @param messageId which request
 * @param json the object
 * @param http the HTTP response, empty if there is none
 */
record QueryReply(String messageId, JsonBody json, byte[] http) {

    /** A body may be this large when unpacked: gzip can pretend a lot. */
    static final int MAX_BODY = 64 * 1024 * 1024;

    private static final int MAX_JSON = 64 * 1024;
    private static final int MAX_HEAD = 64 * 1024;
    private static final byte[] SEPARATOR = {'\r', '\n', '\r', '\n'};

    /** The agent found the request waiting for longer than its limit. */
    private static final int WAITED_TOO_LONG = 503;

    private static final int TOO_LARGE = 413;

    /** Reads the envelope. */
    static QueryReply parse(byte[] payload) throws IOException {
        int separator = indexOfSeparator(payload, 0, MAX_JSON);
        int jsonLength = separator < 0 ? payload.length : separator;
        if (jsonLength > MAX_JSON) {
            throw new IOException("no separator");
        }
        JsonBody json = JsonBody.parse(payload, 0, jsonLength);
        String messageId = json.text("msg-id").orElseThrow(() -> new IOException("no msg-id"));
        byte[] http =
                separator < 0 ? new byte[0] : Arrays.copyOfRange(payload, separator + SEPARATOR.length, payload.length);
        return new QueryReply(messageId, json, http);
    }

    /** The answer in it. */
    Answer answer() throws QueryException {
        if (http.length == 0) {
            throw failure();
        }
        try {
            return response();
        } catch (IOException e) {
            throw new QueryException(Reason.BAD_ANSWER, "The agent's answer cannot be understood: " + e.getMessage());
        }
    }

    private QueryException failure() {
        int code = json.number("http-code").orElse(0);
        String text = json.text("error-description").orElse("no reason given");
        return switch (code) {
            case WAITED_TOO_LONG -> new QueryException(Reason.TIMEOUT, "The agent had no time for it: " + text);
            case TOO_LARGE -> new QueryException(Reason.BAD_ANSWER, "The answer is too large for the link: " + text);
            default -> new QueryException(Reason.BAD_ANSWER, "The agent made no answer (" + code + "): " + text);
        };
    }

    private Answer response() throws IOException {
        int end = indexOfSeparator(http, 0, MAX_HEAD);
        if (end < 0) {
            throw new IOException("no end of the headers");
        }
        String[] lines = new String(http, 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
        int status = status(lines[0]);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1) {
                throw new IOException("a header without a name");
            }
            headers.put(
                    lines[i].substring(0, colon).trim().toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        byte[] body = Arrays.copyOfRange(http, end + SEPARATOR.length, http.length);
        if (!Integer.toString(body.length).equals(headers.getOrDefault("content-length", "0"))) {
            throw new IOException("the body has not the length it says");
        }
        // a stock agent says gzip even where there is no body
        boolean packed = "gzip".equals(headers.get("content-encoding")) && body.length > 0;
        return new Answer(status, headers, packed ? unpack(body) : body);
    }

    private static int status(String line) throws IOException {
        if (line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            return Integer.parseInt(line.substring(9, 12));
        }
        throw new IOException("no status line");
    }

    private static byte[] unpack(byte[] body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), 16 * 1024)) {
            byte[] plain = in.readNBytes(MAX_BODY + 1);
            if (plain.length > MAX_BODY) {
                throw new IOException("more than " + MAX_BODY + " bytes when unpacked");
            }
            return plain;
        }
    }

    private static int indexOfSeparator(byte[] bytes, int from, int limit) {
        int end = Math.min(bytes.length, from + limit) - SEPARATOR.length;
        for (int i = from; i <= end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }
}

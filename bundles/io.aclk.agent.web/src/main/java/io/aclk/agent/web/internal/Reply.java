package io.aclk.agent.web.internal;

import java.nio.charset.StandardCharsets;

/**
 * An answer without the standard headers.
 *
 * @param status HTTP status code
 * @param contentType media type
 * @param body the body
 */
record Reply(int status, String contentType, byte[] body) {

    static final String JSON = "application/json; charset=utf-8";
    static final String PLAIN = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, contentType, body);
    }

    static Reply json(byte[] document) {
        return new Reply(200, JSON, document);
    }

    static Reply text(int status, String text) {
        return text(status, PLAIN, text);
    }

    static Reply text(int status, String contentType, String text) {
        return new Reply(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }
}

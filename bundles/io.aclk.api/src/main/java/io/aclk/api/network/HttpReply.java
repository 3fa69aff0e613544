package io.aclk.api.network;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The answer to an {@link HttpCall}.
 *
 * @param status HTTP status code
 * @param headers fields with lower-case names; of a repeated one the first
 * @param body the body, empty if there is none
 */
public record HttpReply(int status, Map<String, String> headers, byte[] body) {

    /** Checks that nothing is missing. */
    public HttpReply {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    /** A header field or {@code null}. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The body as UTF-8 text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Status and size only: bodies may carry secrets. */
    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}

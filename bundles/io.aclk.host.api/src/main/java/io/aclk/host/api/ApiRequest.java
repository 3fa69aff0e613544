package io.aclk.host.api;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One HTTP request to the host, whatever channel it came through.
 *
 * @param method {@code GET}, {@code PUT}, {@code POST} or {@code DELETE}
 * @param target request target as received, still percent-encoded, beginning with {@code /}; at most 65,536 characters
 * @param headers header fields with lower-case names; of a repeated field the last one
 * @param body the body, empty if there is none; not copied, not to be changed
 * @param channel where it came from
 * @param cancellation deadline and cancellation of this request
 */
public record ApiRequest(
        String method,
        String target,
        Map<String, String> headers,
        byte[] body,
        Channel channel,
        Cancellation cancellation) {

    /** Checks that nothing is missing. */
    public ApiRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(cancellation, "cancellation");
    }

    /** A GET request without headers and deadline. */
    public static ApiRequest get(String target, Channel channel) {
        return new ApiRequest("GET", target, Map.of(), new byte[0], channel, Cancellation.none());
    }

    /**
     * A header field.
     *
     * @param name name in any case
     * @return its value or {@code null}
     */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** Method and path only: parameters and headers may carry secrets. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        return method + " " + (query < 0 ? target : target.substring(0, query) + "?...");
    }
}

package io.aclk.host.api;

import java.util.List;
import java.util.Objects;

/**
 * The host's answer to an {@link ApiRequest}.
 *
 * @param status HTTP status code, 100 to 599
 * @param headers header fields in the order in which they are sent
 * @param body the body, not compressed, empty if there is none; held once, not to be changed
 */
public record ApiResponse(int status, List<Header> headers, byte[] body) {

    /**
     * A header field.
     *
     * @param name name as sent
     * @param value value as sent
     */
    public record Header(String name, String value) {}

    /** Checks the ranges. */
    public ApiResponse {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("not an HTTP status: " + status);
        }
        headers = List.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    /**
     * A header field.
     *
     * @param name name in any case
     * @return its first value or {@code null}
     */
    public String header(String name) {
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return null;
    }

    /** Status and size only. */
    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}

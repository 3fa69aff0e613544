package io.aclk.api.network;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One HTTP request over TLS.
 *
 * @param method for example {@code GET}
 * @param uri absolute, scheme {@code https} (an {@code http} one is spoken to with TLS too, {@code
 *     protocol/connecting.md} section 2); port 443 if it has none
 * @param headers in order; {@code Host} and {@code Content-Length} are added
 * @param body empty for none
 * @param maxBody largest answer body accepted, bytes
 * @param limit time for the whole exchange, connect included
 */
public record HttpCall(String method, URI uri, Map<String, String> headers, byte[] body, int maxBody, Duration limit) {

    /** Checks that nothing is missing and copies the headers, keeping their order. */
    public HttpCall {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(uri, "uri");
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(limit, "limit");
    }

    /** Method and host only: paths and bodies may carry secrets. */
    @Override
    public String toString() {
        return method + " " + uri.getHost();
    }
}

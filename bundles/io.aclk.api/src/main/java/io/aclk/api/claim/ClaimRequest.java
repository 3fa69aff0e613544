package io.aclk.api.claim;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An explicit act of claiming ({@code protocol/claiming.md} section 1). What is empty comes from the settings in force.
 *
 * @param token claim token of the space; a secret
 * @param rooms room ids or names, may be empty
 * @param url base URL of the cloud
 * @param proxy {@code none}, {@code env} or a proxy URL, which may hold credentials
 * @param ca PEM file to trust, copied to {@code cloud.d/trusted.pem} when the claim succeeds
 * @param pin pin of the server's key
 * @param insecure accept a self-signed or untrusted chain
 */
public record ClaimRequest(
        String token,
        List<String> rooms,
        Optional<URI> url,
        Optional<String> proxy,
        Optional<Path> ca,
        Optional<String> pin,
        Optional<Boolean> insecure) {

    /** Checks that nothing is missing. */
    public ClaimRequest {
        Objects.requireNonNull(token, "token");
        rooms = List.copyOf(rooms);
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(proxy, "proxy");
        Objects.requireNonNull(ca, "ca");
        Objects.requireNonNull(pin, "pin");
        Objects.requireNonNull(insecure, "insecure");
    }

    /** Neither token nor proxy. */
    @Override
    public String toString() {
        return "claim to " + url.map(URI::toString).orElse("the configured url") + ", rooms " + rooms;
    }
}

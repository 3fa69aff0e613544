package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.NetworkOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a claim needs to know, nothing left open.
 *
 * @param token secret
 * @param rooms may be empty
 * @param url base URL of the cloud
 * @param network proxy and trust
 * @param ca file to be kept as {@code trusted.pem} when the claim succeeds
 */
record ClaimInputs(String token, List<String> rooms, URI url, NetworkOptions network, Optional<Path> ca) {

    /** Removes what is no room. */
    ClaimInputs {
        rooms = rooms.stream()
                .map(String::strip)
                .filter(room -> !room.isEmpty())
                .toList();
    }

    /** A request, completed by the settings in force. */
    static ClaimInputs of(ClaimRequest request, LinkSettings settings) {
        NetworkOptions network = settings.network();
        List<Path> trusted = new ArrayList<>(network.trusted());
        request.ca().ifPresent(trusted::add);
        return new ClaimInputs(
                request.token(),
                request.rooms(),
                request.url().orElse(settings.url()),
                new NetworkOptions(
                        request.proxy().orElse(network.proxy()),
                        request.insecure().orElse(network.insecure()),
                        trusted,
                        request.pin().orElse(network.pin())),
                request.ca());
    }

    /** Neither token nor proxy. */
    @Override
    public String toString() {
        return "claim to " + url;
    }
}

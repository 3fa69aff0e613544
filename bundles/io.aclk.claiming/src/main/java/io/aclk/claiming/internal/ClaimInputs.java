package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.NetworkOptions;
import io.aclk.config.shared.CloudUrl;
import io.aclk.config.shared.ProxyValue;
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

    /**
     * A request, completed by the settings in force. What of those was given for another cloud than that of the request is
     * left out: its pin would refuse the new one, and whoever trusted it blindly did not mean all.
     *
     * @param former what {@code cloud.conf} says
     * @throws ClaimFailure if url or proxy of the request cannot be used
     */
    static ClaimInputs of(ClaimRequest request, LinkSettings settings, ClaimFiles.Trust former) throws ClaimFailure {
        NetworkOptions network = settings.network();
        List<Path> trusted = new ArrayList<>(network.trusted());
        request.ca().ifPresent(trusted::add);
        URI url = request.url().isPresent() ? checked(request.url().get()) : settings.url();
        boolean elsewhere = former.url().isPresent() && !former.url().get().equals(url);
        boolean insecure = network.insecure() && !(elsewhere && former.insecure());
        String pin = elsewhere && former.pin().equals(network.pin()) ? "" : network.pin();
        return new ClaimInputs(
                request.token(),
                request.rooms(),
                url,
                new NetworkOptions(
                        request.proxy().isPresent() ? proxy(request.proxy().get()) : network.proxy(),
                        request.insecure().orElse(insecure),
                        trusted,
                        request.pin().orElse(pin)),
                request.ca());
    }

    /** What is kept in {@code cloud.conf} must be a url that counts there, too. */
    private static URI checked(URI url) throws ClaimFailure {
        try {
            return URI.create(CloudUrl.normalize(url.toString()));
        } catch (IllegalArgumentException e) {
            throw new ClaimFailure("Failed: the url of the claim cannot be used: it " + e.getMessage(), e);
        }
    }

    /** A mistake here must not be taken for one in the settings. */
    private static String proxy(String given) throws ClaimFailure {
        try {
            return ProxyValue.normalize(given);
        } catch (IllegalArgumentException e) {
            throw new ClaimFailure(
                    "Failed: the proxy of the claim (--proxy, or proxy of claim.conf) cannot be used: it "
                            + e.getMessage(),
                    e);
        }
    }

    /** Neither token nor proxy. */
    @Override
    public String toString() {
        return "claim to " + url;
    }
}

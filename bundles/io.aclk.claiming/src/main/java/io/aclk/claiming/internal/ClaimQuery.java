package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.config.shared.CloudUrl;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parameters of {@code /api/v2|v3/claim} ({@code protocol/claiming.md} section 7). An empty one counts as absent; of
 * a repeated one the last counts.
 *
 * @param key the one-time key, empty if none is given
 * @param request what to claim with; empty if a parameter is missing or has a character that is not allowed
 */
record ClaimQuery(String key, Optional<ClaimRequest> request) {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9.,\\-:/_]+");

    /** Reads a request target. */
    static ClaimQuery of(String target) {
        Map<String, String> parameters = parameters(target);
        return new ClaimQuery(parameters.getOrDefault("key", ""), request(parameters));
    }

    private static Optional<ClaimRequest> request(Map<String, String> parameters) {
        String token = parameters.getOrDefault("token", "");
        String url = parameters.getOrDefault("url", "");
        String rooms = parameters.getOrDefault("rooms", "");
        if (!allowed(token) || !allowed(url) || !rooms.isEmpty() && !allowed(rooms)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClaimRequest(
                    token,
                    List.of(rooms.split(",")),
                    Optional.of(URI.create(CloudUrl.normalize(url))),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean allowed(String text) {
        return ALLOWED.matcher(text).matches();
    }

    private static Map<String, String> parameters(String target) {
        Map<String, String> parameters = new HashMap<>();
        int query = target.indexOf('?');
        if (query >= 0) {
            for (String parameter : target.substring(query + 1).split("&")) {
                int equals = parameter.indexOf('=');
                if (equals > 0 && equals + 1 < parameter.length()) {
                    parameters.put(decode(parameter.substring(0, equals)), decode(parameter.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    /** A blank, which is allowed nowhere, for what cannot be decoded. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return " ";
        }
    }

    /** Neither key nor token. */
    @Override
    public String toString() {
        return "claim by HTTP" + (request.isPresent() ? " to " + request.get() : "");
    }
}

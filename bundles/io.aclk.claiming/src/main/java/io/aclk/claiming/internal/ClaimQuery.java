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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of {@code /api/v2|v3/claim} ({@code protocol/claiming.md} section 7). An empty one counts as absent; of
 * a repeated one the last counts.
 *
 * @param key the one-time key, empty if none is given
 * @param request what to claim with; empty if a parameter is missing or has a character that is not allowed
 * @param mistake what is wrong, a sentence without the value of a parameter; empty if there is a request
 */
record ClaimQuery(String key, Optional<ClaimRequest> request, String mistake) {

    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9.,\\-:/_]");
    /** For what cannot be decoded, as {@link URLDecoder} has it for what is not UTF-8; allowed nowhere. */
    private static final char UNDECODABLE = '\uFFFD';

    /** Reads a request target. */
    static ClaimQuery of(String target) {
        Map<String, String> parameters = parameters(target);
        String key = parameters.getOrDefault("key", "");
        try {
            return new ClaimQuery(key, Optional.of(request(parameters)), "");
        } catch (IllegalArgumentException e) {
            return new ClaimQuery(key, Optional.empty(), "The parameter " + e.getMessage() + ".");
        }
    }

    private static ClaimRequest request(Map<String, String> parameters) {
        String token = parameters.getOrDefault("token", "");
        String url = parameters.getOrDefault("url", "");
        String rooms = parameters.getOrDefault("rooms", "");
        check("token", token, true);
        check("url", url, true);
        check("rooms", rooms, false);
        return new ClaimRequest(
                token,
                List.of(rooms.split(",")),
                Optional.of(URI.create(normalized(url))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static void check(String name, String value, boolean mandatory) {
        if (mandatory && value.isEmpty()) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        Matcher forbidden = FORBIDDEN.matcher(value);
        if (forbidden.find()) {
            throw new IllegalArgumentException(
                    "'" + name + "' contains " + described(value.codePointAt(forbidden.start()))
                            + "; only letters, digits and . , - : / _ are allowed"
                            + (name.equals("rooms")
                                    ? ", so a room with another character in its name is given by its id"
                                    : ""));
        }
    }

    private static String described(int character) {
        if (character == UNDECODABLE) {
            return "something that cannot be decoded";
        }
        if (character == ' ') {
            return "a blank";
        }
        return character > ' ' && character <= '~'
                ? "the character " + Character.toString(character)
                : String.format("the character U+%04X", character);
    }

    private static String normalized(String url) {
        try {
            return CloudUrl.normalize(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'url' " + e.getMessage(), e);
        }
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

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return String.valueOf(UNDECODABLE);
        }
    }

    /** Neither key nor token. */
    @Override
    public String toString() {
        return "claim by HTTP" + (request.isPresent() ? " to " + request.get() : "");
    }
}

package io.aclk.shell.internal;

import io.aclk.api.claim.ClaimRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of {@code claim}: one act, with values as {@code --name value} or {@code --name=value}.
 *
 * @param act what to do
 * @param request what to claim with; {@code null} for the other acts
 * @param adopted folder whose identity is adopted; {@code null} for the other acts
 */
record ClaimOptions(Act act, ClaimRequest request, Path adopted) {

    /** What {@code claim} can do. */
    enum Act {
        CLAIM,
        ROTATE_KEY,
        ADOPT,
        LIFT_BAN
    }

    static final String USAGE = "usage: claim --token TOKEN [--rooms A,B] [--url URL] [--proxy PROXY] [--ca FILE]"
            + " [--pin PIN] [--insecure]\n       claim --rotate-key\n       claim --adopt DIR\n       claim --lift-ban";

    private static final Set<String> VALUED = Set.of("--token", "--rooms", "--url", "--proxy", "--ca", "--pin");
    private static final String INSECURE = "--insecure";
    private static final String ADOPT = "--adopt";

    /**
     * Reads arguments.
     *
     * @throws IllegalArgumentException for wrong usage; the text never holds a value
     */
    static ClaimOptions parse(List<String> args) {
        if (args.equals(List.of("--rotate-key"))) {
            return new ClaimOptions(Act.ROTATE_KEY, null, null);
        }
        if (args.equals(List.of("--lift-ban"))) {
            return new ClaimOptions(Act.LIFT_BAN, null, null);
        }
        if (args.size() == 2 && args.get(0).equals(ADOPT)) {
            return new ClaimOptions(Act.ADOPT, null, path(ADOPT, args.get(1)));
        }
        if (args.size() == 1 && args.get(0).startsWith(ADOPT + "=")) {
            return new ClaimOptions(Act.ADOPT, null, path(ADOPT, args.get(0).substring(ADOPT.length() + 1)));
        }
        return new ClaimOptions(Act.CLAIM, request(args), null);
    }

    private static ClaimRequest request(List<String> args) {
        Map<String, String> values = new HashMap<>();
        boolean insecure = false;
        for (Iterator<String> open = args.iterator(); open.hasNext(); ) {
            String arg = open.next();
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            if (arg.equals(INSECURE)) {
                insecure = true;
            } else if (!VALUED.contains(name)) {
                throw new IllegalArgumentException(
                        name.startsWith("-") ? "unknown option " + name : "an argument is not an option");
            } else if (equals < 0 && !open.hasNext()) {
                throw new IllegalArgumentException("the option " + name + " needs a value");
            } else {
                values.put(name, equals < 0 ? open.next() : arg.substring(equals + 1));
            }
        }
        String token = values.getOrDefault("--token", "").strip();
        if (token.isEmpty()) {
            throw new IllegalArgumentException("--token is missing");
        }
        return new ClaimRequest(
                token,
                rooms(values.getOrDefault("--rooms", "")),
                Optional.ofNullable(values.get("--url")).map(ClaimOptions::url),
                Optional.ofNullable(values.get("--proxy")),
                Optional.ofNullable(values.get("--ca")).map(file -> path("--ca", file)),
                Optional.ofNullable(values.get("--pin")),
                insecure ? Optional.of(true) : Optional.empty());
    }

    private static List<String> rooms(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(room -> !room.isEmpty())
                .toList();
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException("--url is not an address like https://host:port");
    }

    private static Path path(String option, String text) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (java.nio.file.InvalidPathException e) {
            throw new IllegalArgumentException(option + " is not a path", e);
        }
    }
}

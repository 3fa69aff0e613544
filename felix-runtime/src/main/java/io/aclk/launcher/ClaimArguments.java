package io.aclk.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a claim on the command line, in our spelling and in the older ones of {@code
 * docs/protocol/claiming.md} section 1.2.
 *
 * @param dir instance directory, if given
 * @param token claim token; a secret
 * @param rooms rooms, separated by commas, may be empty
 * @param url url, if given
 * @param proxy proxy, if given
 * @param ca file of trusted certificates, if given
 * @param pin pin, if given
 * @param insecure accept an untrusted server
 * @param ignored options that have no effect here
 */
record ClaimArguments(
        Optional<Path> dir,
        String token,
        String rooms,
        Optional<String> url,
        Optional<String> proxy,
        Optional<Path> ca,
        Optional<String> pin,
        boolean insecure,
        List<String> ignored) {

    /** The scripts hand the token over in the environment: other users can read arguments, but not that. */
    static final String TOKEN_VARIABLE = "ACLK_CLAIM_TOKEN";

    static final String USAGE = "usage: netdata-cloud.sh --token TOKEN [--rooms A,B] [--url URL]"
            + " [--proxy PROXY] [--ca FILE] [--pin PIN] [--insecure] [--dir DIR]";

    /** Our spelling of each option that takes a value. */
    private static final Map<String, String> VALUED = Map.ofEntries(
            Map.entry("--dir", "dir"),
            Map.entry("--token", "token"),
            Map.entry("-token", "token"),
            Map.entry("--claim-token", "token"),
            Map.entry("--rooms", "rooms"),
            Map.entry("-rooms", "rooms"),
            Map.entry("--claim-rooms", "rooms"),
            Map.entry("--url", "url"),
            Map.entry("-url", "url"),
            Map.entry("--claim-url", "url"),
            Map.entry("--proxy", "proxy"),
            Map.entry("-proxy", "proxy"),
            Map.entry("--claim-proxy", "proxy"),
            Map.entry("--ca", "ca"),
            Map.entry("--pin", "pin"),
            Map.entry("-id", "ignored"),
            Map.entry("--claim-id", "ignored"),
            Map.entry("-hostname", "ignored"),
            Map.entry("--claim-hostname", "ignored"),
            Map.entry("-user", "ignored"),
            Map.entry("--claim-user", "ignored"));

    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("--insecure", "insecure"),
            Map.entry("-insecure", "insecure"),
            Map.entry("--claim-insecure", "insecure"),
            Map.entry("--noproxy", "noproxy"),
            Map.entry("-noproxy", "noproxy"),
            Map.entry("--claim-noproxy", "noproxy"),
            Map.entry("--noreload", "ignored"),
            Map.entry("-noreload", "ignored"),
            Map.entry("--claim-noreload", "ignored"),
            Map.entry("--claim-only", "ignored"),
            Map.entry("-verbose", "ignored"),
            Map.entry("-daemon-not-running", "ignored"));

    ClaimArguments {
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads a command line.
     *
     * @param hiddenToken token from {@link #TOKEN_VARIABLE}, or {@code null}
     * @throws RefusedException for wrong usage; the text never holds the token
     */
    static ClaimArguments parse(List<String> args, String hiddenToken) throws RefusedException {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args, VALUED.keySet(), FLAGS.keySet());
        } catch (RefusedException e) {
            throw RefusedException.usage(e.getMessage() + "\n" + USAGE);
        }
        if (!arguments.rest().isEmpty()) {
            throw RefusedException.usage("an argument is not an option\n" + USAGE);
        }
        String token = value(arguments, "token")
                .orElse(hiddenToken == null ? "" : hiddenToken)
                .strip();
        if (token.isEmpty()) {
            throw RefusedException.usage("--token is missing\n" + USAGE);
        }
        for (String value : arguments.values().values()) {
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw RefusedException.usage("a value holds a control character\n" + USAGE);
            }
        }
        return new ClaimArguments(
                value(arguments, "dir").map(Path::of),
                token,
                value(arguments, "rooms").orElse(""),
                value(arguments, "url"),
                given(arguments, "noproxy") ? Optional.of("none") : value(arguments, "proxy"),
                value(arguments, "ca").map(file -> Path.of(file).toAbsolutePath()),
                value(arguments, "pin"),
                given(arguments, "insecure"),
                ignored(arguments));
    }

    /** The arguments of the command {@code claim} of a running agent. */
    List<String> command() {
        List<String> command = new ArrayList<>(List.of("--token", token));
        if (!rooms.isEmpty()) {
            command.addAll(List.of("--rooms", rooms));
        }
        url.ifPresent(value -> command.addAll(List.of("--url", value)));
        proxy.ifPresent(value -> command.addAll(List.of("--proxy", value)));
        ca.ifPresent(value -> command.addAll(List.of("--ca", value.toString())));
        pin.ifPresent(value -> command.addAll(List.of("--pin", value)));
        if (insecure) {
            command.add("--insecure");
        }
        return command;
    }

    /** Neither token nor proxy. */
    @Override
    public String toString() {
        return "claim to " + url.orElse("the configured url") + ", rooms " + rooms;
    }

    private static Optional<String> value(Arguments arguments, String name) {
        return arguments.values().entrySet().stream()
                .filter(entry -> VALUED.get(entry.getKey()).equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean given(Arguments arguments, String name) {
        return arguments.flags().stream().anyMatch(flag -> FLAGS.get(flag).equals(name));
    }

    private static List<String> ignored(Arguments arguments) {
        List<String> ignored = new ArrayList<>();
        arguments.values().keySet().stream()
                .filter(name -> VALUED.get(name).equals("ignored"))
                .forEach(ignored::add);
        return ignored;
    }
}

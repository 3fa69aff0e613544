package io.aclk.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The values of a claim on the command line, in our spelling and in the older ones of {@code
 * docs/protocol/claiming.md} section 1.2.
 *
 * @param dir instance directory, if given
 * @param token claim token; a secret
 * @param rooms rooms, separated by commas, may be empty
 * @param url url, if given
 * @param proxy proxy, if given; may hold a password
 * @param ca file of trusted certificates, if given
 * @param pin pin, if given
 * @param insecure accept an untrusted server
 * @param noReload leave the values without telling a running agent
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
        boolean noReload,
        List<String> ignored) {

    /** The scripts hand secrets over in the environment: other users can read arguments, but not that. */
    static final String TOKEN_VARIABLE = "ACLK_CLAIM_TOKEN";

    static final String PROXY_VARIABLE = "ACLK_CLAIM_PROXY";

    private static final String INSECURE = "insecure";
    private static final String NO_PROXY = "noproxy";
    private static final String NO_RELOAD = "noreload";
    private static final String CLAIM_ONLY = "claim-only";

    /** Our name of each option that takes a value. */
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
            Map.entry("--pin", "pin"));

    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("--insecure", INSECURE),
            Map.entry("-insecure", INSECURE),
            Map.entry("--claim-insecure", INSECURE),
            Map.entry("--noproxy", NO_PROXY),
            Map.entry("-noproxy", NO_PROXY),
            Map.entry("--claim-noproxy", NO_PROXY),
            Map.entry("--noreload", NO_RELOAD),
            Map.entry("-noreload", NO_RELOAD),
            Map.entry("--claim-noreload", NO_RELOAD),
            Map.entry("--claim-only", CLAIM_ONLY));

    /** Options of older scripts without a meaning here that took a value, after {@code =} or as the next word. */
    private static final Set<String> OLD_VALUED =
            Set.of("-id", "--claim-id", "-hostname", "--claim-hostname", "-user", "--claim-user");

    /** The same for those that took none. */
    private static final Set<String> OLD_FLAGS = Set.of("-verbose", "-daemon-not-running");

    ClaimArguments {
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads a command line.
     *
     * @param environment gives variables: {@link #TOKEN_VARIABLE} and {@link #PROXY_VARIABLE} are options too
     * @throws RefusedException for wrong usage; the text never holds a value
     */
    static ClaimArguments parse(List<String> args, UnaryOperator<String> environment) throws RefusedException {
        List<String> ignored = new ArrayList<>();
        Arguments arguments = Arguments.parse(withoutOld(args, ignored), VALUED.keySet(), FLAGS.keySet());
        if (!arguments.rest().isEmpty()) {
            throw RefusedException.usage("an argument is not an option");
        }
        Optional<String> token = value(arguments, "token").or(() -> variable(environment, TOKEN_VARIABLE));
        Optional<String> proxy = value(arguments, "proxy").or(() -> variable(environment, PROXY_VARIABLE));
        if (token.map(String::isBlank).orElse(true)) {
            throw RefusedException.usage("--token is missing");
        }
        List<String> values = new ArrayList<>(arguments.values().values());
        values.add(token.get());
        proxy.ifPresent(values::add);
        if (values.stream().anyMatch(value -> value.chars().anyMatch(Character::isISOControl))) {
            throw RefusedException.usage("a value holds a control character");
        }
        return new ClaimArguments(
                value(arguments, "dir").map(Path::of),
                token.get().strip(),
                value(arguments, "rooms").orElse(""),
                value(arguments, "url"),
                given(arguments, NO_PROXY) ? Optional.of("none") : proxy,
                value(arguments, "ca").map(file -> Path.of(file).toAbsolutePath()),
                value(arguments, "pin"),
                given(arguments, INSECURE),
                given(arguments, NO_RELOAD),
                ignored);
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

    /** Takes the options without a meaning out of a command line, and names them. */
    private static List<String> withoutOld(List<String> args, List<String> ignored) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            String name = arg.split("=", 2)[0];
            if (OLD_FLAGS.contains(name)) {
                ignored.add(name);
            } else if (OLD_VALUED.contains(name)) {
                ignored.add(name);
                boolean valueFollows = arg.equals(name)
                        && i + 1 < args.size()
                        && !args.get(i + 1).startsWith("-");
                i += valueFollows ? 1 : 0;
            } else {
                kept.add(arg);
                // what follows is a value, even one that looks like an option
                if (VALUED.containsKey(arg) && i + 1 < args.size()) {
                    kept.add(args.get(++i));
                }
            }
        }
        return kept;
    }

    private static Optional<String> variable(UnaryOperator<String> environment, String name) {
        return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isBlank());
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
}

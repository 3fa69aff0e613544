package io.aclk.cloud.gateway.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Arguments and results of control commands: maps of JDK types, since the runtime shares no package with us. */
final class Reply {

    private Reply() {}

    /** The arguments after the command's name. */
    static List<String> args(Map<String, Object> input) {
        return input.get("args") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The argument after an option. */
    static Optional<String> option(List<String> args, String name) {
        int index = args.indexOf(name);
        return index >= 0 && index + 1 < args.size() ? Optional.of(args.get(index + 1)) : Optional.empty();
    }

    /** Done. */
    static Map<String, Object> done(String out) {
        return Map.of("exit", 0, "out", out, "err", "");
    }

    /** Done, with JSON. */
    static Map<String, Object> json(JsonBody.Content content) {
        return done(new String(JsonBody.write(content), StandardCharsets.UTF_8) + "\n");
    }

    /** Refused or failed. */
    static Map<String, Object> failed(String why) {
        return Map.of("exit", 1, "out", "", "err", why + "\n");
    }

    /** Not understood. */
    static Map<String, Object> usage(String usage) {
        return Map.of("exit", 2, "out", "", "err", "Usage: " + usage + "\n");
    }
}

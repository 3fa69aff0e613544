package io.aclk.launcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line, taken apart: {@code --name value} and {@code --name=value} for the options that take one, {@code
 * --name} for flags, and the rest in order. Immutable.
 *
 * @param values values by option
 * @param flags flags that were given
 * @param rest what is no option
 */
record Arguments(Map<String, String> values, Set<String> flags, List<String> rest) {

    Arguments {
        values = Map.copyOf(values);
        flags = Set.copyOf(flags);
        rest = List.copyOf(rest);
    }

    /**
     * Takes a command line apart.
     *
     * @param valued options that take a value, with their leading hyphens
     * @param flags options that take none
     * @throws RefusedException for wrong usage
     */
    static Arguments parse(List<String> args, Set<String> valued, Set<String> flags) throws RefusedException {
        Deque<String> open = new ArrayDeque<>(args);
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> given = new java.util.LinkedHashSet<>();
        List<String> rest = new ArrayList<>();
        while (!open.isEmpty()) {
            String arg = open.poll();
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            if (!arg.startsWith("-")) {
                rest.add(arg);
            } else if (valued.contains(name)) {
                String value = equals < 0 ? open.poll() : arg.substring(equals + 1);
                if (value == null) {
                    throw RefusedException.usage("the option " + name + " needs a value");
                }
                values.put(name, value);
            } else if (flags.contains(arg)) {
                given.add(arg);
            } else {
                throw RefusedException.usage("unknown option " + name);
            }
        }
        return new Arguments(values, given, rest);
    }

    /** The value of an option. */
    Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    /** Whether a flag was given. */
    boolean has(String flag) {
        return flags.contains(flag);
    }
}

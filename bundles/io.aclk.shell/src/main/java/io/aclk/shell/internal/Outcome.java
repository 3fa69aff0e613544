package io.aclk.shell.internal;

import java.util.Map;
import java.util.Objects;

/**
 * How a command ended.
 *
 * @param exit 0 done, 1 refused or failed, 2 wrong usage
 * @param out for standard output, lines
 * @param err for standard error, lines
 */
record Outcome(int exit, String out, String err) {

    Outcome {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
    }

    static Outcome done(String line) {
        return new Outcome(0, line(line), "");
    }

    static Outcome failed(String line) {
        return new Outcome(1, "", line(line));
    }

    static Outcome usage(String line) {
        return new Outcome(2, "", line(line));
    }

    /** The reply of the control socket. */
    Map<String, Object> map() {
        return Map.of("exit", exit, "out", out, "err", err);
    }

    private static String line(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }
}

package io.aclk.shell.internal;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A command of the control socket. The conventions are those of {@code io.aclk.runtime}, in JDK types only, since that
 * bundle knows none of our packages.
 */
abstract class Command implements Function<Map<String, Object>, Map<String, Object>> {

    /** Service property: name of the command. */
    static final String NAME = "aclk.control.command";

    /** Service property: what it does, one line. */
    static final String HELP = "aclk.control.help";

    @Override
    public final Map<String, Object> apply(Map<String, Object> request) {
        List<String> args = request.get("args") instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
        Object user = request.get("user");
        return run(args, user == null ? "unknown" : user.toString()).map();
    }

    /**
     * Runs the command on the calling thread, within 2 minutes.
     *
     * @param args its arguments
     * @param user who asks
     */
    abstract Outcome run(List<String> args, String user);
}

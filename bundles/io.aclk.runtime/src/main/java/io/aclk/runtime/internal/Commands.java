package io.aclk.runtime.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of the control socket: the built-in ones, and the whiteboard of {@code java.util.function.Function}
 * services with the property {@link #NAME}. Thread-safe.
 */
final class Commands {

    /** Service property: name of a command. */
    static final String NAME = "aclk.control.command";

    /** Service property: one line that says what it does. */
    static final String HELP = "aclk.control.help";

    /** Keys of a request and of a reply. */
    static final String ARGS = "args";

    static final String USER = "user";
    static final String EXIT = "exit";
    static final String OUT = "out";
    static final String ERR = "err";

    /** The feature of the link. */
    static final String LINK_FEATURE = "aclk";

    /** People ask for these when the link was left out, and must learn that they are not misspelt. */
    private static final Set<String> OF_THE_LINK =
            Set.of("status", "claim", "unclaim", "link", "config", "doctor", "support-bundle");

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final long POLL_MILLIS = 20;
    /** Half a minute. */
    private static final int MAX_POLLS = 1500;

    private final Map<String, Command> commands = new ConcurrentSkipListMap<>();
    private final StartGuard guard;
    private final BooleanSupplier linkShipped;

    /** One command. */
    private record Command(String help, Function<Map<String, Object>, ?> function) {}

    /**
     * The built-in commands.
     *
     * @param guard knows whether further commands are on their way, and which bundles did not start
     * @param linkShipped whether there is a feature file of the link
     */
    Commands(StartGuard guard, BooleanSupplier linkShipped) {
        this.guard = guard;
        this.linkShipped = linkShipped;
        add("help", "lists the commands", request -> reply(0, help(), ""));
    }

    /** Adds a command; of two with one name the first stays. */
    void add(String name, String help, Function<Map<String, Object>, ?> function) {
        if (commands.putIfAbsent(name, new Command(help, function)) != null) {
            LOG.warn("a second command '{}' is ignored; rename one of them", name);
        }
    }

    /** Removes a command that was added with this function. */
    void remove(String name, Function<Map<String, Object>, ?> function) {
        commands.computeIfPresent(name, (key, command) -> command.function() == function ? null : command);
    }

    /**
     * Runs a command. Never throws: what goes wrong is a reply with exit code 1. Where a command fails, a bundle that did
     * not start is the likely reason, so those are named too.
     */
    Map<String, Object> run(String name, List<String> args, String user) {
        Command command = find(name);
        if (command == null) {
            return unknown(name);
        }
        try {
            if (command.function().apply(Map.of(ARGS, List.copyOf(args), USER, user)) instanceof Map<?, ?> result) {
                int exit = result.get(EXIT) instanceof Integer code ? code : 1;
                String problems = exit == 1 ? guard.problemLines() : "";
                return reply(exit, text(result.get(OUT)), text(result.get(ERR)) + problems);
            }
            return failed("the command '" + name + "' gave no answer\n");
        } catch (RuntimeException | LinkageError e) {
            LOG.error("the command '{}' failed", name, e);
            return failed("the command '" + name + "' failed: " + e.getMessage() + "\n");
        }
    }

    private Map<String, Object> unknown(String name) {
        if (!OF_THE_LINK.contains(name)) {
            return reply(2, "", "unknown command '" + name + "'; 'help' lists the commands\n");
        }
        if (!guard.leftOut(LINK_FEATURE) && !guard.problemLines().isEmpty()) {
            return failed("the command '" + name + "' is not there\n");
        }
        return reply(
                2,
                "",
                "the command '" + name + "' needs the feature " + LINK_FEATURE + ", which "
                        + (linkShipped.getAsBoolean()
                                ? "does not run: install it with 'feature install " + LINK_FEATURE
                                        + "', or list it in conf/features, and start without --without-cloud\n"
                                : "this distribution does not have: it is the one without the cloud\n"));
    }

    private Map<String, Object> failed(String line) {
        return reply(1, "", line + guard.problemLines());
    }

    /** While the instance starts, the bundle that offers a command may be on its way; not one of a link left out. */
    private Command find(String name) {
        Command command = commands.get(name);
        try {
            for (int i = 0; command == null && awaited(name) && i < MAX_POLLS; i++) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                command = commands.get(name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return command;
    }

    private boolean awaited(String name) {
        return guard.settling() && !(OF_THE_LINK.contains(name) && guard.leftOut(LINK_FEATURE));
    }

    /** A reply. */
    static Map<String, Object> reply(int exit, String out, String err) {
        return Map.of(EXIT, exit, OUT, out, ERR, err);
    }

    private static String text(Object value) {
        return Optional.ofNullable(value).map(Object::toString).orElse("");
    }

    private String help() {
        StringBuilder text = new StringBuilder();
        int width = commands.keySet().stream().mapToInt(String::length).max().orElse(1);
        commands.forEach((name, command) -> text.append(("%-" + width + "s  %s%n").formatted(name, command.help())));
        return text.toString();
    }
}

package io.aclk.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line of a command for a running instance: {@code --dir} at any place, and the rest, which the instance
 * understands. Immutable.
 *
 * @param dir instance directory, if given
 * @param words the command and its arguments
 */
record ControlArguments(Optional<Path> dir, List<String> words) {

    private static final String DIR = "--dir";

    ControlArguments {
        words = List.copyOf(words);
    }

    /** Takes a command line apart; of several directories the last one holds. */
    static ControlArguments parse(List<String> args) {
        List<String> words = new ArrayList<>();
        Optional<Path> dir = Optional.empty();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).equals(DIR) && i + 1 < args.size()) {
                dir = Optional.of(Path.of(args.get(++i)));
            } else if (args.get(i).startsWith(DIR + "=")) {
                dir = Optional.of(Path.of(args.get(i).substring(DIR.length() + 1)));
            } else {
                words.add(args.get(i));
            }
        }
        return new ControlArguments(dir, words);
    }
}

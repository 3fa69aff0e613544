package io.aclk.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of a command for a running instance: {@code --dir} at any place, and the rest, which the instance
 * understands. Immutable.
 *
 * @param dir instance directory, if given
 * @param words the command and its arguments
 */
record ControlArguments(Optional<Path> dir, List<String> words) {

    private static final String DIR = "--dir";
    /** The option of {@code feature} that takes a value. */
    private static final String WATCH = "--watch";

    private static final Set<String> WITH_SOURCE = Set.of("install", "update");

    ControlArguments {
        words = List.copyOf(words);
    }

    /**
     * The same with the value of an option as an absolute path: the instance has another working directory than the
     * person who typed it.
     */
    ControlArguments resolving(String option) {
        List<String> resolved = new ArrayList<>(words);
        for (int i = 0; i < resolved.size(); i++) {
            String word = resolved.get(i);
            if (word.startsWith(option + "=")) {
                resolved.set(i, option + "=" + absolute(word.substring(option.length() + 1)));
            } else if (word.equals(option) && i + 1 < resolved.size()) {
                i++;
                resolved.set(i, absolute(resolved.get(i)));
            }
        }
        return new ControlArguments(dir, resolved);
    }

    /**
     * The same with the feature that {@code feature install} and {@code update} name, if that is a file or a directory, as
     * an absolute path. A word without a slash that is no file here is the name of a feature, also where a directory is
     * called so: the distribution itself may be. One that ends as files of features do is meant as a file, so that a
     * mistyped one is told with the place where it was looked for.
     */
    ControlArguments resolvingFeature() {
        if (words.size() < 3 || !words.get(0).equals("feature") || !WITH_SOURCE.contains(words.get(1))) {
            return this;
        }
        List<String> resolved = new ArrayList<>(words);
        for (int i = 2; i < resolved.size(); i++) {
            String word = resolved.get(i);
            if (word.equals(WATCH)) {
                i++;
            } else if (!word.startsWith("-") && isFile(word)) {
                resolved.set(i, absolute(word));
            }
        }
        return new ControlArguments(dir, resolved);
    }

    private static boolean isFile(String word) {
        return word.contains("/")
                || word.endsWith(".zip")
                || word.endsWith(".json")
                || Files.isRegularFile(Path.of(word));
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().toString();
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

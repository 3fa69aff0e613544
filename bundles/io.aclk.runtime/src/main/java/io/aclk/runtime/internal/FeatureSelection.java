package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Which features the instance runs: those that {@code conf/features} lists, one name a line, {@code #} begins a comment.
 */
final class FeatureSelection {

    /** Framework property: the features of an instance without {@code conf/features}, separated by commas. */
    static final String DEFAULT = "aclk.features.default";

    /** Framework property: features that are not started whatever the file lists, separated by commas. */
    static final String EXCLUDED = "aclk.features.exclude";

    /** Framework property: the features that are started whatever the file lists, separated by commas. */
    static final String ONLY = "aclk.features.only";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private FeatureSelection() {}

    /**
     * The features that the owner lists, in the order of the file.
     *
     * @param properties gives framework properties
     * @throws IOException if the file cannot be read or has a line that is no name; the text names file and line
     */
    static List<String> listed(InstanceFiles files, UnaryOperator<String> properties) throws IOException {
        if (properties.apply(ONLY) != null) {
            return split(properties.apply(ONLY));
        }
        Path file = files.conf().resolve("features");
        String otherwise = properties.apply(DEFAULT);
        Set<String> names = new LinkedHashSet<>();
        if (Files.isRegularFile(file)) {
            names.addAll(parse(file, Files.readAllLines(file)));
        } else if (otherwise != null) {
            names.addAll(split(otherwise));
        } else if (Files.isRegularFile(files.shippedConf().resolve("features"))) {
            file = files.shippedConf().resolve("features");
            names.addAll(parse(file, Files.readAllLines(file)));
        } else {
            names.addAll(List.of("agent", "aclk"));
        }
        return List.copyOf(names);
    }

    /**
     * The features that this start is of: framework properties go before files and commands.
     *
     * @param names what files and commands say
     * @param properties gives framework properties
     */
    static List<String> started(List<String> names, UnaryOperator<String> properties) {
        if (properties.apply(ONLY) != null) {
            return split(properties.apply(ONLY));
        }
        List<String> excluded = split(properties.apply(EXCLUDED));
        return names.stream().filter(name -> !excluded.contains(name)).toList();
    }

    /** Whether a text can be the name of a feature. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The names in the lines of a file. */
    static List<String> parse(Path file, List<String> lines) throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (name.isEmpty()) {
                continue;
            }
            if (!isName(name)) {
                throw new IOException(
                        file + " line " + (i + 1) + ": '" + name + "' is not the name of a feature; one name a line");
            }
            names.add(name);
        }
        return names;
    }

    private static List<String> split(String names) {
        return names == null || names.isBlank()
                ? List.of()
                : List.of(names.strip().split("\\s*,\\s*"));
    }
}

package io.aclk.runtime.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** The command {@code feature} of the control socket. */
final class FeatureCommand implements Function<Map<String, Object>, Map<String, Object>> {

    /** Its name. */
    static final String NAME = "feature";

    /** What it does. */
    static final String HELP = "lists, installs, updates or removes features: list, install, update, remove";

    private static final String USAGE =
            """
            usage: feature list [--json]
                   feature install NAME|FILE|DIRECTORY [--allow-unsigned] [--watch SECONDS]
                   feature update NAME|FILE|DIRECTORY [--allow-unsigned] [--watch SECONDS]
                   feature remove NAME [--watch SECONDS]
            """;

    private final FeatureUpdater updater;
    private final LastUpdate last;
    private final Supplier<Duration> watch;
    private final InstanceFiles files;

    /**
     * The command.
     *
     * @param watch how long conditions may take to come back, unless the command says so
     */
    FeatureCommand(FeatureUpdater updater, LastUpdate last, Supplier<Duration> watch, InstanceFiles files) {
        this.updater = updater;
        this.last = last;
        this.watch = watch;
        this.files = files;
    }

    /** A command line that is none; the text says why. */
    private static final class UsageException extends Exception {

        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** A command line, taken apart. */
    private record Line(
            String verb, List<String> names, boolean json, boolean allowUnsigned, Optional<Duration> watch) {

        static Line of(List<?> args) throws UsageException {
            List<String> words = new ArrayList<>();
            boolean json = false;
            boolean allowUnsigned = false;
            Optional<Duration> watch = Optional.empty();
            for (int i = 0; i < args.size(); i++) {
                String word = args.get(i).toString();
                if (word.equals("--json")) {
                    json = true;
                } else if (word.equals("--allow-unsigned")) {
                    allowUnsigned = true;
                } else if (word.equals("--watch") && i + 1 < args.size()) {
                    i++;
                    watch = Optional.of(seconds(args.get(i).toString()));
                } else if (word.startsWith("--watch=")) {
                    watch = Optional.of(seconds(word.substring("--watch=".length())));
                } else if (word.startsWith("-")) {
                    throw new UsageException("unknown option " + word);
                } else {
                    words.add(word);
                }
            }
            if (words.isEmpty()) {
                throw new UsageException("say what to do");
            }
            return new Line(words.get(0), words.subList(1, words.size()), json, allowUnsigned, watch);
        }

        private static Duration seconds(String text) throws UsageException {
            try {
                return UpdateSettings.seconds(text);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--watch " + e.getMessage());
            }
        }

        String one() throws UsageException {
            if (names.size() != 1) {
                throw new UsageException("'feature " + verb + "' needs one feature");
            }
            return names.get(0);
        }
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> request) {
        try {
            Line line = Line.of((List<?>) request.get(Commands.ARGS));
            String user = request.get(Commands.USER).toString();
            FeatureUpdater.Wish wish = new FeatureUpdater.Wish(
                    user, line.allowUnsigned(), line.watch().orElseGet(watch));
            return switch (line.verb()) {
                case "list" -> Commands.reply(0, line.json() ? json() : table(), "");
                case "install" -> done(updater.install(line.one(), wish));
                case "update" -> done(updater.update(line.one(), wish));
                case "remove" -> done(updater.remove(line.one(), wish));
                default -> throw new UsageException("unknown 'feature " + line.verb() + "'");
            };
        } catch (UsageException e) {
            return Commands.reply(2, "", e.getMessage() + "\n" + USAGE);
        } catch (FileSystemException e) {
            return Commands.reply(1, "", unusable(e) + "\n");
        } catch (RefusedUpdateException | IOException e) {
            return Commands.reply(1, "", e.getMessage() + "\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Commands.reply(1, "", "the agent ends; at its next start it runs the features before\n");
        }
    }

    /** Most of these say nothing but the name of the file. */
    private static String unusable(FileSystemException e) {
        String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        return e.getFile() + " cannot be used: " + reason + "; nothing was changed";
    }

    private static Map<String, Object> done(String line) {
        return Commands.reply(0, line + "\n", "");
    }

    private String table() throws IOException {
        StringBuilder text = new StringBuilder();
        RunningFeatures running = updater.running();
        for (FeatureFile feature : sorted(running)) {
            text.append("%-16s %-24s %-10s %s\n"
                    .formatted(feature.name(), feature.version(), "running", origin(running, feature.name())));
        }
        for (String name : available(running)) {
            text.append("%-16s %-24s %-10s %s\n".formatted(name, "", "available", FeatureBundles.DISTRIBUTION));
        }
        last.lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static List<FeatureFile> sorted(RunningFeatures running) {
        return running.features().stream()
                .sorted(Comparator.comparing(FeatureFile::name))
                .toList();
    }

    private static String origin(RunningFeatures running, String name) {
        return running.set()
                .feature(name)
                .map(feature -> feature.origin() + ", by " + feature.user() + " at " + feature.when())
                .orElse(FeatureBundles.DISTRIBUTION);
    }

    private String json() throws IOException {
        RunningFeatures running = updater.running();
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (FeatureFile feature : sorted(running)) {
            JsonObjectBuilder object = Json.createObjectBuilder()
                    .add("name", feature.name())
                    .add("version", feature.version())
                    .add("state", "running")
                    .add("watch", feature.watch())
                    .add("bundles", feature.bundles().size());
            Optional<InstalledSet.Installed> installed = running.set().feature(feature.name());
            object.add("origin", installed.map(InstalledSet.Installed::origin).orElse(FeatureBundles.DISTRIBUTION));
            installed.ifPresent(kept -> object.add("sha256", kept.sha256())
                    .add("when", kept.when().toString())
                    .add("user", kept.user()));
            list.add(object);
        }
        for (String name : available(running)) {
            list.add(Json.createObjectBuilder()
                    .add("name", name)
                    .add("state", "available")
                    .add("origin", FeatureBundles.DISTRIBUTION));
        }
        return Json.createObjectBuilder()
                        .add("features", list)
                        .add("notices", Json.createArrayBuilder(last.lines()))
                        .build()
                + "\n";
    }

    /** The features of the distribution that do not run. */
    private TreeSet<String> available(RunningFeatures running) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        Path folder = files.distribution().resolve("features");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> features = Files.newDirectoryStream(folder, "*.json")) {
                for (Path file : features) {
                    String name = file.getFileName().toString();
                    names.add(name.substring(0, name.length() - ".json".length()));
                }
            }
        }
        names.removeAll(running.running());
        return names;
    }
}

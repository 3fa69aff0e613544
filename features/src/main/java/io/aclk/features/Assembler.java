package io.aclk.features;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;

/**
 * Fills {@code bundles/} of the distribution with exactly the bundles that {@code lib/base.bundles} and the feature files
 * name. Those are the only lists: a bundle that Maven did not resolve, or one in another version, fails the build.
 */
public final class Assembler {

    private Assembler() {}

    /**
     * Runs the build step.
     *
     * @param args folder of the distribution, folder of the jars that Maven resolved
     */
    public static void main(String[] args) throws IOException {
        assemble(Path.of(args[0]), Path.of(args[1]));
    }

    /** Copies the named jars and removes others. */
    static void assemble(Path distribution, Path jars) throws IOException {
        Set<String> named = new TreeSet<>(base(distribution.resolve("lib").resolve("base.bundles")));
        try (DirectoryStream<Path> features = Files.newDirectoryStream(distribution.resolve("features"), "*.json")) {
            for (Path feature : features) {
                named.addAll(bundles(feature));
            }
        }
        Path bundles = Files.createDirectories(distribution.resolve("bundles"));
        Set<String> files = new TreeSet<>();
        for (String coordinates : named) {
            String file = file(coordinates);
            Path jar = jars.resolve(file);
            if (!Files.isRegularFile(jar)) {
                throw new IOException(coordinates + " is named by a feature, but Maven resolved no " + file
                        + ": correct the version, or add the dependency to features/pom.xml");
            }
            files.add(file);
            Files.copy(
                    jar,
                    bundles.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        try (DirectoryStream<Path> present = Files.newDirectoryStream(bundles)) {
            for (Path jar : present) {
                if (!files.contains(jar.getFileName().toString())) {
                    Files.delete(jar);
                }
            }
        }
    }

    private static Set<String> base(Path list) throws IOException {
        Set<String> coordinates = new TreeSet<>();
        for (String line : Files.readAllLines(list)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                coordinates.add(line.strip().split("\\s+", 2)[1]);
            }
        }
        return coordinates;
    }

    private static Set<String> bundles(Path feature) throws IOException {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(feature))) {
            Set<String> coordinates = new TreeSet<>();
            for (JsonObject bundle : reader.readObject().getJsonArray("bundles").getValuesAs(JsonObject.class)) {
                coordinates.add(bundle.getString("id"));
            }
            return coordinates;
        }
    }

    /** {@code group:artifact[:type:classifier]:version} to {@code artifact-version[-classifier].jar}. */
    private static String file(String coordinates) {
        String[] parts = coordinates.split(":");
        String version = parts[parts.length - 1];
        return parts[1] + "-" + version + (parts.length == 5 ? "-" + parts[3] : "") + ".jar";
    }
}

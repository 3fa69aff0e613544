package io.aclk.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Outside the framework: what a feature of the built distribution installs. */
final class FeatureFile {

    private static final Path DISTRIBUTION = Path.of(System.getProperty("aclk.distribution"));

    private FeatureFile() {}

    /** Jars of a feature in the order in which they are to be started. */
    static List<Path> jars(String feature) throws IOException {
        Path file = DISTRIBUTION.resolve("features/" + feature + ".json");
        List<JsonNode> bundles = new ArrayList<>();
        new ObjectMapper().readTree(file.toFile()).get("bundles").forEach(bundles::add);
        bundles.sort(Comparator.comparing(bundle -> bundle.get("start-order").asInt()));
        return bundles.stream().map(bundle -> jar(bundle.get("id").asText())).toList();
    }

    /** Jars of the base of the distribution by their artifacts. */
    static List<Path> base(String... artifacts) throws IOException {
        List<String> lines = Files.readAllLines(DISTRIBUTION.resolve("lib/base.bundles"));
        List<Path> jars = new ArrayList<>();
        for (String artifact : artifacts) {
            jars.add(lines.stream()
                    .filter(line -> !line.startsWith("#") && line.contains(":" + artifact + ":"))
                    .map(line -> jar(line.split(" ")[1]))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + artifact + " in the base: " + lines)));
        }
        return jars;
    }

    private static Path jar(String coordinates) {
        String[] parts = coordinates.split(":");
        return DISTRIBUTION.resolve("bundles").resolve(parts[1] + "-" + parts[2] + ".jar");
    }
}

package io.aclk.features;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Fills the distribution from its features: {@code bundles/} with exactly the bundles that they and the base name, each
 * compared with its hash, and {@code lib/base.bundles}, the base as the launcher reads it: plain lines, because it reads
 * them before there is a framework.
 */
public final class Assembler {

    private static final String BASE_HEADER =
            """
            # What every instance starts before its features, in this order: start level and Maven coordinates.
            # Made from the feature file base.json.
            """;

    private Assembler() {}

    /**
     * Runs the build step.
     *
     * @param args folder of the distribution, folder of the jars that Maven resolved
     */
    public static void main(String[] args) throws IOException {
        assemble(Path.of(args[0]), new Jars(Path.of(args[1])), base());
    }

    private static FeatureSource base() throws IOException {
        try (InputStream in = Assembler.class.getResourceAsStream("/features/" + FeatureBuild.BASE + ".json")) {
            return FeatureSource.read(FeatureBuild.BASE, in);
        }
    }

    /** Copies the named jars, removes others, and writes the list of the base. */
    static void assemble(Path distribution, Jars jars, FeatureSource base) throws IOException {
        List<FeatureSource> features = new ArrayList<>(FeatureSource.readAll(distribution.resolve("features")));
        features.add(base);
        Path bundles = Files.createDirectories(distribution.resolve("bundles"));
        Set<String> files = new TreeSet<>();
        for (FeatureSource feature : features) {
            for (FeatureSource.Entry bundle : feature.bundles()) {
                String file = bundle.coordinates().file();
                if (files.add(file)) {
                    copy(feature, bundle, jars.get(bundle.coordinates()), bundles.resolve(file));
                }
            }
        }
        try (DirectoryStream<Path> present = Files.newDirectoryStream(bundles)) {
            for (Path jar : present) {
                if (!files.contains(jar.getFileName().toString())) {
                    Files.delete(jar);
                }
            }
        }
        StringBuilder lines = new StringBuilder(BASE_HEADER);
        for (FeatureSource.Entry bundle : base.bundles()) {
            lines.append(bundle.startOrder())
                    .append(' ')
                    .append(bundle.coordinates())
                    .append('\n');
        }
        Files.writeString(Files.createDirectories(distribution.resolve("lib")).resolve("base.bundles"), lines);
    }

    private static void copy(FeatureSource feature, FeatureSource.Entry bundle, Path jar, Path target)
            throws IOException {
        if (!Jars.sha256(jar).equals(bundle.sha256())) {
            throw new IOException("the feature " + feature.name() + " was built with another "
                    + bundle.coordinates().file() + ": build the module features again, too");
        }
        Files.copy(jar, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
}

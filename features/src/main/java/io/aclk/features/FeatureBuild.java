package io.aclk.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes everything that is built from the feature sources: the feature files with the hashes of their jars, the feature
 * archives, and the repository for Apache Karaf. Equal sources and jars give equal files. A feature that is not closed fails
 * the build.
 */
public final class FeatureBuild {

    /** The source that is no feature to choose: what every instance starts first. */
    static final String BASE = "base";

    private FeatureBuild() {}

    /**
     * Runs the build step.
     *
     * @param args folder of the feature sources, folder of the jars that Maven resolved, folder to write to, version of
     *     the project
     */
    public static void main(String[] args) throws IOException {
        build(Path.of(args[0]), new Jars(Path.of(args[1])), Path.of(args[2]), args[3]);
    }

    /** Writes {@code features/}, {@code archives/} and {@code karaf/}. */
    static void build(Path sources, Jars jars, Path target, String version) throws IOException {
        List<FeatureSource> all = new ArrayList<>();
        Path files = Files.createDirectories(target.resolve("features"));
        for (FeatureSource source : FeatureSource.readAll(sources)) {
            FeatureSource pinned = source.pinned(jars);
            Files.write(files.resolve(pinned.name() + ".json"), pinned.bytes());
            all.add(pinned);
        }
        List<FeatureSource> features =
                all.stream().filter(feature -> !feature.name().equals(BASE)).toList();
        FeatureSource base = all.stream()
                .filter(feature -> feature.name().equals(BASE))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no feature source " + BASE + ".json"));
        try (PlainFramework framework = new PlainFramework(target.resolve("framework"))) {
            new ClosureCheck(jars, framework.systemBundle()).check(base, features);
        }
        for (FeatureSource feature : features) {
            FeatureArchive.write(feature, jars, target.resolve("archives"));
        }
        new KarafRepository(version, features, base).write(jars, target.resolve("karaf"));
    }
}

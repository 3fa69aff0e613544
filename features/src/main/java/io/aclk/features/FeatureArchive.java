package io.aclk.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** One file with everything that a feature installs: {@code feature.json}, then {@code bundles/ARTIFACT-VERSION.jar}. */
final class FeatureArchive {

    private FeatureArchive() {}

    /** Writes the archive of a feature, {@code NAME-VERSION.zip}, into a folder. */
    static void write(FeatureSource feature, Jars jars, Path folder) throws IOException {
        List<FeatureSource.Entry> bundles = feature.bundles().stream()
                .sorted(Comparator.comparing(bundle -> bundle.coordinates().file()))
                .toList();
        Path file = folder.resolve(feature.name() + "-" + feature.id().version() + ".zip");
        try (ReproducibleZip zip = new ReproducibleZip(file)) {
            zip.add("feature.json", feature.bytes());
            for (FeatureSource.Entry bundle : bundles) {
                Path jar = jars.get(bundle.coordinates());
                zip.add("bundles/" + bundle.coordinates().file(), Files.readAllBytes(jar));
            }
        }
    }
}

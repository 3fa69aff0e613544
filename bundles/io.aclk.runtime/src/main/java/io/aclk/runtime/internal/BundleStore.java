package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What did not come with the distribution, by the hash of its content: {@code data/features/<sha256>.json} and {@code
 * data/bundles/<sha256>.jar}. A file that is there is whole; it is never written again.
 */
final class BundleStore {

    private static final String FEATURE = ".json";
    private static final String JAR = ".jar";

    private final Path features;
    private final Path bundles;

    BundleStore(InstanceFiles files) {
        features = files.data().resolve("features");
        bundles = files.data().resolve("bundles");
    }

    /** The jar of a hash, if it is kept. */
    Optional<Path> jar(String hash) {
        return Optional.of(bundles.resolve(hash + JAR)).filter(Files::isRegularFile);
    }

    /** Where the feature file of a hash is kept. */
    Path feature(String hash) {
        return features.resolve(hash + FEATURE);
    }

    /** Where the content of a running bundle is kept while a change may have to go back to it. */
    Path running(String hash) {
        return bundles.resolve(hash + ".running" + JAR);
    }

    /**
     * Keeps a feature with all its jars, those of the distribution too: the next distribution may not have them.
     *
     * @return the hash of its feature file
     * @throws IOException if it cannot be written, or a jar is no longer what it was when it was verified
     */
    String keep(FeatureBundles feature) throws IOException {
        for (Map.Entry<String, Path> jar : feature.jars().entrySet()) {
            if (jar(jar.getKey()).isEmpty()) {
                Path kept = bundles.resolve(jar.getKey() + JAR);
                AtomicFile.copy(jar.getValue(), kept);
                if (!Sha256.of(kept).equals(jar.getKey())) {
                    Files.delete(kept);
                    throw new IOException("the jar " + jar.getValue() + " changed while it was read");
                }
            }
        }
        byte[] json = feature.json();
        String hash = Sha256.of(json);
        AtomicFile.write(feature(hash), json);
        return hash;
    }

    /** Deletes everything but these features and jars, by their hashes. */
    void retain(Collection<String> keptFeatures, Collection<String> keptJars) throws IOException {
        retain(features, names(keptFeatures, FEATURE));
        retain(bundles, names(keptJars, JAR));
    }

    private static Set<String> names(Collection<String> hashes, String ending) {
        return hashes.stream().map(hash -> hash + ending).collect(Collectors.toSet());
    }

    private static void retain(Path folder, Set<String> names) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!names.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
    }
}

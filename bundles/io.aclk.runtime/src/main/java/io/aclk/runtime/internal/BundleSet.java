package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles that features want together, each with its jar. Of a bundle that several features name, the one with the
 * highest version is wanted, and of equal versions the one of the first feature. Immutable.
 *
 * @param bundles wanted bundles in the order in which they start, by location
 * @param missing one problem for each bundle without a jar
 */
record BundleSet(Map<String, Wanted> bundles, List<BundleProblem> missing) {

    private static final Logger LOG = LoggerFactory.getLogger(BundleSet.class);

    /**
     * One bundle with its jar.
     *
     * @param entry what the feature says of it
     * @param jar its jar
     * @param hash SHA-256 of the jar
     */
    record Wanted(FeatureFile.Entry entry, Path jar, String hash) {

        String location() {
            return entry.coordinates().location();
        }
    }

    BundleSet {
        bundles = new LinkedHashMap<>(bundles);
        missing = List.copyOf(missing);
    }

    /**
     * The bundles of features.
     *
     * @param jars knows the hashes of the jars
     */
    static BundleSet of(Collection<FeatureFile> features, InstanceFiles files, BundleStore store, InstalledJars jars)
            throws IOException {
        Map<String, FeatureFile.Entry> entries = new LinkedHashMap<>();
        features.stream()
                .flatMap(feature -> feature.bundles().stream())
                .forEach(entry -> entries.merge(entry.coordinates().location(), entry, BundleSet::higher));
        Map<String, Wanted> bundles = new LinkedHashMap<>();
        List<BundleProblem> missing = new ArrayList<>();
        for (FeatureFile.Entry entry : entries.values().stream()
                .sorted(Comparator.comparingInt(FeatureFile.Entry::startLevel))
                .toList()) {
            Optional<Wanted> wanted = find(entry, files, store, jars);
            wanted.ifPresent(bundle -> bundles.put(bundle.location(), bundle));
            if (wanted.isEmpty()) {
                missing.add(
                        BundleProblem.of(entry, "cannot be installed: its jar is in none of " + files.repositories()));
            }
        }
        return new BundleSet(bundles, missing);
    }

    private static FeatureFile.Entry higher(FeatureFile.Entry first, FeatureFile.Entry second) {
        return second.coordinates().osgiVersion().compareTo(first.coordinates().osgiVersion()) > 0 ? second : first;
    }

    private static Optional<Wanted> find(
            FeatureFile.Entry entry, InstanceFiles files, BundleStore store, InstalledJars jars) throws IOException {
        Optional<Path> kept = entry.sha256().isEmpty() ? Optional.empty() : store.jar(entry.sha256());
        if (kept.isPresent()) {
            return Optional.of(new Wanted(entry, kept.get(), entry.sha256()));
        }
        Optional<Path> jar = entry.coordinates().find(files.repositories());
        if (jar.isEmpty()) {
            return Optional.empty();
        }
        String hash = jars.hash(jar.get());
        if (!entry.sha256().isEmpty() && !entry.sha256().equals(hash)) {
            LOG.warn(
                    "{} is not the jar that its feature was built with; it is used, since it lies in a directory of the"
                            + " owner; put the original one back if that was not meant",
                    jar.get());
        }
        return Optional.of(new Wanted(entry, jar.get(), hash));
    }
}

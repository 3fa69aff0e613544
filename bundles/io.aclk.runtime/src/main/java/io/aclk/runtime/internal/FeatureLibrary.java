package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.service.feature.FeatureService;

/** The features of an instance: those that commands installed, kept in its store, and those of the distribution. */
final class FeatureLibrary {

    private final InstanceFiles files;
    private final BundleStore store;
    private final FeatureService service;

    FeatureLibrary(InstanceFiles files, BundleStore store, FeatureService service) {
        this.files = files;
        this.store = store;
        this.service = service;
    }

    /**
     * Reads features. First those that commands installed, the last command first, so that of equal versions of a bundle
     * the one that was asked for last is used.
     *
     * @throws IOException if one is unknown or cannot be read; the text names it
     */
    List<FeatureFile> read(List<String> names, InstalledSet set) throws IOException {
        List<FeatureFile> features = new ArrayList<>();
        for (InstalledSet.Installed feature : set.features().stream()
                .filter(feature -> names.contains(feature.name()))
                .sorted(Comparator.comparing(InstalledSet.Installed::when).reversed())
                .toList()) {
            features.add(FeatureFile.read(feature.name(), store.feature(feature.sha256()), service));
        }
        for (String name : names) {
            if (set.feature(name).isEmpty()) {
                features.add(FeatureFile.read(name, shipped(name), service));
            }
        }
        return features;
    }

    private Path shipped(String name) throws IOException {
        Optional<Path> file = files.feature(name);
        if (file.isEmpty()) {
            throw new IOException("the feature '" + name + "' of conf/features is unknown: there is no "
                    + files.distribution().resolve("features").resolve(name + ".json"));
        }
        return file.get();
    }
}

package io.aclk.runtime.internal;

import java.util.List;
import java.util.Optional;

/**
 * What the instance runs. Immutable.
 *
 * @param set what commands made of the files of the owner
 * @param names what files and commands say, with those that this start leaves out
 * @param features the features of this start
 * @param bundles the bundles that they want together
 */
record RunningFeatures(InstalledSet set, List<String> names, List<FeatureFile> features, BundleSet bundles) {

    RunningFeatures {
        names = List.copyOf(names);
        features = List.copyOf(features);
    }

    /** A running feature. */
    Optional<FeatureFile> feature(String name) {
        return features.stream().filter(feature -> feature.name().equals(name)).findFirst();
    }

    /** The names of the running features. */
    List<String> running() {
        return features.stream().map(FeatureFile::name).toList();
    }
}

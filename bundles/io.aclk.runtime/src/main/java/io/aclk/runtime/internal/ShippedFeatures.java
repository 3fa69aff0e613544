package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.feature.FeatureService;

/** The features that the distribution brings: trusted without a signature, since the runtime itself came with them. */
final class ShippedFeatures implements FeatureSource {

    private final InstanceFiles files;
    private final FeatureService service;

    ShippedFeatures(InstanceFiles files, FeatureService service) {
        this.files = files;
        this.service = service;
    }

    @Override
    public FeatureBundles open(String what, boolean allowUnsigned) throws RefusedUpdateException, IOException {
        Optional<Path> file = files.feature(what);
        if (file.isEmpty()) {
            throw new RefusedUpdateException("the feature '" + what + "' is unknown: there is no "
                    + files.distribution().resolve("features").resolve(what + ".json"));
        }
        byte[] json = Files.readAllBytes(file.get());
        FeatureFile feature = FeatureFile.parse(what, file.get(), json, service);
        Map<String, Path> jars = new TreeMap<>();
        for (FeatureFile.Entry entry : feature.bundles()) {
            Path jar = entry.coordinates()
                    .find(files.repositories())
                    .orElseThrow(() -> new RefusedUpdateException("the feature '" + what + "' is not whole: the jar of "
                            + entry.coordinates() + " is in none of " + files.repositories()));
            String hash = Sha256.of(jar);
            if (!entry.sha256().isEmpty() && !entry.sha256().equals(hash)) {
                throw new RefusedUpdateException("the jar " + jar + " was altered: the feature '" + what
                        + "' gives its hash as " + entry.sha256() + ", and it is " + hash);
            }
            jars.put(hash, jar);
        }
        return new FeatureBundles(what, feature.version(), json, FeatureBundles.DISTRIBUTION, jars, () -> {});
    }
}

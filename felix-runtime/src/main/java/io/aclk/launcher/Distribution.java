package io.aclk.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that were unpacked or built: {@code bin/}, {@code lib/}, {@code bundles/}, {@code features/}, {@code conf/}.
 *
 * @param home its folder
 */
record Distribution(Path home) {

    /**
     * A bundle of the base.
     *
     * @param startLevel its start level
     * @param jar its jar
     */
    record BaseBundle(int startLevel, Path jar) {}

    /** The distribution whose {@code lib/} holds this class. */
    static Distribution running() {
        try {
            Path jar = Path.of(Distribution.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new Distribution(jar.getParent().getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The shipped configuration. */
    Path conf() {
        return home.resolve("conf");
    }

    /**
     * Checks that a feature can be started: that of the distribution, or one of an instance.
     *
     * @param instance instance directory
     * @throws RefusedException if there is none
     */
    void require(String feature, Path instance) throws RefusedException {
        if (!has(feature, instance)) {
            throw RefusedException.refused("this distribution comes without the feature '" + feature
                    + "'; the full one, aclk-" + version() + ".tar.gz, has it");
        }
    }

    /**
     * Whether there is a feature: that of the distribution, one of an instance, or one that a command installed there.
     *
     * @param instance instance directory
     */
    boolean has(String feature, Path instance) {
        String file = "features/" + feature + ".json";
        return Files.isRegularFile(home.resolve(file))
                || Files.isRegularFile(instance.resolve(file))
                || InstalledFeatures.has(feature, instance);
    }

    /** Version of this distribution. */
    String version() {
        String version = Distribution.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /**
     * What starts before the features, in order.
     *
     * @throws IOException if {@code lib/base.bundles} cannot be read or names a jar that is not there
     */
    List<BaseBundle> base() throws IOException {
        Path list = home.resolve("lib").resolve("base.bundles");
        List<BaseBundle> bundles = new ArrayList<>();
        for (String line : Files.readAllLines(list)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+");
            String[] coordinates = words[1].split(":");
            Path jar = home.resolve("bundles").resolve(coordinates[1] + "-" + coordinates[2] + ".jar");
            if (!Files.isRegularFile(jar)) {
                throw new IOException("the distribution is not whole: " + jar + " is missing");
            }
            bundles.add(new BaseBundle(Integer.parseInt(words[0]), jar));
        }
        return bundles;
    }

    /** A text that changes when the base changes: what a framework cache was made from. */
    String fingerprint() throws IOException {
        StringBuilder text = new StringBuilder(version()).append('\n');
        for (BaseBundle bundle : base()) {
            text.append(bundle.jar().getFileName())
                    .append(' ')
                    .append(Files.size(bundle.jar()))
                    .append(' ')
                    .append(Files.getLastModifiedTime(bundle.jar()).toMillis())
                    .append('\n');
        }
        return text.toString();
    }
}

package io.aclk.runtime.internal;

import java.nio.file.Path;
import java.util.Map;

/**
 * A feature with all its bundles, verified: each jar has the hash that it is listed under. The jars can be read until it
 * is closed.
 *
 * @param name name of the feature
 * @param version version of the feature
 * @param json the feature file, byte for byte
 * @param origin {@link #DISTRIBUTION}, or the file or directory that it was read from
 * @param jars jars by the SHA-256 of their bytes, 64 lower-case hexadecimal digits
 * @param release gives up what was made to read the jars, such as a temporary directory; must not throw
 */
record FeatureBundles(String name, String version, byte[] json, String origin, Map<String, Path> jars, Runnable release)
        implements AutoCloseable {

    /** Origin of a feature that the distribution brings. */
    static final String DISTRIBUTION = "distribution";

    FeatureBundles {
        json = json.clone();
        jars = Map.copyOf(jars);
    }

    @Override
    public byte[] json() {
        return json.clone();
    }

    /** Whether the distribution brings it, so that its files need not be kept. */
    boolean shipped() {
        return origin.equals(DISTRIBUTION);
    }

    @Override
    public void close() {
        release.run();
    }

    /** Name and version only. */
    @Override
    public String toString() {
        return name + " " + version + " of " + origin;
    }
}

package io.aclk.runtime.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Properties;
import org.osgi.framework.BundleContext;

/**
 * Which jar each installed bundle came from, kept in the data area of this bundle, so that a start after an upgrade of
 * the distribution updates exactly the bundles whose jars changed. Used by one thread.
 */
final class InstalledJars {

    private final Path file;
    private final Properties entries = new Properties();

    InstalledJars(Path file) {
        this.file = file;
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                entries.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                // not knowing means updating every bundle once
                entries.clear();
            }
        }
    }

    /** The jars of the framework that this bundle runs in. */
    static InstalledJars of(BundleContext context) {
        return new InstalledJars(context.getDataFile("bundles.properties").toPath());
    }

    /** Whether the bundle at a location came from exactly this jar. */
    boolean same(String location, Path jar) {
        return fingerprint(jar).equals(entries.getProperty(location));
    }

    /** Remembers the jar of a bundle. */
    void put(String location, Path jar) {
        entries.setProperty(location, fingerprint(jar));
    }

    /** Forgets a bundle. */
    void remove(String location) {
        entries.remove(location);
    }

    /** Writes the file. */
    void save() throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            entries.store(writer, null);
        }
    }

    /** Name, size and time: reading every byte of every jar at every start would cost more than a wrong guess. */
    private static String fingerprint(Path jar) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            return jar.getFileName() + " " + attributes.size() + " "
                    + attributes.lastModifiedTime().toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

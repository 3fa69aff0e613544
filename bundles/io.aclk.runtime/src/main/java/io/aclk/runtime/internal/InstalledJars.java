package io.aclk.runtime.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.osgi.framework.BundleContext;

/**
 * Which jar each installed bundle came from, by its hash, kept in the data area of this bundle. It never claims more than
 * the framework holds: a bundle is forgotten, on the disk, before it changes, so that an end at any moment leads to
 * installing it once more and never to a wrong "is the same". Used by one thread at a time.
 */
final class InstalledJars {

    private static final String BUNDLE = "bundle ";
    private static final String JAR = "jar ";

    private final Path file;
    private final Properties entries = new Properties();
    private final Set<String> used = new HashSet<>();
    private boolean changed;

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

    /** The hash of the jar that the bundle at a location was installed from; empty if that is not known for sure. */
    Optional<String> installed(String location) {
        return Optional.ofNullable(entries.getProperty(BUNDLE + location));
    }

    /** Remembers the jar of a bundle; {@link #save} makes it last. */
    void put(String location, String hash) {
        changed |= !hash.equals(entries.setProperty(BUNDLE + location, hash));
    }

    /** Forgets the jars of bundles that are about to change, and makes that last. */
    void forget(Collection<String> locations) throws IOException {
        locations.forEach(location -> changed |= entries.remove(BUNDLE + location) != null);
        save();
    }

    /** The hash of a jar. Read again only if its size or time changed: reading every jar at every start costs seconds. */
    String hash(Path jar) throws IOException {
        String key = JAR + jar;
        BasicFileAttributes attributes = Files.readAttributes(jar, BasicFileAttributes.class);
        String fingerprint =
                attributes.size() + " " + attributes.lastModifiedTime().toMillis() + " ";
        used.add(key);
        String known = entries.getProperty(key, "");
        if (known.startsWith(fingerprint)) {
            return known.substring(fingerprint.length());
        }
        String hash = Sha256.of(jar);
        entries.setProperty(key, fingerprint + hash);
        changed = true;
        return hash;
    }

    /** Writes the file if it would change. */
    void save() throws IOException {
        changed |=
                entries.keySet().removeIf(key -> !key.toString().startsWith(BUNDLE) && !used.contains(key.toString()));
        if (changed) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            entries.store(out, null);
            AtomicFile.write(file, out.toByteArray());
            changed = false;
        }
    }
}

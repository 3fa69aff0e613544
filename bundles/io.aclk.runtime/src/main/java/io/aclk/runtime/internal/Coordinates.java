package io.aclk.runtime.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.apache.felix.utils.version.VersionCleaner;
import org.osgi.framework.Version;
import org.osgi.service.feature.ID;

/**
 * Maven coordinates of a bundle. Their text is also the location that it is installed under, which is how the runtime
 * knows its own bundles from those that others installed.
 *
 * @param group group id
 * @param artifact artifact id
 * @param version version
 * @param classifier classifier, may be empty
 */
record Coordinates(String group, String artifact, String version, String classifier) {

    private static final String SCHEME = "aclk:";

    /** The coordinates of a bundle of a feature. */
    static Coordinates of(ID id) {
        return new Coordinates(
                id.getGroupId(),
                id.getArtifactId(),
                id.getVersion(),
                id.getClassifier().orElse(""));
    }

    /** Whether a bundle location is one of {@link #location()}. */
    static boolean isLocation(String location) {
        return location.startsWith(SCHEME);
    }

    /** What the bundle is installed under. Without the version, so that another version updates the bundle. */
    String location() {
        return SCHEME + group + ":" + artifact + (classifier.isEmpty() ? "" : ":" + classifier);
    }

    /** The version as OSGi orders versions. */
    Version osgiVersion() {
        return Version.parseVersion(VersionCleaner.clean(version));
    }

    /** The jar: in a Maven repository layout, or lying flat in a folder. */
    Optional<Path> find(Collection<Path> repositories) {
        String file = artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
        String nested = group.replace('.', '/') + "/" + artifact + "/" + version + "/" + file;
        for (Path repository : repositories) {
            for (String candidate : new String[] {file, nested}) {
                Path jar = repository.resolve(candidate);
                if (Files.isRegularFile(jar)) {
                    return Optional.of(jar);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return group + ":" + artifact + ":" + version + (classifier.isEmpty() ? "" : ":" + classifier);
    }
}

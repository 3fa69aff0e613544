package io.aclk.runtime.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A feature in a directory: its file, and its jars beside that, in {@code bundles/}, or in the layout of a Maven
 * repository. The file may lie in {@code features/}, as in the distribution.
 *
 * @param root the directory
 * @param json the feature file
 */
record FeatureDirectory(Path root, Path json) {

    private static final String FEATURES = "features";
    private static final String BUNDLES = "bundles";
    private static final String FEATURE = "feature.json";

    /**
     * The feature of a directory.
     *
     * @throws RefusedUpdateException if it holds none, or several
     */
    static FeatureDirectory in(Path root) throws RefusedUpdateException, IOException {
        if (Files.isRegularFile(root.resolve(FEATURE))) {
            return new FeatureDirectory(root, root.resolve(FEATURE));
        }
        for (Path place : List.of(root, root.resolve(FEATURES))) {
            Set<Path> found = features(place);
            if (found.size() > 1) {
                throw new RefusedUpdateException(
                        place + " holds several features; name the file of one of them: " + found);
            }
            if (!found.isEmpty()) {
                return new FeatureDirectory(root, found.iterator().next());
            }
        }
        throw new RefusedUpdateException("there is no feature in " + root + ": it must hold " + FEATURE
                + ", a file NAME.json, or " + FEATURES + "/NAME.json");
    }

    /** The feature of a feature file. */
    static FeatureDirectory of(Path json) {
        Path folder = json.getParent();
        boolean above = folder.endsWith(FEATURES) && folder.getParent() != null;
        return new FeatureDirectory(above ? folder.getParent() : folder, json);
    }

    private static Set<Path> features(Path folder) throws IOException {
        Set<Path> found = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
                files.forEach(found::add);
            }
        }
        return found;
    }

    /**
     * The bytes of the feature file.
     *
     * @throws RefusedUpdateException if it is none
     */
    byte[] read() throws RefusedUpdateException, IOException {
        PinnedJars.refuseOutside(root, json);
        if (!Files.isRegularFile(json)) {
            throw new RefusedUpdateException(json + " is no file");
        }
        try (InputStream in = Files.newInputStream(json)) {
            byte[] bytes = in.readNBytes(FeatureFile.MAX_BYTES + 1);
            if (bytes.length > FeatureFile.MAX_BYTES) {
                throw new RefusedUpdateException(
                        json + " is larger than " + FeatureFile.MAX_BYTES + " bytes, so it is no feature file");
            }
            return bytes;
        }
    }

    /** Its jars. */
    PinnedJars jars() {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path folder : List.of(root, json.getParent())) {
            folders.add(folder);
            folders.add(folder.resolve(BUNDLES));
        }
        return new PinnedJars(root, folders, root.toString(), Path::toString);
    }
}

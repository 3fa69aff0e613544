package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The jars that lie in a folder, compared with the hashes that a feature file gives. */
final class PinnedJars {

    private final Path root;
    private final List<Path> folders;
    private final String where;
    private final Function<Path, String> shown;

    /**
     * Jars of a folder.
     *
     * @param root the folder, which no jar may lie outside
     * @param folders where to look in it
     * @param where what the folder stands for, in the words of errors
     * @param shown the same for a jar
     */
    PinnedJars(Path root, Collection<Path> folders, String where, Function<Path, String> shown) {
        this.root = root;
        this.folders = List.copyOf(folders);
        this.where = where;
        this.shown = shown;
    }

    /**
     * Compares all jars of a feature.
     *
     * @return the jars by hash
     * @throws RefusedUpdateException if one is missing, altered, or not pinned
     */
    Map<String, Path> verify(FeatureFile feature) throws RefusedUpdateException, IOException {
        Map<String, Path> jars = new TreeMap<>();
        for (FeatureFile.Entry entry : feature.bundles()) {
            jars.put(entry.sha256(), verify(entry));
        }
        return jars;
    }

    private Path verify(FeatureFile.Entry entry) throws RefusedUpdateException, IOException {
        String bundle = FeatureSources.printable(entry.coordinates().toString());
        if (entry.sha256().isEmpty()) {
            throw new RefusedUpdateException("the feature file of " + where + " does not say what the jar of " + bundle
                    + " must be: its author must add \"sha256\" to that bundle");
        }
        Path jar = entry.coordinates()
                .find(folders)
                .orElseThrow(() -> new RefusedUpdateException(
                        where + " is not whole: the jar of " + bundle + " is missing; get it again"));
        refuseOutside(root, jar);
        long size = Files.size(jar);
        if (size > FeatureArchive.Limits.DEFAULT.bytes()) {
            throw new RefusedUpdateException(shown.apply(jar) + " is larger than a bundle may be: " + size + " bytes");
        }
        String hash = Sha256.of(jar);
        if (!hash.equals(entry.sha256())) {
            throw new RefusedUpdateException(
                    shown.apply(jar) + " was altered or is another build: the feature file says" + " sha256 "
                            + entry.sha256() + ", and it has " + hash + "; get all of the feature again");
        }
        return jar;
    }

    /** Refuses a file that lies, by links or by a name with dots, outside a folder. */
    static void refuseOutside(Path root, Path file) throws RefusedUpdateException, IOException {
        if (!file.toRealPath().startsWith(root.toRealPath())) {
            throw new RefusedUpdateException(
                    file + " leads out of " + root + ": put the file itself there in place of the link");
        }
    }
}

package io.aclk.runtime.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A feature in one file: a zip of {@code feature.json} and {@code bundles/ARTIFACT-VERSION.jar}, and of nothing else. It is
 * copied first, so that what is verified is what is unpacked, whatever happens to the file. Everything lies in a private
 * directory, which goes when it is closed. Used by one thread.
 */
final class FeatureArchive implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureArchive.class);
    private static final String FEATURE = "feature.json";
    private static final String BUNDLES = "bundles";
    private static final Pattern JAR = Pattern.compile(BUNDLES + "/[A-Za-z0-9][A-Za-z0-9._+-]*\\.jar");
    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final Limits limits;
    private final Path directory;
    private final Path copy;
    private final Path content;
    private long unpacked;

    /**
     * How large an archive may be.
     *
     * @param entries most entries
     * @param bytes most bytes, of the file and of what it holds
     */
    record Limits(int entries, long bytes) {

        /** Ten times what the largest feature of the distribution has. */
        static final Limits DEFAULT = new Limits(512, 512L << 20);
    }

    /**
     * Copies an archive.
     *
     * @param parent where to make the private directory
     * @throws RefusedUpdateException if it is too large
     */
    FeatureArchive(Path file, Path parent, Limits limits) throws RefusedUpdateException, IOException {
        this.file = file;
        this.limits = limits;
        Files.createDirectories(parent);
        directory = Files.createTempDirectory(parent, "archive-");
        copy = directory.resolve("archive.zip");
        content = directory.resolve("content");
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = Files.newOutputStream(copy)) {
            if (copy(in, out, limits.bytes()) > limits.bytes()) {
                throw tooLarge();
            }
        } catch (IOException | RefusedUpdateException e) {
            close();
            throw e;
        }
    }

    /** The copy that is unpacked. */
    Path copy() {
        return copy;
    }

    /**
     * Unpacks the copy.
     *
     * @return the feature file
     * @throws RefusedUpdateException if it is no feature archive, or a damaged one
     */
    byte[] unpack() throws RefusedUpdateException, IOException {
        Files.createDirectories(content.resolve(BUNDLES));
        Set<String> names = new HashSet<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(copy))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!names.add(name)) {
                    throw refused("it holds " + name + " twice");
                }
                if (names.size() > limits.entries()) {
                    throw refused("it holds more than " + limits.entries() + " files");
                }
                unpack(name, zip);
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new RefusedUpdateException(file + " is damaged or no zip file: " + e.getMessage() + "; get it again");
        }
        if (!names.contains(FEATURE)) {
            throw refused("it holds no " + FEATURE);
        }
        return Files.readAllBytes(content.resolve(FEATURE));
    }

    private void unpack(String name, ZipInputStream zip) throws RefusedUpdateException, IOException {
        boolean json = name.equals(FEATURE);
        if (name.equals(BUNDLES + "/")) {
            return;
        }
        if (!json && !JAR.matcher(name).matches()) {
            throw refused("it holds '" + FeatureSources.printable(name) + "'; there may be only " + FEATURE + " and "
                    + BUNDLES + "/ARTIFACT-VERSION.jar");
        }
        long limit = json ? FeatureFile.MAX_BYTES : limits.bytes() - unpacked;
        try (OutputStream out = Files.newOutputStream(content.resolve(name))) {
            long length = copy(zip, out, limit);
            if (length > limit) {
                throw tooLarge();
            }
            unpacked += length;
        }
    }

    /** Its jars, once it is unpacked. */
    PinnedJars jars() {
        Path bundles = content.resolve(BUNDLES);
        return new PinnedJars(
                content, List.of(bundles), file.toString(), jar -> content.relativize(jar) + " in " + file);
    }

    /** Copies until the end, or until more than a limit was read. */
    private static long copy(InputStream in, OutputStream out, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            total += length;
            if (total > limit) {
                return total;
            }
            out.write(buffer, 0, length);
        }
        return total;
    }

    private RefusedUpdateException tooLarge() {
        return refused(
                "it is larger than " + limits.bytes() + " bytes, or its " + FEATURE + " than " + FeatureFile.MAX_BYTES);
    }

    private RefusedUpdateException refused(String reason) {
        return new RefusedUpdateException(file + " is no feature archive: " + reason);
    }

    @Override
    public void close() {
        try {
            TemporaryFiles.delete(directory);
            Files.deleteIfExists(directory.getParent());
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} holds another archive", directory.getParent());
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}; the next start of the agent tries again", directory, e.getMessage());
        }
    }
}

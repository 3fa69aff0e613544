package io.aclk.runtime.internal;

import io.aclk.runtime.trust.TrustedKeys;
import io.aclk.runtime.trust.UntrustedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.service.feature.FeatureService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a feature can come from: its name, for one of the distribution; a directory, or a feature file in one;
 * a feature archive. What does not come with the distribution must be signed with a key that the instance trusts, and
 * must give the hash of each jar.
 */
final class FeatureSources implements FeatureSource {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureSources.class);
    /** Names of features are names of files and words of commands. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final InstanceFiles files;
    private final FeatureService service;
    private final FeatureSource shipped;

    private FeatureSources(InstanceFiles files, FeatureService service) {
        this.files = files;
        this.service = service;
        shipped = new ShippedFeatures(files, service);
    }

    /** The sources of an instance; what an end of the process left of an archive is removed. */
    static FeatureSources of(InstanceFiles files, FeatureService service) {
        try {
            TemporaryFiles.delete(unpacked(files));
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}; remove it", unpacked(files), e.getMessage());
        }
        return new FeatureSources(files, service);
    }

    /** Where archives are unpacked. */
    private static Path unpacked(InstanceFiles files) {
        return files.data().resolve("unpacked");
    }

    @Override
    public FeatureBundles open(String what, boolean allowUnsigned) throws RefusedUpdateException, IOException {
        try {
            return what.startsWith("/") ? read(Path.of(what).normalize(), allowUnsigned) : named(what, allowUnsigned);
        } catch (UntrustedException e) {
            throw new RefusedUpdateException(e.getMessage());
        } catch (NoSuchFileException e) {
            throw new RefusedUpdateException("there is no file " + e.getFile());
        } catch (AccessDeniedException e) {
            throw new RefusedUpdateException("the agent, which runs as the user " + System.getProperty("user.name")
                    + ", may not read " + e.getFile() + ": permit that, or copy the feature to where it may");
        } catch (InvalidPathException e) {
            throw new RefusedUpdateException("'" + printable(e.getInput()) + "' can be no name of a file");
        }
    }

    private FeatureBundles named(String name, boolean allowUnsigned) throws RefusedUpdateException, IOException {
        checkName(name, "");
        return shipped.open(name, allowUnsigned);
    }

    private FeatureBundles read(Path path, boolean allowUnsigned)
            throws RefusedUpdateException, UntrustedException, IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            return directory(FeatureDirectory.in(path), allowUnsigned);
        }
        if (!attributes.isRegularFile()) {
            throw new RefusedUpdateException(path + " is neither a file nor a directory");
        }
        return path.getFileName().toString().endsWith(".json")
                ? directory(FeatureDirectory.of(path), allowUnsigned)
                : archive(path, allowUnsigned);
    }

    private FeatureBundles directory(FeatureDirectory directory, boolean allowUnsigned)
            throws RefusedUpdateException, UntrustedException, IOException {
        byte[] json = directory.read();
        check(directory.json(), new ByteArrayInputStream(json), allowUnsigned);
        FeatureFile feature = parse(directory.json(), json);
        Map<String, Path> jars = directory.jars().verify(feature);
        return new FeatureBundles(
                feature.name(), feature.version(), json, directory.json().toString(), jars, () -> {});
    }

    private FeatureBundles archive(Path file, boolean allowUnsigned)
            throws RefusedUpdateException, UntrustedException, IOException {
        FeatureArchive archive = new FeatureArchive(file, unpacked(files), FeatureArchive.Limits.DEFAULT);
        try {
            return archive(file, archive, allowUnsigned);
        } catch (RefusedUpdateException | UntrustedException | IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private FeatureBundles archive(Path file, FeatureArchive archive, boolean allowUnsigned)
            throws RefusedUpdateException, UntrustedException, IOException {
        try (InputStream content = Files.newInputStream(archive.copy())) {
            check(file, content, allowUnsigned);
        }
        byte[] json = archive.unpack();
        FeatureFile feature = parse(file, json);
        Map<String, Path> jars = archive.jars().verify(feature);
        return new FeatureBundles(feature.name(), feature.version(), json, file.toString(), jars, archive::close);
    }

    private void check(Path file, InputStream content, boolean allowUnsigned)
            throws RefusedUpdateException, UntrustedException, IOException {
        try {
            TrustedKeys.of(files.conf(), files.shippedConf()).check(file, content);
        } catch (UntrustedException e) {
            if (!e.unsigned()) {
                throw e;
            }
            if (!allowUnsigned) {
                throw new RefusedUpdateException(
                        e.getMessage() + "; or give --allow-unsigned if you know where it comes from");
            }
            LOG.info("{} is used without a trusted signature, as --allow-unsigned says", file);
        }
    }

    private FeatureFile parse(Path file, byte[] json) throws RefusedUpdateException {
        FeatureFile feature;
        try {
            feature = FeatureFile.parse(file, json, service);
        } catch (IOException e) {
            throw new RefusedUpdateException(e.getMessage());
        }
        checkName(feature.name(), " of " + file);
        return feature;
    }

    private static void checkName(String name, String where) throws RefusedUpdateException {
        if (!NAME.matcher(name).matches()) {
            throw new RefusedUpdateException("'" + printable(name) + "'" + where
                    + " is no name of a feature: that has up to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter"
                    + " or a digit");
        }
    }

    /** A text of others, without what would move the cursor of a terminal. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}

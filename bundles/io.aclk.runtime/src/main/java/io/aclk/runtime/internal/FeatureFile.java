package io.aclk.runtime.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;

/**
 * What a feature file says, checked: an OSGi feature (OSGi Compendium 8, chapter 159) whose bundles carry the metadata
 * {@code start-order}, here the start level, may carry {@code without}: what the instance is without when that bundle
 * does not start, in words, and {@code sha256}: the hash of its jar. The extension {@code aclk-watch}, a text, is the id
 * of the OSGi condition that tells whether the feature does its work.
 *
 * @param name name of the feature: of its file without the ending, or the artifact id in its id
 * @param version version in its id
 * @param watch id of the condition that an update of the feature watches, empty for none
 * @param bundles bundles in the order in which they start
 * @param configurations configurations by PID
 */
record FeatureFile(
        String name,
        String version,
        String watch,
        List<Entry> bundles,
        Map<String, Map<String, Object>> configurations) {

    /** Start level of a bundle that names none. */
    static final int DEFAULT_START_LEVEL = 50;

    private static final String START_ORDER = "start-order";
    private static final String WITHOUT = "without";
    private static final String SHA256 = "sha256";
    private static final String WATCH = "aclk-watch";
    /** Larger than any feature file that people write. */
    static final int MAX_BYTES = 1 << 20;

    /**
     * One bundle.
     *
     * @param coordinates its coordinates
     * @param startLevel its start level, at least 10 so that the base starts first
     * @param without what the instance goes on without when it does not start; empty where that is not said
     * @param sha256 hash of its jar, 64 lower-case hexadecimal digits; empty where that is not said
     */
    record Entry(Coordinates coordinates, int startLevel, String without, String sha256) {}

    FeatureFile {
        bundles = List.copyOf(bundles);
        configurations = Map.copyOf(configurations);
    }

    /**
     * Reads a feature file.
     *
     * @throws IOException if it cannot be read or is not a feature; the text names the file
     */
    static FeatureFile read(String name, Path file, FeatureService service) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("the feature file " + file + " is larger than " + MAX_BYTES + " bytes");
        }
        return parse(name, file, Files.readAllBytes(file), service);
    }

    /**
     * Takes the content of a feature file apart.
     *
     * @param file where it was read, for the text of errors
     * @throws IOException if it is not a feature; the text names the file
     */
    static FeatureFile parse(String name, Path file, byte[] json, FeatureService service) throws IOException {
        return of(name, file, feature(file, json, service));
    }

    /** The same for a feature whose name is the artifact id in its id, whatever its file is called. */
    static FeatureFile parse(Path file, byte[] json, FeatureService service) throws IOException {
        Feature feature = feature(file, json, service);
        return of(feature.getID().getArtifactId(), file, feature);
    }

    private static Feature feature(Path file, byte[] json, FeatureService service) throws IOException {
        try (Reader reader = new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8)) {
            return service.readFeature(reader);
        } catch (IOException | RuntimeException e) {
            throw new IOException("the feature file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static FeatureFile of(String name, Path file, Feature feature) throws IOException {
        List<Entry> bundles = new ArrayList<>();
        for (FeatureBundle bundle : feature.getBundles()) {
            bundles.add(new Entry(
                    Coordinates.of(bundle.getID()),
                    startLevel(file, bundle),
                    bundle.getMetadata().getOrDefault(WITHOUT, "").toString(),
                    sha256(file, bundle)));
        }
        bundles.sort(Comparator.comparingInt(Entry::startLevel));
        Map<String, Map<String, Object>> configurations = new TreeMap<>();
        feature.getConfigurations().forEach((pid, values) -> configurations.put(pid, values.getValues()));
        return new FeatureFile(name, feature.getID().getVersion(), watch(file, feature), bundles, configurations);
    }

    private static String watch(Path file, Feature feature) throws IOException {
        FeatureExtension extension = feature.getExtensions().get(WATCH);
        if (extension == null) {
            return "";
        }
        if (extension.getType() != FeatureExtension.Type.TEXT
                || extension.getText().size() != 1) {
            throw new IOException("the extension " + WATCH + " of the feature file " + file
                    + " must be one line of text: the id of a condition");
        }
        return extension.getText().get(0).strip();
    }

    private static String sha256(Path file, FeatureBundle bundle) throws IOException {
        String value = bundle.getMetadata().getOrDefault(SHA256, "").toString();
        if (value.isEmpty() || Sha256.isHash(value)) {
            return value;
        }
        throw new IOException("the feature file " + file + " gives " + bundle.getID() + " the sha256 " + value
                + "; it must have 64 digits of 0-9 and a-f");
    }

    private static int startLevel(Path file, FeatureBundle bundle) throws IOException {
        Object value = bundle.getMetadata().get(START_ORDER);
        if (value == null) {
            return DEFAULT_START_LEVEL;
        }
        if (value instanceof Number number && number.intValue() >= 10 && number.intValue() < 100) {
            return number.intValue();
        }
        throw new IOException("the feature file " + file + " gives " + bundle.getID() + " the start-order " + value
                + "; it must be a number from 10 to 99");
    }
}

package io.aclk.runtime.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureService;

/**
 * What a feature file says, checked: an OSGi feature (OSGi Compendium 8, chapter 159) whose bundles carry the metadata
 * {@code start-order}, here the start level, and may carry {@code without}: what the instance is without when that bundle
 * does not start, in words.
 *
 * @param name name of the file without its ending
 * @param bundles bundles in the order in which they start
 * @param configurations configurations by PID
 */
record FeatureFile(String name, List<Entry> bundles, Map<String, Map<String, Object>> configurations) {

    /** Start level of a bundle that names none. */
    static final int DEFAULT_START_LEVEL = 50;

    private static final String START_ORDER = "start-order";
    private static final String WITHOUT = "without";
    /** Larger than any feature file that people write. */
    private static final long MAX_BYTES = 1 << 20;

    /**
     * One bundle.
     *
     * @param coordinates its coordinates
     * @param startLevel its start level, at least 10 so that the base starts first
     * @param without what the instance goes on without when it does not start; empty where that is not said
     */
    record Entry(Coordinates coordinates, int startLevel, String without) {}

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
        Feature feature;
        try (Reader reader = Files.newBufferedReader(file)) {
            feature = service.readFeature(reader);
        } catch (IOException | RuntimeException e) {
            throw new IOException("the feature file " + file + " cannot be read: " + e.getMessage(), e);
        }
        List<Entry> bundles = new ArrayList<>();
        for (FeatureBundle bundle : feature.getBundles()) {
            bundles.add(new Entry(
                    Coordinates.of(bundle.getID()),
                    startLevel(file, bundle),
                    bundle.getMetadata().getOrDefault(WITHOUT, "").toString()));
        }
        bundles.sort(Comparator.comparingInt(Entry::startLevel));
        Map<String, Map<String, Object>> configurations = new TreeMap<>();
        feature.getConfigurations().forEach((pid, values) -> configurations.put(pid, values.getValues()));
        return new FeatureFile(name, bundles, configurations);
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

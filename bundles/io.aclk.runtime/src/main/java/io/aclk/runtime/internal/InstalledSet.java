package io.aclk.runtime.internal;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What commands made of the features that {@code conf/features} lists and the distribution brings: the content of {@code
 * data/installed.json}. The last word wins: the names hold as long as {@code conf/features} lists what it listed when
 * they were given. Immutable.
 *
 * @param selection the features that {@code conf/features} listed when the last command was given
 * @param names the features that run while it lists these
 * @param features the features that did not come with the distribution
 */
record InstalledSet(List<String> selection, List<String> names, List<Installed> features) {

    /** Nothing but what the files of the owner and the distribution say. */
    static final InstalledSet NONE = new InstalledSet(List.of(), List.of(), List.of());

    private static final String NAME = "installed.json";
    private static final String SELECTION = "selection";
    private static final String NAMES = "names";
    private static final String FEATURES = "features";
    /** Larger than the file of a thousand features. */
    private static final long MAX_BYTES = 1 << 20;

    /**
     * A feature that did not come with the distribution.
     *
     * @param name its name
     * @param version its version
     * @param sha256 hash of its feature file, by which the store keeps it
     * @param when when it was installed or last updated
     * @param user by whom, as the client of the control socket said
     * @param origin the file or directory that it came from
     */
    record Installed(String name, String version, String sha256, Instant when, String user, String origin) {}

    InstalledSet {
        selection = List.copyOf(selection);
        names = List.copyOf(names);
        features = List.copyOf(features);
    }

    /**
     * Reads the set of an instance.
     *
     * @return {@link #NONE} if no command was ever given
     * @throws IOException if the file cannot be read or is damaged; the text names it and says what to do
     */
    static InstalledSet read(InstanceFiles files) throws IOException {
        Path file = files.data().resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return NONE;
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            return parse(Files.readString(file));
        } catch (IOException | JsonException | ClassCastException | NullPointerException | DateTimeException e) {
            throw new IOException(
                    "the list of installed features " + file
                            + " cannot be read, so the features of conf/features and of"
                            + " the distribution are used; delete the file, or put a copy of it back, and restart: "
                            + e.getMessage(),
                    e);
        }
    }

    private static InstalledSet parse(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            JsonObject object = reader.readObject();
            List<Installed> features = new ArrayList<>();
            for (JsonObject feature : object.getJsonArray(FEATURES).getValuesAs(JsonObject.class)) {
                String hash = feature.getString("sha256");
                if (!Sha256.isHash(hash)) {
                    throw new JsonException("'" + hash + "' is no hash");
                }
                features.add(new Installed(
                        feature.getString("name"),
                        feature.getString("version"),
                        hash,
                        Instant.parse(feature.getString("when")),
                        feature.getString("user"),
                        feature.getString("origin")));
            }
            return new InstalledSet(
                    strings(object.getJsonArray(SELECTION)), strings(object.getJsonArray(NAMES)), features);
        }
    }

    private static List<String> strings(JsonArray array) {
        return array.getValuesAs(JsonString::getString);
    }

    /** Makes this the set of an instance, in one step. */
    void write(InstanceFiles files) throws IOException {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (Installed feature : features) {
            list.add(Json.createObjectBuilder()
                    .add("name", feature.name())
                    .add("version", feature.version())
                    .add("sha256", feature.sha256())
                    .add("when", feature.when().toString())
                    .add("user", feature.user())
                    .add("origin", feature.origin()));
        }
        JsonObject object = Json.createObjectBuilder()
                .add(SELECTION, Json.createArrayBuilder(selection))
                .add(NAMES, Json.createArrayBuilder(names))
                .add(FEATURES, list)
                .build();
        AtomicFile.write(files.data().resolve(NAME), (object + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The features that run.
     *
     * @param listed what {@code conf/features} lists now; its names rule again once it lists others than it did
     */
    List<String> running(List<String> listed) {
        return listed.equals(selection) ? names : listed;
    }

    /** The feature of a name, if it did not come with the distribution. */
    Optional<Installed> feature(String name) {
        return features.stream().filter(feature -> feature.name().equals(name)).findFirst();
    }

    /**
     * The set after a feature was installed or updated.
     *
     * @param feature what the store keeps of it, or empty for the one that the distribution brings
     * @param running the features that ran until now
     * @param listed what {@code conf/features} lists now
     */
    InstalledSet with(String name, Optional<Installed> feature, List<String> running, List<String> listed) {
        Set<String> next = new LinkedHashSet<>(running);
        next.add(name);
        List<Installed> kept = new ArrayList<>(others(name, next));
        feature.ifPresent(kept::add);
        return new InstalledSet(listed, List.copyOf(next), kept);
    }

    /**
     * The set after a feature was removed.
     *
     * @param running the features that ran until now
     * @param listed what {@code conf/features} lists now
     */
    InstalledSet without(String name, List<String> running, List<String> listed) {
        List<String> next =
                running.stream().filter(other -> !other.equals(name)).toList();
        return new InstalledSet(listed, next, others(name, next));
    }

    private List<Installed> others(String name, Collection<String> running) {
        return features.stream()
                .filter(feature -> !feature.name().equals(name) && running.contains(feature.name()))
                .toList();
    }
}

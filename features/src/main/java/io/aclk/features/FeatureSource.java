package io.aclk.features;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A feature: its JSON (OSGi Compendium 8, chapter 159), and what the build reads in it.
 *
 * @param name name of the file without its ending
 * @param json the whole file
 * @param id coordinates of the feature itself
 * @param bundles bundles in the order of the file
 */
record FeatureSource(String name, JsonObject json, Coordinates id, List<Entry> bundles) {

    /** Metadata of a bundle: SHA-256 of its jar, 64 hexadecimal digits. */
    static final String SHA256 = "sha256";

    private static final String BUNDLES = "bundles";
    private static final String START_ORDER = "start-order";

    /**
     * A bundle of a feature.
     *
     * @param coordinates its coordinates
     * @param startOrder its start level
     * @param sha256 hash of its jar; empty in a source
     */
    record Entry(Coordinates coordinates, int startOrder, String sha256) {}

    FeatureSource {
        bundles = List.copyOf(bundles);
    }

    /** Reads each feature file of a folder, in the order of their names. */
    static List<FeatureSource> readAll(Path folder) throws IOException {
        List<FeatureSource> features = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".json", "");
                try (Reader reader = Files.newBufferedReader(file)) {
                    features.add(of(name, Json.createReader(reader)));
                }
            }
        }
        features.sort(Comparator.comparing(FeatureSource::name));
        return features;
    }

    /** Reads a feature file. */
    static FeatureSource read(String name, InputStream in) {
        return of(name, Json.createReader(in));
    }

    private static FeatureSource of(String name, JsonReader reader) {
        try (reader) {
            return of(name, reader.readObject());
        }
    }

    private static FeatureSource of(String name, JsonObject json) {
        List<Entry> bundles = new ArrayList<>();
        for (JsonObject bundle : json.getJsonArray(BUNDLES).getValuesAs(JsonObject.class)) {
            bundles.add(new Entry(
                    Coordinates.parse(bundle.getString("id")),
                    bundle.getInt(START_ORDER),
                    bundle.getString(SHA256, "")));
        }
        return new FeatureSource(name, json, Coordinates.parse(json.getString("id")), bundles);
    }

    /** The same with the hash of each bundle's jar. */
    FeatureSource pinned(Jars jars) throws IOException {
        JsonArrayBuilder bundles = Json.createArrayBuilder();
        for (JsonObject bundle : json.getJsonArray(BUNDLES).getValuesAs(JsonObject.class)) {
            Path jar = jars.get(Coordinates.parse(bundle.getString("id")));
            bundles.add(Json.createObjectBuilder(bundle).add(SHA256, Jars.sha256(jar)));
        }
        JsonObjectBuilder pinned = Json.createObjectBuilder();
        for (Map.Entry<String, JsonValue> member : json.entrySet()) {
            if (member.getKey().equals(BUNDLES)) {
                pinned.add(BUNDLES, bundles);
            } else {
                pinned.add(member.getKey(), member.getValue());
            }
        }
        return of(name, pinned.build());
    }

    /** A text of the JSON: one line. */
    String text(String member) {
        return json.getString(member);
    }

    /** The feature file. */
    byte[] bytes() {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(json);
        }
        return (text.toString().strip() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}

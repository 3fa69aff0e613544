package io.aclk.launcher;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code data/installed.json} of an instance tells, which {@code io.aclk.runtime} writes ({@code docs/life-cycle.md}). */
final class InstalledFeatures {

    /** Larger than the file of a thousand features. */
    private static final long MAX_BYTES = 1 << 20;

    private InstalledFeatures() {}

    /**
     * Whether a feature was installed from elsewhere than the distribution. A file that cannot be read tells nothing: the
     * agent says at its start what is wrong with it.
     *
     * @param instance instance directory
     */
    static boolean has(String feature, Path instance) {
        Path file = instance.resolve("data").resolve("installed.json");
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                return false;
            }
            try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
                return reader.readObject().getJsonArray("features").getValuesAs(JsonObject.class).stream()
                        .anyMatch(installed -> feature.equals(installed.getString("name", "")));
            }
        } catch (IOException | JsonException | ClassCastException | NullPointerException e) {
            // told by the agent, which goes by the features of the distribution then
            return false;
        }
    }
}

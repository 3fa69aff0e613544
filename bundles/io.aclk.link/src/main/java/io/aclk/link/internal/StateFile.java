package io.aclk.link.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.aclk.config.files.PrivateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A small JSON object in {@code data/} that outlives a restart. Used on the event thread only. */
final class StateFile {

    private static final int MAX_BYTES = 64 * 1024;

    private final Path path;

    StateFile(Path path) {
        this.path = path;
    }

    /** Writes the members of the object. */
    interface Members {
        /** With the object open. */
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * Its members; empty if there is no file.
     *
     * @throws IOException if it cannot be read or is not a JSON object of a sane size
     */
    Optional<Map<String, Object>> read() throws IOException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException(path + " is too big");
            }
            return Optional.of(Json.object(Files.readAllBytes(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Replaces the file. Durable when the call returns; a crash leaves the old or the new content. */
    void write(Members members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.factory().createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        Files.createDirectories(path.getParent());
        PrivateFiles.write(path, out.toByteArray());
    }

    /** Removes the file, if there is one. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}

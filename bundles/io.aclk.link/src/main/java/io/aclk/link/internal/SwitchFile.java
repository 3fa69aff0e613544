package io.aclk.link.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The persistent switch of the link, {@code data/link.switch}: {@code {"on":false,"who":"root","when":"2026-01-01T12:00:00Z"}}.
 * No file means on. Used on the event thread only.
 */
final class SwitchFile {

    private static final int MAX_WHO = 100;

    private final Path file;

    SwitchFile(Path file) {
        this.file = file;
    }

    /**
     * Who switched the link off and when; empty if it is on. A file that cannot be understood means off: the owner
     * wanted something, and a link that stays closed does no harm.
     */
    Optional<String> load() {
        try {
            Map<String, Object> members = Json.object(Files.readAllBytes(file));
            return Boolean.TRUE.equals(members.get("on"))
                    ? Optional.empty()
                    : Optional.of(text(members.get("who")) + " at " + text(members.get("when")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("somebody (" + file + " cannot be read)");
        }
    }

    /**
     * Stores the switch. Durable when the call returns.
     *
     * @return as {@link #load()}
     */
    Optional<String> store(boolean on, String who, Instant when) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.factory().createGenerator(out)) {
            json.writeStartObject();
            json.writeBooleanField("on", on);
            json.writeStringField("who", Texts.printable(who, MAX_WHO));
            json.writeStringField("when", when.toString());
            json.writeEndObject();
        }
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(out.toByteArray()));
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return load();
    }

    private static String text(Object value) {
        return value instanceof String text ? Texts.printable(text, MAX_WHO) : "somebody";
    }
}

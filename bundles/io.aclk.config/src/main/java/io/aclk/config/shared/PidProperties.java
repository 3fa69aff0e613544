package io.aclk.config.shared;

import io.aclk.config.keys.PidKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The properties of a PID as its owner sees them: without those of the framework, and with the place in the file that
 * File Install took them from. Immutable.
 */
public final class PidProperties {

    /** Set by File Install: the URL of the file that a configuration comes from. */
    private static final String FILE_NAME = "felix.fileinstall.filename";

    private static final int MAX_BYTES = 1 << 20;

    private final String pid;
    private final Map<String, Object> values;
    private final Optional<Path> file;
    private final List<String> lines;

    private PidProperties(String pid, Map<String, Object> values, Optional<Path> file, List<String> lines) {
        this.pid = pid;
        this.values = values;
        this.file = file;
        this.lines = lines;
    }

    /** The properties of a PID, as ConfigAdmin has them, with the lines of the file as it is now. */
    public static PidProperties of(String pid, Map<String, ?> properties) {
        Map<String, Object> values = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (!PidKeys.ofTheFramework(key)) {
                values.put(key, value);
            }
        });
        Optional<Path> file = Optional.ofNullable(properties.get(FILE_NAME)).map(PidProperties::path);
        return new PidProperties(
                pid, values, file, file.map(PidProperties::lines).orElse(List.of()));
    }

    /** What the owner wrote, in the order of the alphabet. */
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Where a key comes from: file and line, or the PID where no file is behind it. */
    public String source(String key) {
        if (file.isEmpty()) {
            return "PID " + pid;
        }
        int line = line(key);
        return line == 0 ? file.get().toString() : file.get() + " line " + line;
    }

    /** A line for each key that does not exist. */
    public List<String> unknown(Collection<String> known) {
        return values.keySet().stream()
                .filter(key -> !known.contains(key))
                .map(key -> Suggestions.unknown(source(key), key, known))
                .toList();
    }

    private static Path path(Object fileName) {
        String text = fileName.toString();
        try {
            return text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text);
        } catch (IllegalArgumentException e) {
            // not a URL in the strict sense
            return Path.of(text.substring("file:".length()));
        }
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) <= MAX_BYTES) {
                return Files.readString(file, StandardCharsets.ISO_8859_1)
                        .lines()
                        .toList();
            }
        } catch (IOException e) {
            // gone since File Install read it: then there is no line to tell
        }
        return List.of();
    }

    /** The line, from 1, where a key stands last in a file of properties; 0 if it stands nowhere. */
    private int line(String key) {
        int found = 0;
        boolean continued = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            boolean comment = line.startsWith("#") || line.startsWith("!");
            if (!continued && !comment && line.split("[\\s=:]", 2)[0].equals(key)) {
                found = i + 1;
            }
            continued = line.endsWith("\\") && (continued || !comment);
        }
        return found;
    }
}

package io.aclk.config.shared;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.configuration2.INIConfiguration;
import org.apache.commons.configuration2.SubnodeConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;

/**
 * One section of an INI file, as it was when it was read. Values are taken literally: nothing like {@code ${env:X}} is
 * expanded. A key without value has the value {@code ""}; of a repeated key the last one counts. Immutable.
 */
public final class IniFile {

    /** Larger files are refused: nobody writes that much by hand. */
    public static final int MAX_BYTES = 1 << 20;

    private final Map<String, Value> values;
    private final Map<String, Integer> sections;

    private IniFile(Map<String, Value> values, Map<String, Integer> sections) {
        this.values = values;
        this.sections = sections;
    }

    /**
     * A value.
     *
     * @param text without surrounding blanks and quotes
     * @param line where it stands, from 1; 0 if that could not be found out
     */
    public record Value(String text, int line) {}

    /**
     * Reads a section.
     *
     * @throws IOException if the file cannot be read, is too large or is no INI file; a missing section is just empty
     */
    public static IniFile read(Path file, String section) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("larger than " + MAX_BYTES + " bytes");
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return new IniFile(parse(text, section), sections(text));
    }

    /** The line, from 1, where each section with something in it begins; {@code ""} is what stands before the first. */
    private static Map<String, Integer> sections(String text) {
        Map<String, Integer> sections = new LinkedHashMap<>();
        String section = "";
        int line = 0;
        int begin = 0;
        for (String each : text.lines().map(String::strip).toList()) {
            line++;
            if (each.startsWith("[")) {
                int end = each.indexOf(']');
                section = end > 0 ? each.substring(1, end).strip() : each;
                begin = line;
            } else if (!each.isEmpty() && !each.startsWith("#") && !each.startsWith(";")) {
                sections.putIfAbsent(section, begin == 0 ? line : begin);
            }
        }
        return sections;
    }

    private static Map<String, Value> parse(String text, String section) throws IOException {
        INIConfiguration ini = new INIConfiguration();
        // by default a colon separates too, which would cut URLs
        ini.setSeparatorUsedInInput("=");
        try {
            ini.read(new StringReader(text));
        } catch (ConfigurationException e) {
            throw new IOException("not an INI file", e);
        }
        List<String> lines = text.lines().toList();
        SubnodeConfiguration content = ini.getSection(section);
        Map<String, Value> values = new LinkedHashMap<>();
        for (Iterator<String> keys = content.getKeys(); keys.hasNext(); ) {
            String escaped = keys.next();
            // the library doubles the dots of a key
            String key = escaped.replace("..", ".");
            values.put(key, new Value(last(content.getProperty(escaped)), line(lines, section, key)));
        }
        return values;
    }

    /** The value of a key. */
    public Optional<Value> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The text of a key, or another one if there is none or it is empty. */
    public String text(String key, String otherwise) {
        Value value = values.get(key);
        return value == null || value.text().isEmpty() ? otherwise : value.text();
    }

    /**
     * What an owner means by a word like {@code yes} or {@code off}.
     *
     * @throws IllegalArgumentException for any other word; the message completes "the value of key ..."
     */
    public static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "1" -> true;
            case "no", "false", "off", "0" -> false;
            default -> throw new IllegalArgumentException("wants yes or no");
        };
    }

    /**
     * All sections of the file that are not empty, whichever was read, and the line, from 1, where each begins. What
     * stands before the first one is the section {@code ""}.
     */
    public Map<String, Integer> sections() {
        return Collections.unmodifiableMap(sections);
    }

    /** All keys and values, in the order of the file. */
    public Map<String, Value> values() {
        return Collections.unmodifiableMap(values);
    }

    /**
     * The text of an INI file with one section.
     *
     * @throws IOException if a value cannot be written so that {@link #read} gives it back, for example a line break
     */
    public static String format(String section, Map<String, String> values) throws IOException {
        INIConfiguration ini = new INIConfiguration();
        SubnodeConfiguration content = ini.getSection(section);
        values.forEach((key, value) -> content.addProperty(key.replace(".", ".."), value));
        StringWriter text = new StringWriter();
        try {
            ini.write(text);
        } catch (ConfigurationException e) {
            throw new IOException("not writable as an INI file", e);
        }
        Map<String, Value> back = parse(text.toString(), section);
        for (Map.Entry<String, String> entry : values.entrySet()) {
            Value value = back.get(entry.getKey());
            if (value == null || !value.text().equals(entry.getValue())) {
                throw new IOException("the value of '" + entry.getKey() + "' cannot be written to an INI file");
            }
        }
        return text.toString();
    }

    /** The raw property and not {@code getString}, which would expand {@code ${...}}. */
    private static String last(Object property) {
        Object value = property;
        if (property instanceof Collection<?> all) {
            for (Object each : all) {
                value = each;
            }
        }
        return value == null ? "" : value.toString().strip();
    }

    private static int line(List<String> lines, String section, String key) {
        boolean inside = false;
        int found = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                inside = end > 0 && line.substring(1, end).strip().equals(section);
            } else if (inside) {
                int separator = line.indexOf('=');
                if ((separator < 0 ? line : line.substring(0, separator).strip()).equals(key)) {
                    found = i + 1;
                }
            }
        }
        return found;
    }
}

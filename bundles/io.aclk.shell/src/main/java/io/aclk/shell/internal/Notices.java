package io.aclk.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What the runtime has to say to whoever asks for the status.
 *
 * @param lines lines for people
 */
record Notices(List<String> lines) {

    Notices {
        lines = List.copyOf(lines);
    }

    /** A text with the notices as its last lines, which end with a line feed. */
    String after(String text) {
        StringBuilder out = new StringBuilder(text.stripTrailing()).append('\n');
        lines.forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    /**
     * A JSON object with the notices as its last key.
     *
     * @param object an object with other keys, compact; spliced, since copying it number by number could change their digits
     */
    String in(String object) {
        return object.substring(0, object.length() - 1) + ",\"notices\":" + array() + "}";
    }

    private String array() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartArray();
            for (String line : lines) {
                json.writeString(line);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}

package io.aclk.agent.web.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.Separators;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Writes one JSON document into memory, member by member. Numbers have at most seven decimals, absent ones are {@code
 * null} ({@code protocol/queries.md} section 7). Not thread-safe.
 */
final class Json implements Closeable {

    /** Buffers come from a bounded pool of ours: the library's default pins class loaders by thread-local variables. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(16))
            .build();

    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withRootSeparator(null)
                    .withObjectFieldValueSpacing(Separators.Spacing.NONE)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("    ", "\n"))
            .withArrayIndenter(new DefaultPrettyPrinter.NopIndenter());

    private static final double SCALE = 1e7;

    /** Above this a double scaled by ten million is no exact whole number any more. */
    private static final double LARGEST_SCALED = 9e8;

    /** What writes one document or one part of it. */
    @FunctionalInterface
    interface Body {
        void write(Json json) throws IOException;
    }

    /** A list of blocks: a growing array would copy a long answer again and again, and fill the old generation. */
    private final ByteArrayBuilder bytes = new ByteArrayBuilder();

    private final JsonGenerator generator;
    private final boolean longKeys;
    private final boolean rfc3339;

    private Json(boolean minify, boolean longKeys, boolean rfc3339) {
        this.longKeys = longKeys;
        this.rfc3339 = rfc3339;
        try {
            generator = FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!minify) {
            generator.setPrettyPrinter(PRETTY.createInstance());
        }
    }

    /**
     * Writes a document.
     *
     * @param options {@code minify}, {@code long-keys} and {@code rfc3339} are obeyed
     */
    static byte[] document(Set<Option> options, Body body) {
        try (Json json = new Json(
                options.contains(Option.MINIFY),
                options.contains(Option.LONG_KEYS),
                options.contains(Option.RFC3339))) {
            body.write(json);
            json.generator.flush();
            return json.bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean longKeys() {
        return longKeys;
    }

    Json object() throws IOException {
        generator.writeStartObject();
        return this;
    }

    Json object(String name) throws IOException {
        generator.writeFieldName(name);
        generator.writeStartObject();
        return this;
    }

    Json object(Key key) throws IOException {
        return object(key.name(longKeys));
    }

    Json endObject() throws IOException {
        generator.writeEndObject();
        return this;
    }

    Json array() throws IOException {
        generator.writeStartArray();
        return this;
    }

    Json array(String name) throws IOException {
        generator.writeFieldName(name);
        generator.writeStartArray();
        return this;
    }

    Json array(Key key) throws IOException {
        return array(key.name(longKeys));
    }

    Json endArray() throws IOException {
        generator.writeEndArray();
        return this;
    }

    Json name(String name) throws IOException {
        generator.writeFieldName(name);
        return this;
    }

    Json member(String name, String value) throws IOException {
        generator.writeFieldName(name);
        return value(value);
    }

    Json member(Key key, String value) throws IOException {
        return member(key.name(longKeys), value);
    }

    Json member(String name, long value) throws IOException {
        generator.writeFieldName(name);
        generator.writeNumber(value);
        return this;
    }

    Json member(Key key, long value) throws IOException {
        return member(key.name(longKeys), value);
    }

    Json member(String name, double value) throws IOException {
        generator.writeFieldName(name);
        return value(value);
    }

    Json member(Key key, double value) throws IOException {
        return member(key.name(longKeys), value);
    }

    Json member(String name, boolean value) throws IOException {
        generator.writeFieldName(name);
        generator.writeBoolean(value);
        return this;
    }

    /** A member for a counter: left out when zero. */
    Json counter(Key key, long value) throws IOException {
        return value == 0 ? this : member(key, value);
    }

    /** A member for a point in time: epoch seconds, or RFC 3339 text if that was asked for. */
    Json time(String name, long epochSeconds) throws IOException {
        generator.writeFieldName(name);
        return time(epochSeconds);
    }

    Json time(long epochSeconds) throws IOException {
        if (rfc3339) {
            generator.writeString(rfc3339(epochSeconds));
        } else {
            generator.writeNumber(epochSeconds);
        }
        return this;
    }

    static String rfc3339(long epochSeconds) {
        return Instant.ofEpochSecond(epochSeconds)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    Json value(String value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value);
        }
        return this;
    }

    Json value(long value) throws IOException {
        generator.writeNumber(value);
        return this;
    }

    Json value(double value) throws IOException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            generator.writeNull();
            return this;
        }
        double magnitude = Math.abs(value);
        if (magnitude < LARGEST_SCALED) {
            long scaled = Math.round(value * SCALE);
            if (scaled % 10_000_000 == 0) {
                generator.writeNumber(scaled / 10_000_000);
            } else {
                generator.writeNumber(decimal(scaled));
            }
        } else if (magnitude < Long.MAX_VALUE && value == Math.rint(value)) {
            generator.writeNumber((long) value);
        } else {
            generator.writeNumber(value);
        }
        return this;
    }

    /** A number as it is printed outside of JSON. */
    static String number(double value) {
        long scaled = Math.round(value * SCALE);
        if (Math.abs(value) < LARGEST_SCALED) {
            return scaled % 10_000_000 == 0 ? Long.toString(scaled / 10_000_000) : decimal(scaled);
        }
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Ten-millionths as a decimal number without trailing zeros. */
    private static String decimal(long scaled) {
        long magnitude = Math.abs(scaled);
        int fraction = (int) (magnitude % 10_000_000);
        int digits = 7;
        while (fraction % 10 == 0) {
            fraction /= 10;
            digits--;
        }
        char[] text = new char[20];
        int at = text.length;
        for (int i = 0; i < digits; i++) {
            text[--at] = (char) ('0' + fraction % 10);
            fraction /= 10;
        }
        text[--at] = '.';
        long whole = magnitude / 10_000_000;
        do {
            text[--at] = (char) ('0' + whole % 10);
            whole /= 10;
        } while (whole > 0);
        if (scaled < 0) {
            text[--at] = '-';
        }
        return new String(text, at, text.length - at);
    }

    Json strings(String name, Iterable<String> values) throws IOException {
        array(name);
        for (String value : values) {
            generator.writeString(value);
        }
        return endArray();
    }

    Json strings(String name, Map<String, String> values) throws IOException {
        object(name);
        for (Map.Entry<String, String> entry : values.entrySet()) {
            member(entry.getKey(), entry.getValue());
        }
        return endObject();
    }

    /** A value that another bundle contributed: text, number, boolean, list, map or {@code null}. */
    Json any(Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Double || value instanceof Float) {
            value(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else if (value instanceof Map<?, ?> map) {
            object();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                name(String.valueOf(entry.getKey())).any(entry.getValue());
            }
            endObject();
        } else if (value instanceof Collection<?> list) {
            array();
            for (Object item : list) {
                any(item);
            }
            endArray();
        } else {
            generator.writeString(String.valueOf(value));
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        generator.close();
    }
}

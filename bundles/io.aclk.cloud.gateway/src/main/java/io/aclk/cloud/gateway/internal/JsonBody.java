package io.aclk.cloud.gateway.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object from the network, as maps, lists, texts, numbers and booleans. Reading checks its form once: limits on
 * depth and size of names and numbers, no member twice, nothing after it.
 */
final class JsonBody {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxNumberLength(40)
                    .maxNameLength(256)
                    .build())
            .build();

    private final Map<String, Object> members;

    private JsonBody(Map<String, Object> members) {
        this.members = members;
    }

    /** @throws IOException if it is not one JSON object */
    static JsonBody parse(byte[] bytes, int offset, int length) throws IOException {
        try (JsonParser parser = JSON.createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            Map<String, Object> members = object(parser);
            if (parser.nextToken() != null) {
                throw new IOException("text after the JSON object");
            }
            return new JsonBody(members);
        }
    }

    static JsonBody parse(byte[] bytes) throws IOException {
        return parse(bytes, 0, bytes.length);
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> new JsonBody(object(parser));
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> Optional.empty();
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    /** A text member; empty if it is missing or of another type. */
    Optional<String> text(String name) {
        return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A whole number that fits; empty if it is missing or anything else. */
    Optional<Integer> number(String name) {
        return members.get(name) instanceof Integer number ? Optional.of(number) : Optional.empty();
    }

    /** A member that is an object; empty if it is missing or of another type. */
    Optional<JsonBody> object(String name) {
        return members.get(name) instanceof JsonBody object ? Optional.of(object) : Optional.empty();
    }

    /** A list of texts, empty if it is missing; no value if it is anything else. */
    Optional<List<String>> texts(String name) {
        Object value = members.getOrDefault(name, List.of());
        if (value instanceof List<?> items && items.stream().allMatch(String.class::isInstance)) {
            return Optional.of(items.stream().map(String.class::cast).toList());
        }
        return Optional.empty();
    }

    /** Writes JSON; to memory, so that it cannot fail. */
    @FunctionalInterface
    interface Content {
        /** Writes one value. */
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] write(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}

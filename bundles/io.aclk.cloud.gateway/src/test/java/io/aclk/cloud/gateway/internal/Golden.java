package io.aclk.cloud.gateway.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The recorded conversation of an unmodified agent. */
final class Golden {

    static final String CLAIM = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
    static final String MACHINE = "9f0af6f3-c046-487f-8bdf-b85c402f769a";
    static final String NODE = "ea14b2aa-5471-4147-b23e-a3e18b23c6f4";

    /** A recorded MQTT message. */
    record Message(int n, boolean fromAgent, String topic, String name, byte[] payload) {}

    private Golden() {}

    static List<Message> messages() {
        return lines("messages.jsonl").stream()
                .map(line -> new Message(
                        ((Number) line.get("n")).intValue(),
                        "agent->cloud".equals(line.get("dir")),
                        (String) line.get("topic"),
                        (String) line.get("name"),
                        HexFormat.of().parseHex((String) line.get("hex"))))
                .toList();
    }

    /** The first exchange of a name. */
    static Exchange http(String name) {
        Map<String, Object> line = lines("http.jsonl").stream()
                .filter(each -> name.equals(each.get("name")))
                .findFirst()
                .orElseThrow();
        return new Exchange(object(line, "request"), object(line, "response"));
    }

    /** A recorded HTTP exchange. */
    record Exchange(Map<String, Object> request, Map<String, Object> response) {

        /** The bytes that the agent sent. */
        byte[] bytes() {
            StringBuilder text = new StringBuilder()
                    .append(request.get("method"))
                    .append(' ')
                    .append(request.get("url"))
                    .append(" HTTP/")
                    .append(request.get("version"))
                    .append("\r\n");
            for (Object header : (List<?>) request.get("headers")) {
                List<?> pair = (List<?>) header;
                text.append(pair.get(0)).append(": ").append(pair.get(1)).append("\r\n");
            }
            text.append("\r\n").append(request.getOrDefault("body", ""));
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        int status() {
            return ((Number) response.get("status")).intValue();
        }

        String body() {
            return (String) response.get("body");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return (Map<String, Object>) parent.get(name);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> lines(String file) {
        List<Map<String, Object>> lines = new ArrayList<>();
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file);
                JsonParser parser = new JsonFactory().createParser(in)) {
            while (parser.nextToken() != null) {
                lines.add((Map<String, Object>) value(parser));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** Any JSON, for comparing. */
    static Object json(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            return value(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT:
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                return object;
            case START_ARRAY:
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                return list;
            case VALUE_STRING:
                return parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT:
                return parser.getNumberValue();
            default:
                return parser.currentToken() == JsonToken.VALUE_TRUE;
        }
    }
}

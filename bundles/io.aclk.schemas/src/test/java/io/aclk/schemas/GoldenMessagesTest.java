package io.aclk.schemas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Parser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every protobuf message of a recorded conversation between a real agent and a test cloud. */
class GoldenMessagesTest {

    private static final Map<String, Parser<? extends Message>> PARSERS = Map.ofEntries(
            Map.entry("AlarmLogEntry", AlarmLogEntry.parser()),
            Map.entry("AlarmSnapshot", AlarmSnapshot.parser()),
            Map.entry("CancelPendingRequest", CancelPendingRequest.parser()),
            Map.entry("ContextsCheckpoint", ContextsCheckpoint.parser()),
            Map.entry("ContextsSnapshot", ContextsSnapshot.parser()),
            Map.entry("ContextsUpdated", ContextsUpdated.parser()),
            Map.entry("CreateNodeInstance", CreateNodeInstance.parser()),
            Map.entry("CreateNodeInstanceResult", CreateNodeInstanceResult.parser()),
            Map.entry("DisconnectReq", DisconnectReq.parser()),
            Map.entry("ProvideAlarmConfiguration", ProvideAlarmConfiguration.parser()),
            Map.entry("SendAlarmCheckpoint", SendAlarmCheckpoint.parser()),
            Map.entry("SendAlarmConfiguration", SendAlarmConfiguration.parser()),
            Map.entry("SendNodeInstances", SendNodeInstances.parser()),
            Map.entry("StartAlarmStreaming", StartAlarmStreaming.parser()),
            Map.entry("StopStreamingContexts", StopStreamingContexts.parser()),
            Map.entry("UpdateAgentConnection", UpdateAgentConnection.parser()),
            Map.entry("UpdateNodeCollectors", UpdateNodeCollectors.parser()),
            Map.entry("UpdateNodeInfo", UpdateNodeInfo.parser()),
            Map.entry("UpdateNodeInstanceConnection", UpdateNodeInstanceConnection.parser()));

    /** A recorded message. {@code toString} names it in the report of the tests. */
    record Recorded(int n, String name, byte[] payload, JsonNode json, boolean truncated) {
        @Override
        public String toString() {
            return n + " " + name;
        }

        Message parse() throws InvalidProtocolBufferException {
            return PARSERS.get(name).parseFrom(payload);
        }
    }

    private static List<Recorded> all() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Recorded> messages = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(GoldenMessagesTest.class.getResourceAsStream("/golden/messages.jsonl.gz")),
                StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode node = mapper.readTree(line);
                messages.add(new Recorded(
                        node.get("n").asInt(),
                        node.get("name").asText(),
                        HexFormat.of().parseHex(node.path("hex").asText()),
                        node.path("json"),
                        node.path("truncated").asBoolean()));
            }
        }
        return messages;
    }

    static Stream<Recorded> protobuf() throws IOException {
        return all().stream().filter(message -> PARSERS.containsKey(message.name()));
    }

    @Test
    void nothingIsLeftOutUnnoticed() throws IOException {
        Map<String, Integer> skipped = new TreeMap<>();
        List<String> truncated = new ArrayList<>();
        int checked = 0;
        for (Recorded message : all()) {
            if (message.truncated()) {
                truncated.add(message.toString());
            }
            if (PARSERS.containsKey(message.name())) {
                checked++;
            } else {
                skipped.merge(message.name(), 1, Integer::sum);
            }
        }

        assertEquals(165, checked);
        assertEquals(Map.of("cmd", 13, "http-response", 13), skipped, "JSON and HTTP, not protobuf");
        assertEquals(List.of("491 http-response"), truncated, "none of the protobuf messages is cut");
    }

    @ParameterizedTest
    @MethodSource("protobuf")
    void isUnderstoodAsRecorded(Recorded recorded) throws IOException {
        Message message = recorded.parse();

        assertEquals(withoutDefaults(recorded.json()), json(message));
        assertEquals(0, message.getUnknownFields().asMap().size(), "the schema knows every field");
    }

    @ParameterizedTest
    @MethodSource("protobuf")
    void isEncodedAsTheAgentDoes(Recorded recorded) throws IOException {
        Message message = recorded.parse();
        byte[] encoded = message.toByteArray();

        assertEquals(message, PARSERS.get(recorded.name()).parseFrom(encoded));
        assertEquals(recorded.payload().length, encoded.length);
        if (!recorded.name().equals("UpdateNodeInfo")) {
            // the labels of UpdateNodeInfo are a map, whose order is not defined
            assertArrayEquals(recorded.payload(), encoded);
        }
    }

    @ParameterizedTest
    @MethodSource("protobuf")
    void keepsFieldsThatItDoesNotKnow(Recorded recorded) throws IOException {
        // field 2000, length-delimited, "new"
        byte[] unknown = {(byte) 0x82, 0x7d, 3, 'n', 'e', 'w'};
        byte[] extended = Arrays.copyOf(recorded.payload(), recorded.payload().length + unknown.length);
        System.arraycopy(unknown, 0, extended, recorded.payload().length, unknown.length);
        Message message = PARSERS.get(recorded.name()).parseFrom(extended);

        assertEquals(json(recorded.parse()), json(message));
        assertEquals(
                List.of(2000), List.copyOf(message.getUnknownFields().asMap().keySet()));
        assertEquals(extended.length, message.toByteArray().length);
    }

    @ParameterizedTest
    @MethodSource("protobuf")
    void garbageIsAnErrorAndNothingWorse(Recorded recorded) {
        Random random = new Random(recorded.n());
        Parser<? extends Message> parser = PARSERS.get(recorded.name());
        for (int i = 0; i < 50; i++) {
            byte[] broken = Arrays.copyOf(recorded.payload(), random.nextInt(recorded.payload().length + 1));
            for (int flips = random.nextInt(4); flips > 0 && broken.length > 0; flips--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                parser.parseFrom(broken);
            } catch (InvalidProtocolBufferException e) {
                // the only way it may fail
            }
        }
        assertThrows(InvalidProtocolBufferException.class, () -> parser.parseFrom(new byte[] {0x0a, 0x7f}));
    }

    /** As the recording shows messages: enums as names, bytes as base64; integers as text, whatever their size. */
    private static JsonNode json(MessageOrBuilder message) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        message.getAllFields().forEach((field, value) -> {
            JsonNode node =
                    field.isMapField() ? map(value) : field.isRepeated() ? array(field, value) : one(field, value);
            object.set(name(message, field), node);
        });
        return object;
    }

    /** The recording has one name in its other spelling. */
    private static String name(MessageOrBuilder message, FieldDescriptor field) {
        return message instanceof ContextsUpdatedOrBuilder && field.getNumber() == 1
                ? field.getJsonName()
                : field.getName();
    }

    private static JsonNode map(Object value) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Object element : (List<?>) value) {
            Message entry = (Message) element;
            List<FieldDescriptor> fields = entry.getDescriptorForType().getFields();
            object.put(
                    entry.getField(fields.get(0)).toString(),
                    entry.getField(fields.get(1)).toString());
        }
        return object;
    }

    private static JsonNode array(FieldDescriptor field, Object value) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ((List<?>) value).forEach(element -> array.add(one(field, element)));
        return array;
    }

    private static JsonNode one(FieldDescriptor field, Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        switch (field.getType()) {
            case MESSAGE:
                return json((Message) value);
            case UINT64:
                return json.textNode(Long.toUnsignedString((Long) value));
            case INT64:
                return json.textNode(value.toString());
            case ENUM:
                return json.textNode(((EnumValueDescriptor) value).getName());
            case BYTES:
                return json.textNode(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case BOOL:
                return json.booleanNode((Boolean) value);
            case DOUBLE:
                return json.numberNode((Double) value);
            default:
                return json.textNode(value.toString());
        }
    }

    /** Without the members that the test cloud wrote out although they are defaults; integers as text. */
    private static JsonNode withoutDefaults(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(withoutDefaults(element)));
            return array;
        }
        if (!node.isObject()) {
            return node.isIntegralNumber() ? JsonNodeFactory.instance.textNode(node.asText()) : node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.fields().forEachRemaining(member -> {
            JsonNode value = member.getValue();
            boolean isDefault = value.isTextual()
                            && (value.asText().equals("0") || value.asText().isEmpty())
                    || value.isBoolean() && !value.asBoolean()
                    || value.isNumber() && value.asDouble() == 0
                    || value.isTextual() && value.asText().equals("RATE_LIMIT_EXCEEDED");
            if (!isDefault) {
                object.set(member.getKey(), withoutDefaults(value));
            }
        });
        return object;
    }
}

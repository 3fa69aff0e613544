package io.aclk.query.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;

/**
 * The JSON object in front of a request ({@code protocol/queries.md} section 1).
 *
 * @param msgId echoed in the reply, key for cancellation
 * @param callbackTopic full topic of the reply
 * @param timeoutMillis how long the asker waits, 0 = not said
 * @param httpStart where the HTTP text begins in the payload
 */
record Envelope(String msgId, String callbackTopic, long timeoutMillis, int httpStart) {

    /** Largest envelope, bytes: room for ids and topics of any sensible length. */
    static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_DEPTH = 16;
    private static final int SEPARATOR = 4;
    private static final int LOWEST_VERSION = 2;

    /** No interning and a pool of its own: nothing of a removed bundle stays in static or thread-local tables. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_BYTES)
                    .maxNestingDepth(MAX_DEPTH)
                    .build())
            .recyclerPool(JsonRecyclerPools.newBoundedPool(8))
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /**
     * Reads the envelope of a payload.
     *
     * @throws IOException if it has a fault that is not answered: bad JSON, a missing or mistyped key, another version,
     *     no separator
     */
    static Envelope parse(byte[] payload) throws IOException {
        int separator = separator(payload);
        Reader reader = new Reader();
        try (JsonParser parser = FACTORY.createParser(payload, 0, separator)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                reader.member(parser);
            }
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
        }
        return reader.envelope(separator + SEPARATOR);
    }

    private static int separator(byte[] payload) throws IOException {
        int end = Math.min(payload.length, MAX_BYTES) - SEPARATOR;
        for (int i = 0; i <= end; i++) {
            if (payload[i] == '\r' && payload[i + 1] == '\n' && payload[i + 2] == '\r' && payload[i + 3] == '\n') {
                return i;
            }
        }
        throw new IOException("no separator");
    }

    /** Collects the members that matter. */
    private static final class Reader {
        private String type;
        private String msgId;
        private String callbackTopic;
        private double version;
        private double timeout;

        void member(JsonParser parser) throws IOException {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type":
                    type = text(parser, name);
                    break;
                case "msg-id":
                    msgId = text(parser, name);
                    break;
                case "callback-topic":
                    callbackTopic = text(parser, name);
                    break;
                case "version":
                    version = number(parser, name);
                    break;
                case "timeout":
                    timeout = number(parser, name);
                    break;
                default:
                    parser.skipChildren();
            }
        }

        private static String text(JsonParser parser, String name) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new IOException(name + " is not a string");
            }
            return parser.getText();
        }

        private static double number(JsonParser parser, String name) throws IOException {
            if (!parser.currentToken().isNumeric()) {
                throw new IOException(name + " is not a number");
            }
            return parser.getDoubleValue();
        }

        Envelope envelope(int httpStart) throws IOException {
            if (!"http".equals(type)) {
                throw new IOException("type is not http");
            }
            if (!(version >= LOWEST_VERSION)) {
                throw new IOException("version is missing or too low");
            }
            if (msgId == null || callbackTopic == null) {
                throw new IOException("msg-id or callback-topic is missing");
            }
            // the cast saturates: a number beyond all time limits is the longest one
            return new Envelope(msgId, callbackTopic, Math.max(0, (long) timeout), httpStart);
        }
    }
}

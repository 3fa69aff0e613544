package io.aclk.query.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Requests that a test cloud sent to a real agent, and its short answers. */
final class Golden {

    /** A recorded message. */
    record Message(String name, byte[] payload) {}

    private Golden() {}

    /** The recorded messages of a name, in order. */
    static List<Message> messages(String name) {
        List<Message> found = new ArrayList<>();
        try (InputStream in = Golden.class.getResourceAsStream("/golden/queries.jsonl");
                JsonParser parser = new JsonFactory().createParser(in)) {
            String current = null;
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    if (parser.currentName().equals("name")) {
                        current = parser.getText();
                    } else if (name.equals(current)) {
                        found.add(new Message(name, HexFormat.of().parseHex(parser.getText())));
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }
}

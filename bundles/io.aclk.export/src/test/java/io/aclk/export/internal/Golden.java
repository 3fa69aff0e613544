package io.aclk.export.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Messages about nodes and contexts that a real agent and a test cloud exchanged, in order. */
final class Golden {

    static final String CLAIM_ID = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
    static final String NODE_ID = "ea14b2aa-5471-4147-b23e-a3e18b23c6f4";
    static final String MACHINE_GUID = "9f0af6f3-c046-487f-8bdf-b85c402f769a";

    /** A recorded message. */
    record Message(String name, byte[] payload) {}

    private Golden() {}

    /** All of them. */
    static List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Golden.class.getResourceAsStream("/golden/messages.txt.gz")),
                StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int blank = line.indexOf(' ');
                messages.add(
                        new Message(line.substring(0, blank), HexFormat.of().parseHex(line.substring(blank + 1))));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return messages;
    }

    /** Those of a name. */
    static List<Message> messages(String name) {
        return messages().stream()
                .filter(message -> message.name().equals(name))
                .toList();
    }
}

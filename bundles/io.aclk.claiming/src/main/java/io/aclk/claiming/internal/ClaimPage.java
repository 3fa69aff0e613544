package io.aclk.claiming.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.aclk.host.api.Node;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The JSON of {@code /api/v2|v3/claim} ({@code protocol/claiming.md} section 7). Immutable. */
final class ClaimPage {

    private static final String HELP =
            "To claim this agent, prove that you own it: run the command on its machine, and give the key that it prints"
                    + " as the parameter 'key', beside 'token', 'rooms' and 'url'. A key is good for one attempt.";

    private static final Pattern CONTAINER_ID = Pattern.compile("[0-9a-f]{12}");

    private final JsonFactory json = new JsonFactory();
    private final Path keyFile;
    private final boolean windows;

    /** @param keyFile where the one-time key is */
    ClaimPage(Path keyFile) {
        this(keyFile, System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows"));
    }

    ClaimPage(Path keyFile, boolean windows) {
        this.keyFile = keyFile;
        this.windows = windows;
    }

    /**
     * What the members are made from.
     *
     * @param cloud the object {@code cloud}
     * @param claimable whether a claim would be tried
     * @param node this agent
     * @param epochSecond the wall clock
     */
    record Facts(Map<?, ?> cloud, boolean claimable, Node node, long epochSecond) {}

    /** The answer to who asks how to claim. */
    String info(Facts facts) {
        return write(out -> writeInfo(out, facts, HELP));
    }

    /** The answer to an attempt that failed. */
    String refused(String reason, Facts facts) {
        return refused(reason, facts, HELP);
    }

    /** The same to one whose parameters are wrong, with a sentence of what is wrong. */
    String invalid(String reason, String mistake, Facts facts) {
        return refused(reason, facts, mistake + " " + HELP);
    }

    private String refused(String reason, Facts facts, String help) {
        return write(out -> {
            writeOutcome(out, false, reason);
            writeInfo(out, facts, help);
        });
    }

    /** The answer to an attempt that succeeded. */
    String claimed(Facts facts) {
        return write(out -> {
            writeOutcome(out, true, "ok");
            writeMember(out, "cloud", facts.cloud());
            writeAgent(out, facts);
        });
    }

    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator out) throws IOException;
    }

    private String write(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = json.createGenerator(text)) {
            out.writeStartObject();
            members.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return text.toString();
    }

    private static void writeOutcome(JsonGenerator out, boolean success, String message) throws IOException {
        out.writeBooleanField("success", success);
        out.writeStringField("message", message);
    }

    private void writeInfo(JsonGenerator out, Facts facts, String help) throws IOException {
        writeMember(out, "cloud", facts.cloud());
        out.writeBooleanField("can_be_claimed", facts.claimable());
        out.writeStringField("key_filename", keyFile.toString());
        out.writeStringField("cmd", command(facts.node()));
        out.writeStringField("help", help);
        writeAgent(out, facts);
    }

    private static void writeAgent(JsonGenerator out, Facts facts) throws IOException {
        Node node = facts.node();
        out.writeObjectFieldStart("agent");
        out.writeStringField("mg", node.machineGuid().toString());
        writeMember(out, "nd", node.nodeId().map(Object::toString).orElse(null));
        out.writeStringField("nm", node.hostname());
        out.writeNumberField("now", facts.epochSecond());
        out.writeNumberField("ai", 0);
        out.writeEndObject();
    }

    /**
     * How a person reads the key. A container knows its id, the host name that Docker gives unless told another one, and
     * not its name: the person puts that in.
     */
    private String command(Node node) {
        String path = keyFile.toString();
        String file = path.indexOf(' ') < 0 ? path : '"' + path + '"';
        if (windows) {
            return "more " + file;
        }
        if (!node.info().container().equals("docker")) {
            return "sudo cat " + file;
        }
        String container = CONTAINER_ID.matcher(node.hostname()).matches() ? node.hostname() : "CONTAINER";
        return "docker exec " + container + " cat " + file;
    }

    /** Writes what an {@link io.aclk.host.api.InfoContributor} may contribute. */
    private static void writeMember(JsonGenerator out, String name, Object value) throws IOException {
        out.writeFieldName(name);
        writeValue(out, value);
    }

    private static void writeValue(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            out.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                writeMember(out, String.valueOf(member.getKey()), member.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof Collection<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                writeValue(out, item);
            }
            out.writeEndArray();
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            out.writeObject(value);
        } else {
            out.writeString(value.toString());
        }
    }
}

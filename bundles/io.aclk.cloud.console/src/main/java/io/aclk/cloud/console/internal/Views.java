package io.aclk.cloud.console.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.aclk.cloud.api.Store;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JSON shapes of the console's REST API. */
final class Views {

    private Views() {}

    /** {@code {"now": epoch seconds, "nodes": [node, ...]}}. */
    static void nodes(JsonGenerator json, long now, List<Store.NodeRow> nodes) throws IOException {
        json.writeStartObject();
        json.writeNumberField("now", now);
        json.writeArrayFieldStart("nodes");
        for (Store.NodeRow node : nodes) {
            json.writeStartObject();
            node(json, node);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A node with its contexts. */
    static void node(JsonGenerator json, long now, Store.NodeRow node, List<Store.ContextRow> contexts)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("now", now);
        node(json, node);
        json.writeArrayFieldStart("contexts");
        for (Store.ContextRow context : contexts) {
            json.writeStartObject();
            json.writeStringField("id", context.id());
            json.writeStringField("title", context.title());
            json.writeStringField("family", context.family());
            json.writeStringField("units", context.units());
            json.writeStringField("chartType", context.chartType());
            json.writeNumberField("priority", context.priority());
            json.writeNumberField("firstEntry", context.firstEntry());
            json.writeNumberField("lastEntry", context.lastEntry());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void node(JsonGenerator json, Store.NodeRow node) throws IOException {
        json.writeStringField("id", node.id().toString());
        json.writeStringField("claimId", node.claimId());
        json.writeStringField("machineGuid", node.machineGuid().toString());
        json.writeStringField("hostname", node.hostname());
        json.writeStringField("state", node.state().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("since", node.since().getEpochSecond());
        json.writeBooleanField("graceful", node.graceful());
        json.writeNumberField("hops", node.hops());
        json.writeArrayFieldStart("rooms");
        for (String room : node.rooms()) {
            json.writeString(room);
        }
        json.writeEndArray();
        if (node.details().isPresent()) {
            details(json, node.details().get());
        }
    }

    private static void details(JsonGenerator json, Store.NodeDetails details) throws IOException {
        json.writeObjectFieldStart("details");
        json.writeStringField("os", details.os());
        json.writeStringField("osName", details.osName());
        json.writeStringField("osVersion", details.osVersion());
        json.writeStringField("kernelName", details.kernelName());
        json.writeStringField("kernelVersion", details.kernelVersion());
        json.writeStringField("architecture", details.architecture());
        json.writeNumberField("cpus", details.cpus());
        json.writeStringField("memory", details.memory());
        json.writeStringField("diskSpace", details.diskSpace());
        json.writeStringField("version", details.version());
        json.writeStringField("timezone", details.timezone());
        json.writeStringField("virtualization", details.virtualization());
        json.writeStringField("container", details.container());
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : details.labels().entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}

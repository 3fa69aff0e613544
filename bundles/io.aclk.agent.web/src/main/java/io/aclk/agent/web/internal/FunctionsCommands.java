package io.aclk.agent.web.internal;

import io.aclk.host.api.Node;
import java.util.List;

/** {@code functions} of all versions: this host has none ({@code protocol/queries.md} section 8.8). */
final class FunctionsCommands {

    private FunctionsCommands() {}

    static Reply v1(ApiCall call) {
        return Reply.json(Json.document(
                call.options(),
                json -> json.object().object("functions").endObject().endObject()));
    }

    static Reply v2(ApiCall call) {
        Timings timings = new Timings();
        timings.prepared();
        Envelope envelope = new Envelope(call.host());
        return Reply.json(Json.document(call.options(), json -> {
            json.object().member("api", 2).array("nodes");
            List<Node> nodes = call.selectedNodes();
            for (int i = 0; i < nodes.size(); i++) {
                json.object();
                Envelope.writeNodeName(json, nodes.get(i), i);
                json.endObject();
            }
            json.endArray().array("functions").endArray();
            envelope.writeVersions(json);
            envelope.writeAgents(json, timings);
            timings.write(json);
            json.endObject();
        }));
    }
}

package io.aclk.agent.web.internal;

import io.aclk.host.api.Node;
import java.io.IOException;

/** What surrounds the answers of the v2 and v3 API: nodes, versions, agents. */
final class Envelope {

    private final Host host;

    Envelope(Host host) {
        this.host = host;
    }

    /** Names of a node and the state of its answer, inside an object. */
    static void writeNodeName(Json json, Node node, int index) throws IOException {
        writeIdentity(json, node, index);
        writeState(json);
    }

    /** Names and position of a node, inside an object. */
    static void writeIdentity(Json json, Node node, int index) throws IOException {
        json.member(Key.MACHINE_GUID, node.machineGuid().toString());
        if (node.nodeId().isPresent()) {
            json.member(Key.NODE_ID, Nodes.nodeId(node));
        }
        json.member(Key.HOSTNAME, node.hostname()).member(Key.NODE_INDEX, index);
    }

    /** State of the answer of a node. */
    static void writeState(Json json) throws IOException {
        json.object(Key.STATUS).member(Key.AGENT_INDEX, 0).member("code", 200).member("msg", "");
        json.endObject();
    }

    void writeVersions(Json json) throws IOException {
        json.object("versions")
                .member("routing_hard_hash", 1)
                .member("nodes_hard_hash", host.versions().nodes())
                .member("contexts_hard_hash", host.versions().contexts())
                .member("contexts_soft_hash", 0)
                .member("alerts_hard_hash", 0)
                .member("alerts_soft_hash", 0)
                .endObject();
    }

    void writeAgents(Json json, Timings timings) throws IOException {
        json.array("agents").object();
        writeAgentName(json);
        timings.writeAgent(json);
        json.endObject().endArray();
    }

    /** Names of this agent and its time, inside an object. */
    void writeAgentName(Json json) throws IOException {
        Node local = host.nodes().local();
        json.member(Key.MACHINE_GUID, local.machineGuid().toString());
        json.member(Key.NODE_ID, Nodes.nodeId(local));
        json.member(Key.HOSTNAME, local.hostname());
        json.time("now", host.now()).member(Key.AGENT_INDEX, 0);
    }
}

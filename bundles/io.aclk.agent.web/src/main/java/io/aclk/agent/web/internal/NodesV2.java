package io.aclk.agent.web.internal;

import io.aclk.host.api.Node;
import io.aclk.host.api.NodeInfo;
import java.io.IOException;
import java.util.List;

/** {@code nodes}, {@code node_instances} and {@code versions} of v2 and v3 ({@code protocol/queries.md} section 8.6). */
final class NodesV2 {

    private NodesV2() {}

    static Reply nodes(ApiCall call) {
        Timings timings = new Timings();
        return Reply.json(Json.document(call.options(), json -> {
            json.object().member("api", 2).array("nodes");
            List<Node> nodes = call.selectedNodes();
            for (int i = 0; i < nodes.size(); i++) {
                writeNode(json, nodes.get(i), i);
            }
            json.endArray();
            timings.write(json);
            json.endObject();
        }));
    }

    static Reply instances(ApiCall call) {
        Timings timings = new Timings();
        timings.prepared();
        Envelope envelope = new Envelope(call.host());
        return Reply.json(Json.document(call.options(), json -> {
            json.object().member("api", 2).array("nodes");
            List<Node> nodes = call.selectedNodes();
            for (int i = 0; i < nodes.size(); i++) {
                call.cancellation().check();
                json.object();
                Envelope.writeIdentity(json, nodes.get(i), i);
                json.array("instances");
                writeInstance(json, call.host(), nodes.get(i));
                json.endArray().endObject();
            }
            json.endArray();
            timings.queried();
            envelope.writeVersions(json);
            envelope.writeAgents(json, timings);
            timings.write(json);
            json.endObject();
        }));
    }

    static Reply versions(ApiCall call) {
        Timings timings = new Timings();
        Envelope envelope = new Envelope(call.host());
        return Reply.json(Json.document(call.options(), json -> {
            json.object().member("api", 2);
            envelope.writeVersions(json);
            timings.write(json);
            json.endObject();
        }));
    }

    private static void writeNode(Json json, Node node, int index) throws IOException {
        NodeInfo info = node.info();
        json.object();
        Envelope.writeIdentity(json, node, index);
        json.member(Key.VERSION, info.version());
        json.strings("labels", node.labels());
        json.object("hw").member("architecture", info.architecture());
        json.member("cpu_frequency", Long.toString(info.cpuFrequencyHz()));
        json.member("cpus", Integer.toString(info.cpus()));
        json.member("memory", Long.toString(info.memoryBytes()));
        json.member("disk_space", Long.toString(info.diskBytes()));
        json.member("virtualization", info.virtualization()).member("container", info.container());
        json.endObject().object("os").member("id", info.osId());
        json.member(Key.NAME, info.osName()).member(Key.VERSION, info.osVersion());
        json.object("kernel").member(Key.NAME, info.kernelName());
        json.member(Key.VERSION, info.kernelVersion()).endObject().endObject();
        json.member("state", node.live() ? "reachable" : "stale");
        writeHealth(json);
        writeCapabilities(json);
        json.endObject();
    }

    private static void writeInstance(Json json, Host host, Node node) throws IOException {
        Counts counts = Counts.of(host, node);
        int contexts = host.catalog().contexts(node.machineGuid()).size();
        json.object();
        Envelope.writeState(json);
        json.object("db").member("status", node.ready() ? "online" : "initializing");
        json.member("liveness", node.live() ? "live" : "stale").member("mode", "dbengine");
        json.time("first_time", counts.first()).time("last_time", counts.last());
        json.member("metrics", counts.metrics()).member("instances", counts.charts());
        json.member("contexts", contexts).endObject();
        json.object("ingest").member("id", 0).member("hops", node.hops());
        json.member("type", node.local() ? "localhost" : "child");
        json.member("status", node.live() ? "online" : "offline");
        json.time("since", host.started()).member("age", Math.max(0, host.now() - host.started()));
        json.member("metrics", counts.metricsCollected()).member("instances", counts.chartsCollected());
        json.member("contexts", contexts).endObject();
        json.object("ml")
                .member("status", "disabled")
                .member("type", "disabled")
                .endObject();
        writeHealth(json);
        json.object("functions").endObject();
        writeCapabilities(json);
        json.object("dyncfg").member("status", "unavailable").endObject();
        json.endObject();
    }

    private static void writeHealth(Json json) throws IOException {
        json.object("health").member("status", "disabled").object("alerts");
        json.member("critical", 0).member("warning", 0).member("clear", 0);
        json.member("undefined", 0).member("uninitialized", 0).endObject().endObject();
    }

    static void writeCapabilities(Json json) throws IOException {
        json.array("capabilities").object();
        json.member("name", Host.API_VERSION.name()).member("version", Host.API_VERSION.version());
        json.member("enabled", Host.API_VERSION.enabled()).endObject().endArray();
    }
}

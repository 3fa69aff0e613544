package io.aclk.agent.web.internal;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.InfoContributor;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeInfo;
import java.io.IOException;
import java.util.Map;

/** {@code /api/v1/info} ({@code protocol/queries.md} section 8.1). Used for one answer. */
final class InfoV1 {

    private static final String UNKNOWN = "unknown";

    private final ApiCall call;
    private final Map<String, Object> contributed;
    private Json json;

    private InfoV1(ApiCall call) {
        this.call = call;
        this.contributed = call.host().members(InfoContributor.Document.INFO_V1);
    }

    static Reply handle(ApiCall call) {
        InfoV1 info = new InfoV1(call);
        return Reply.json(Json.document(call.options(), info::write));
    }

    private void write(Json target) throws IOException {
        json = target;
        NodeInfo info = call.node().info();
        json.object();
        text("version", info.version());
        text("uid", call.node().machineGuid().toString());
        writeHosts();
        writeSystem(info);
        if (own("host_labels")) {
            json.strings("host_labels", call.node().labels());
        }
        if (own("functions")) {
            json.object("functions").endObject();
        }
        writeCollectors();
        writeFeatures(info);
        for (Map.Entry<String, Object> member : contributed.entrySet()) {
            json.name(member.getKey()).any(member.getValue());
        }
        json.endObject();
    }

    private void writeHosts() throws IOException {
        var nodes = call.host().nodes().nodes();
        number("hosts-available", nodes.size());
        if (own("mirrored_hosts")) {
            json.array("mirrored_hosts");
            for (Node node : nodes) {
                json.value(node.hostname());
            }
            json.endArray();
        }
        if (own("mirrored_hosts_status")) {
            json.array("mirrored_hosts_status");
            for (Node node : nodes) {
                json.object().member("hostname", node.hostname()).member("hops", node.hops());
                json.member("reachable", node.live());
                json.member("guid", node.machineGuid().toString());
                json.member("node_id", Nodes.nodeId(node));
                json.member("claim_id", call.host().claimId(node)).endObject();
            }
            json.endArray();
        }
        if (own("alarms")) {
            json.object("alarms").member("normal", 0).member("warning", 0).member("critical", 0);
            json.endObject();
        }
    }

    private void writeSystem(NodeInfo info) throws IOException {
        text("os_name", info.osName());
        text("os_id", info.osId());
        text("os_id_like", UNKNOWN);
        text("os_version", info.osVersion());
        text("os_version_id", UNKNOWN);
        text("os_detection", UNKNOWN);
        text("cores_total", Integer.toString(info.cpus()));
        text("total_disk_space", Long.toString(info.diskBytes()));
        text("cpu_freq", Long.toString(info.cpuFrequencyHz()));
        text("ram_total", Long.toString(info.memoryBytes()));
        text("container_os_name", UNKNOWN);
        text("container_os_id", UNKNOWN);
        text("container_os_id_like", UNKNOWN);
        text("container_os_version", UNKNOWN);
        text("container_os_version_id", UNKNOWN);
        text("container_os_detection", UNKNOWN);
        text("is_k8s_node", "false");
        text("kernel_name", info.kernelName());
        text("kernel_version", info.kernelVersion());
        text("architecture", info.architecture());
        text("virtualization", info.virtualization());
        text("virt_detection", UNKNOWN);
        text("container", info.container());
        text("container_detection", UNKNOWN);
        text("cloud_provider_type", UNKNOWN);
        text("cloud_instance_type", UNKNOWN);
        text("cloud_instance_region", UNKNOWN);
    }

    private void writeCollectors() throws IOException {
        if (!own("collectors")) {
            return;
        }
        json.array("collectors");
        for (ContextCatalog.Collector collector :
                call.host().catalog().collectors(call.node().machineGuid())) {
            json.object().member("plugin", collector.plugin()).member("module", collector.module());
            json.endObject();
        }
        json.endArray();
    }

    /** What the host does not know without other bundles is off; they say otherwise through the whiteboard. */
    private void writeFeatures(NodeInfo info) throws IOException {
        flag("cloud-enabled", false);
        flag("cloud-available", false);
        flag("agent-claimed", false);
        flag("aclk-available", false);
        text("memory-mode", "dbengine");
        number("multidb-disk-quota", 0);
        number("page-cache-size", 0);
        flag("web-enabled", true);
        flag("stream-enabled", false);
        flag("stream-compression", false);
        flag("https-enabled", false);
        text("buildinfo", "Java " + Runtime.version().feature());
        text("release-channel", info.releaseChannel());
        text("notification-methods", null);
        flag("exporting-enabled", false);
        text("exporting-connectors", "");
        number("allmetrics-prometheus-used", 0);
        number("allmetrics-shell-used", 0);
        number("allmetrics-json-used", 0);
        number("dashboard-used", 0);
        Counts counts = Counts.of(call.host(), call.node());
        number("charts-count", counts.charts());
        number("metrics-count", counts.metrics());
    }

    private void text(String name, String value) throws IOException {
        if (own(name)) {
            json.member(name, value);
        }
    }

    private void number(String name, long value) throws IOException {
        if (own(name)) {
            json.member(name, value);
        }
    }

    private void flag(String name, boolean value) throws IOException {
        if (own(name)) {
            json.member(name, value);
        }
    }

    /** Writes a contributed member in the place of ours; true if there is none. */
    private boolean own(String name) throws IOException {
        if (!contributed.containsKey(name)) {
            return true;
        }
        json.name(name).any(contributed.remove(name));
        return false;
    }
}

package io.aclk.agent.web.internal;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.InfoContributor;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeInfo;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/v2|v3/info} ({@code protocol/queries.md} section 8.7). Used for one answer. */
final class InfoV2 {

    private final ApiCall call;
    private final Host host;
    private final Timings timings = new Timings();
    private final Map<String, Object> contributed;

    private InfoV2(ApiCall call) {
        this.call = call;
        this.host = call.host();
        this.contributed = host.members(InfoContributor.Document.INFO_AGENT);
    }

    static Reply handle(ApiCall call) {
        InfoV2 info = new InfoV2(call);
        return Reply.json(Json.document(call.options(), info::write));
    }

    private void write(Json json) throws IOException {
        timings.prepared();
        json.object().member("api", 2).array("agents").object();
        new Envelope(host).writeAgentName(json);
        if (own(json, "application")) {
            writeApplication(json, host.nodes().local().info());
        }
        if (own(json, "cloud")) {
            json.object("cloud").member("id", 0).member("status", "available");
            json.time("since", host.started()).member("age", Math.max(0, host.now() - host.started()));
            json.endObject();
        }
        writeTotals(json);
        NodesV2.writeCapabilities(json);
        json.object("api").member("version", Host.API_VERSION.version());
        json.member("bearer_protection", false).endObject();
        writeTiers(json);
        for (Map.Entry<String, Object> member : contributed.entrySet()) {
            json.name(member.getKey()).any(member.getValue());
        }
        timings.queried();
        timings.writeAgent(json);
        json.endObject().endArray();
        timings.write(json);
        json.endObject();
    }

    /** Writes a contributed member in the place of ours; true if there is none. */
    private boolean own(Json json, String name) throws IOException {
        if (!contributed.containsKey(name)) {
            return true;
        }
        json.name(name).any(contributed.remove(name));
        return false;
    }

    private static void writeApplication(Json json, NodeInfo info) throws IOException {
        json.object("application");
        json.object("package").member("version", info.version()).member("type", "java");
        json.member("arch", info.architecture()).endObject();
        json.object("directories").endObject();
        json.object("os").member("os", info.os()).member("id", info.osId());
        json.member("name", info.osName()).member("version", info.osVersion());
        json.member("kernel", info.kernelName()).member("kernel_version", info.kernelVersion());
        json.endObject();
        json.object("hw").member("cpu_cores", Integer.toString(info.cpus()));
        json.member("cpu_frequency", Long.toString(info.cpuFrequencyHz()));
        json.member("cpu_architecture", info.architecture());
        json.member("ram", Long.toString(info.memoryBytes())).member("disk", Long.toString(info.diskBytes()));
        json.member("virtualization", info.virtualization()).endObject();
        json.object("container").member("container", info.container()).endObject();
        for (String section :
                List.of("features", "databases", "connectivity", "libs", "plugins", "exporters", "debug-n-devel")) {
            json.object(section).endObject();
        }
        json.endObject();
    }

    private void writeTotals(Json json) throws IOException {
        List<Node> nodes = host.nodes().nodes();
        Counts counts = new Counts(0, 0, 0, 0, 0, 0);
        Set<String> unique = new HashSet<>();
        long contexts = 0;
        long collected = 0;
        long archived = 0;
        for (Node node : nodes) {
            counts = counts.plus(Counts.of(host, node));
            for (ContextCatalog.Context context : host.catalog().contexts(node.machineGuid())) {
                contexts++;
                collected += context.collected() ? 1 : 0;
                unique.add(context.id());
            }
            archived += node.live() ? 0 : 1;
        }
        json.object("nodes")
                .member("total", nodes.size())
                .member("receiving", 0)
                .member("sending", 0);
        json.member("archived", archived).endObject();
        json.object("metrics").member("collected", counts.metricsCollected());
        json.member("available", counts.metrics()).endObject();
        json.object("instances").member("collected", counts.chartsCollected());
        json.member("available", counts.charts()).endObject();
        json.object("contexts").member("collected", collected).member("available", contexts);
        json.member("unique", unique.size()).endObject();
    }

    private void writeTiers(Json json) throws IOException {
        json.array("db_size");
        for (MetricStore.Tier tier : host.store().tiers()) {
            long retention = tier.lastTime() == 0 ? 0 : tier.lastTime() - tier.firstTime();
            json.object().member("tier", tier.index());
            json.member("granularity", human(tier.granularity()));
            json.member("metrics", tier.metrics()).member("samples", tier.samples());
            json.member("disk_used", tier.diskBytes()).member("disk_max", 0).member("disk_percent", 0);
            json.time("from", tier.firstTime()).time("to", tier.lastTime());
            json.member("retention", retention).member("retention_human", human(retention));
            json.member("requested_retention", tier.retention());
            json.member("requested_retention_human", human(tier.retention()));
            json.member("expected_retention", tier.retention());
            json.member("expected_retention_human", human(tier.retention())).endObject();
        }
        json.endArray();
    }

    /** A duration in its two largest units, for example {@code 1d 2h}. */
    static String human(long seconds) {
        long[] sizes = {86_400, 3_600, 60, 1};
        String units = "dhms";
        StringBuilder text = new StringBuilder();
        long rest = seconds;
        int parts = 0;
        for (int i = 0; i < sizes.length && parts < 2; i++) {
            if (rest >= sizes[i]) {
                text.append(parts++ > 0 ? " " : "").append(rest / sizes[i]).append(units.charAt(i));
                rest %= sizes[i];
            }
        }
        return parts == 0 ? "0s" : text.toString();
    }
}

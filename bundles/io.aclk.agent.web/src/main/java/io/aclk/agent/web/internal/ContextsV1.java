package io.aclk.agent.web.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** {@code /api/v1/contexts} and {@code /api/v1|v3/context} ({@code protocol/queries.md} section 8.11). */
final class ContextsV1 {

    private ContextsV1() {}

    static Reply contexts(ApiCall call) {
        return Reply.json(Json.document(call.options(), json -> {
            writeHead(json, call);
            json.object("contexts");
            for (ContextCatalog.Context context :
                    call.host().catalog().contexts(call.node().machineGuid())) {
                writeContext(json.name(context.id()), call, context);
            }
            json.endObject().endObject();
        }));
    }

    static Reply context(ApiCall call) {
        String id = call.parameters().textOr(call.parameters().text("ctx"), "context");
        if (id == null) {
            return Reply.text(400, "No context id is given at the request.");
        }
        for (ContextCatalog.Context context :
                call.host().catalog().contexts(call.node().machineGuid())) {
            if (context.id().equals(id)) {
                return Reply.json(Json.document(call.options(), json -> {
                    writeHead(json, call);
                    json.object("contexts");
                    writeContext(json.name(context.id()), call, context);
                    json.endObject().endObject();
                }));
            }
        }
        return Reply.text(404, "Context is not found: " + id);
    }

    private static void writeHead(Json json, ApiCall call) throws IOException {
        Node node = call.node();
        json.object().member("hostname", node.hostname());
        json.member("machine_guid", node.machineGuid().toString());
        json.member("node_id", Nodes.nodeId(node))
                .member("claim_id", call.host().claimId(node));
    }

    private static void writeContext(Json json, ApiCall call, ContextCatalog.Context context) throws IOException {
        Set<Option> options = call.options();
        boolean full = options.contains(Option.FULL);
        json.object().member("title", context.title()).member("units", context.units());
        json.member("family", context.family());
        json.member("chart_type", context.chartType().wireName()).member("priority", context.priority());
        json.time("first_time_t", context.firstTime()).time("last_time_t", context.lastTime());
        json.member("collected", context.collected());
        boolean labels = full || options.contains(Option.LABELS);
        boolean dimensions = full || options.contains(Option.DIMENSIONS);
        if (labels || dimensions || options.contains(Option.INSTANCES)) {
            json.object("charts");
            List<MetricStore.Chart> charts =
                    call.host().store().charts(call.node().machineGuid());
            for (MetricStore.Chart chart : charts) {
                if (chart.spec().context().equals(context.id())) {
                    writeChart(json.name(chart.spec().id()), chart, labels, dimensions);
                }
            }
            json.endObject();
        }
        json.endObject();
    }

    private static void writeChart(Json json, MetricStore.Chart chart, boolean labels, boolean dimensions)
            throws IOException {
        ChartSpec spec = chart.spec();
        json.object().member("name", spec.id()).member("context", spec.context());
        json.member("title", spec.title()).member("units", spec.units()).member("family", spec.family());
        json.member("chart_type", spec.type().wireName()).member("priority", spec.priority());
        json.member("update_every", chart.updateEvery());
        json.time("first_time_t", chart.firstTime()).time("last_time_t", chart.lastTime());
        json.member("collected", chart.collected());
        if (labels) {
            json.strings("labels", spec.labels());
        }
        if (dimensions) {
            json.object("dimensions");
            for (ChartSpec.Dimension dimension : spec.dimensions()) {
                json.object(dimension.id()).member("name", dimension.name());
                json.time("first_time_t", chart.firstTime()).time("last_time_t", chart.lastTime());
                json.member("collected", chart.collected()).endObject();
            }
            json.endObject();
        }
        json.endObject();
    }
}

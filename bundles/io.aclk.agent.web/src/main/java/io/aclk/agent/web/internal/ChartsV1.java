package io.aclk.agent.web.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /api/v1/charts} and {@code /api/v1/chart} ({@code protocol/queries.md} section 8.2). */
final class ChartsV1 {

    private ChartsV1() {}

    static Reply charts(ApiCall call) {
        return Reply.json(Json.document(call.options(), json -> writeCharts(json, call)));
    }

    static Reply chart(ApiCall call) {
        String id = call.parameters().text("chart");
        if (id == null) {
            return Reply.text(400, "No chart id is given at the request.");
        }
        for (MetricStore.Chart chart : call.host().store().charts(call.node().machineGuid())) {
            if (chart.spec().id().equals(id)) {
                return Reply.json(Json.document(call.options(), json -> writeChart(json, chart)));
            }
        }
        return Reply.text(404, "Chart is not found: " + id);
    }

    private static void writeCharts(Json json, ApiCall call) throws IOException {
        Node node = call.node();
        List<MetricStore.Chart> charts = call.host().store().charts(node.machineGuid());
        List<MetricStore.Tier> tiers = call.host().store().tiers();
        json.object().member("hostname", node.hostname());
        json.member("version", node.info().version());
        json.member("release_channel", node.info().releaseChannel());
        json.member("os", node.info().os()).member("timezone", node.info().timezone());
        json.member("update_every", tiers.isEmpty() ? 1 : tiers.get(0).granularity());
        json.member("history", tiers.isEmpty() ? 0 : tiers.get(0).retention());
        json.member("memory_mode", "dbengine").member("custom_info", "");
        json.object("charts");
        int dimensions = 0;
        for (MetricStore.Chart chart : charts) {
            dimensions += chart.spec().dimensions().size();
            writeChart(json.name(chart.spec().id()), chart);
        }
        json.endObject().member("charts_count", charts.size());
        json.member("dimensions_count", dimensions).member("alarms_count", 0);
        json.member("rrd_memory_bytes", 0);
        List<Node> nodes = call.host().nodes().nodes();
        json.member("hosts_count", nodes.size()).array("hosts");
        for (Node each : nodes) {
            json.object().member("hostname", each.hostname()).endObject();
        }
        json.endArray().endObject();
    }

    private static void writeChart(Json json, MetricStore.Chart chart) throws IOException {
        ChartSpec spec = chart.spec();
        int dot = spec.id().indexOf('.');
        json.object().member("id", spec.id()).member("name", spec.id());
        json.member("type", dot < 0 ? spec.id() : spec.id().substring(0, dot));
        json.member("family", spec.family()).member("context", spec.context());
        json.member("title", spec.title() + " (" + spec.id() + ")").member("priority", spec.priority());
        json.member("plugin", spec.plugin()).member("module", spec.module()).member("units", spec.units());
        json.member("data_url", "/api/v1/data?chart=" + URLEncoder.encode(spec.id(), StandardCharsets.UTF_8));
        json.member("chart_type", spec.type().wireName());
        json.member("duration", Math.max(0, chart.lastTime() - chart.firstTime() + chart.updateEvery()));
        json.time("first_entry", chart.firstTime()).time("last_entry", chart.lastTime());
        json.member("update_every", chart.updateEvery()).object("dimensions");
        for (ChartSpec.Dimension dimension : spec.dimensions()) {
            json.object(dimension.id()).member("name", dimension.name()).endObject();
        }
        json.endObject().object("chart_variables").endObject();
        json.member("green", (String) null).member("red", (String) null);
        json.object("alarms").endObject();
        json.strings("chart_labels", spec.labels());
        json.object("functions").endObject().endObject();
    }
}

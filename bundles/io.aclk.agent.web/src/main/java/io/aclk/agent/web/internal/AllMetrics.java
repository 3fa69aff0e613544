package io.aclk.agent.web.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code allmetrics}: the newest value of every dimension of a node, as JSON, for Prometheus or for a shell. */
final class AllMetrics {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private AllMetrics() {}

    static Reply handle(ApiCall call) {
        SimplePattern filter = call.parameters().pattern("filter");
        List<MetricStore.Chart> charts = new ArrayList<>();
        for (MetricStore.Chart chart : call.host().store().charts(call.node().machineGuid())) {
            if (chart.collected()
                    && filter.matches(chart.spec().id(), chart.spec().context())) {
                charts.add(chart);
            }
        }
        String format = call.parameters().textOr("shell", "format");
        return switch (format) {
            case "shell" -> Reply.text(200, shell(charts));
            case "prometheus" -> Reply.text(200, PROMETHEUS, prometheus(charts, call));
            case "json" -> Reply.json(Json.document(call.options(), json -> write(json, charts)));
            default -> Reply.text(400, "Which format? Only 'shell', 'prometheus' and 'json' are supported.");
        };
    }

    private static double value(MetricStore.Chart chart, int dimension) {
        double[] values = chart.lastValues();
        return dimension < values.length ? values[dimension] : Double.NaN;
    }

    private static void write(Json json, List<MetricStore.Chart> charts) throws IOException {
        json.object();
        for (MetricStore.Chart chart : charts) {
            ChartSpec spec = chart.spec();
            json.object(spec.id()).member("name", spec.id()).member("family", spec.family());
            json.member("context", spec.context()).member("units", spec.units());
            json.time("last_updated", chart.lastTime()).object("dimensions");
            for (int i = 0; i < spec.dimensions().size(); i++) {
                ChartSpec.Dimension dimension = spec.dimensions().get(i);
                json.object(dimension.id()).member("name", dimension.name());
                json.member("value", value(chart, i)).endObject();
            }
            json.endObject().endObject();
        }
        json.endObject();
    }

    private static String prometheus(List<MetricStore.Chart> charts, ApiCall call) {
        StringBuilder text = new StringBuilder();
        text.append("netdata_info{instance=\"")
                .append(quoted(call.node().hostname()))
                .append("\",version=\"");
        text.append(quoted(call.node().info().version())).append("\"} 1 ");
        text.append(call.host().clock().millis()).append('\n');
        Set<String> typed = new HashSet<>();
        for (MetricStore.Chart chart : charts) {
            ChartSpec spec = chart.spec();
            String metric =
                    "netdata_" + identifier(spec.context()) + "_" + identifier(units(spec.units())) + "_average";
            if (typed.add(metric)) {
                text.append("# TYPE ").append(metric).append(" gauge\n");
            }
            for (int i = 0; i < spec.dimensions().size(); i++) {
                double value = value(chart, i);
                if (!Double.isNaN(value)) {
                    text.append(metric).append("{chart=\"").append(quoted(spec.id()));
                    text.append("\",dimension=\"")
                            .append(quoted(spec.dimensions().get(i).name()));
                    text.append("\",family=\"").append(quoted(spec.family())).append("\"} ");
                    text.append(Json.number(value))
                            .append(' ')
                            .append(chart.lastTime() * 1000)
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    private static String units(String units) {
        return units.equals("%") ? "percent" : units.replace("/s", "_persec").replace("/", "_per_");
    }

    private static String shell(List<MetricStore.Chart> charts) {
        StringBuilder text = new StringBuilder();
        for (MetricStore.Chart chart : charts) {
            ChartSpec spec = chart.spec();
            text.append("\n# chart: ").append(spec.id().replace('\n', ' ')).append('\n');
            String prefix = "NETDATA_" + identifier(spec.id()).toUpperCase(Locale.ROOT) + "_";
            double total = 0;
            for (int i = 0; i < spec.dimensions().size(); i++) {
                double value = value(chart, i);
                if (!Double.isNaN(value)) {
                    total += value;
                    String name = identifier(spec.dimensions().get(i).name()).toUpperCase(Locale.ROOT);
                    writeShell(text, prefix + name, value, spec.units());
                }
            }
            writeShell(text, prefix + "VISIBLETOTAL", total, spec.units());
        }
        return text.toString();
    }

    private static void writeShell(StringBuilder text, String name, double value, String units) {
        text.append(name).append("=\"").append(Math.round(value)).append("\"      # ");
        text.append(units.replace('\n', ' ')).append('\n');
    }

    /** Letters, digits and underscores only, so that nothing in a name can end it or begin something else. */
    private static String identifier(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(c < 128 && Character.isLetterOrDigit(c) ? c : '_');
        }
        return text.toString();
    }

    private static String quoted(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}

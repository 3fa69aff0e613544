package io.aclk.agent.web.internal;

import io.aclk.host.api.MetricStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** The answer of {@code /api/v2|v3/data} in JSON ({@code protocol/queries.md} section 8.4). */
final class DataV2Writer {

    /** The format with value, anomaly rate and annotations of each point. */
    static final String JSON2 = "json2";

    private final DataQuery.Answer answer;
    private final DataRequest request;
    private final Envelope envelope;
    private final int version;
    private final Table.Format format;
    private final List<Column> columns;
    private final TimeWindow window;

    /**
     * A writer.
     *
     * @param format the plain table to show as result, or {@code null} for {@link #JSON2}
     */
    DataV2Writer(DataQuery.Answer answer, Envelope envelope, int version, Table.Format format) {
        this.answer = answer;
        this.request = answer.request();
        this.envelope = envelope;
        this.version = version;
        this.format = format;
        this.columns = answer.columns();
        this.window = answer.window();
    }

    void write(Json json) throws IOException {
        json.object().member("api", version);
        envelope.writeVersions(json);
        Summary summary = new Summary(answer.selection(), request);
        summary.writeSummary(json);
        summary.writeTotals(json);
        json.array("functions").endArray();
        writeResult(json);
        writeDb(json, summary);
        writeView(json);
        envelope.writeAgents(json, answer.timings());
        answer.timings().write(json);
        json.endObject();
    }

    private void writeResult(Json json) throws IOException {
        json.name("result");
        if (format != null) {
            Table table = new Table(answer, columns.stream().map(c -> c.name).toList());
            if (format.isJson()) {
                table.writeJson(json, format);
            } else {
                json.value(table.print(format));
            }
            return;
        }
        boolean raw = request.has(Option.RAW);
        json.object().array("labels").value("time");
        for (Column column : columns) {
            json.value(column.id);
        }
        json.endArray().object("point").member("value", 0);
        json.member(Key.POINT_ANOMALY_RATE, 1).member(Key.POINT_ANNOTATIONS, 2);
        if (raw) {
            json.member("count", 3);
            if (isPercentage()) {
                json.member("hidden", 4);
            }
        }
        json.endObject().array("data");
        int points = columns.isEmpty() ? 0 : window.points();
        for (int row = 0; row < points; row++) {
            int point = request.has(Option.FLIP) ? row : points - 1 - row;
            json.array();
            Table.writeTime(json, window.time(point), request.options());
            for (Column column : columns) {
                writePoint(json, column, point, raw);
            }
            json.endArray();
        }
        json.endArray().endObject();
    }

    private void writePoint(Json json, Column column, int point, boolean raw) throws IOException {
        double value = column.values[point];
        json.array();
        json.value(Double.isNaN(value) && request.has(Option.NULL2ZERO) ? 0 : value);
        json.value(0L).value((long) column.annotations(point));
        if (raw) {
            json.value((long) column.count(point));
            if (isPercentage()) {
                json.value(column.hidden == null ? 0 : column.hidden[point]);
            }
        }
        json.endArray();
    }

    private boolean isPercentage() {
        return request.passes().get(0).aggregation() == GroupBy.Aggregation.PERCENTAGE;
    }

    /** What is stored. */
    private void writeDb(Json json, Summary summary) throws IOException {
        TimeWindow.Stored stored = answer.selection().stored();
        json.object("db").member("tiers", answer.tiers().size());
        json.member("update_every", stored.updateEvery());
        json.time("first_entry", stored.first()).time("last_entry", stored.last());
        writeUnits(json, columns.stream().map(DataV2Writer::storedUnits).toList());
        json.object("dimensions");
        json.strings("ids", columns.stream().map(c -> c.id).toList());
        json.strings("units", columns.stream().map(DataV2Writer::storedUnits).toList());
        if (!request.has(Option.MINIMAL_STATS)) {
            writeStats(json, storedStats(), summary.globals());
        }
        json.endObject().array("per_tier");
        for (int i = 0; i < answer.tiers().size(); i++) {
            MetricStore.Tier tier = answer.tiers().get(i);
            json.object().member("tier", tier.index());
            json.member("queries", answer.reader().queries(i));
            json.member("points", answer.reader().samples(i));
            json.member(
                    "update_every", i == 0 ? Math.max(tier.granularity(), stored.updateEvery()) : tier.granularity());
            json.time("first_entry", tier.firstTime())
                    .time("last_entry", tier.lastTime())
                    .endObject();
        }
        json.endArray().endObject();
    }

    private static String storedUnits(Column column) {
        return column.representative.instance().chart().spec().units();
    }

    /** Statistics of the stored samples that went into each column. */
    private List<Stats> storedStats() {
        GroupBy by = request.passes().get(request.passes().size() - 1);
        List<Stats> all = new ArrayList<>(columns.size());
        Map<String, Stats> byId = new HashMap<>();
        for (Column column : columns) {
            Stats stats = new Stats();
            all.add(stats);
            byId.put(column.id, stats);
        }
        for (Selection.NodeSlot slot : answer.selection().nodes()) {
            for (Selection.Instance instance : slot.instances()) {
                for (Selection.Dimension dimension : instance.dimensions()) {
                    Stats stats = dimension.queried()
                            ? byId.get(by.key(dimension, answer.selection().multipleNodes()))
                            : null;
                    if (stats != null) {
                        stats.add(dimension.series, instance.chart().updateEvery());
                    }
                }
            }
        }
        return all;
    }

    /** What is shown. */
    private void writeView(Json json) throws IOException {
        json.object("view").member("title", title());
        json.member("update_every", window.step());
        json.time("after", window.after() + 1).time("before", window.before());
        if (request.has(Option.RAW)) {
            json.member("points", columns.isEmpty() ? 0 : window.points());
            TimeWindow.Stored stored = answer.selection().stored();
            json.object("partial_data_trimming").member("max_update_every", stored.updateEvery());
            json.time("expected_after", window.before());
            json.time("trimmed_after", window.before()).endObject();
        }
        writeUnits(json, columns.stream().map(c -> c.units).toList());
        json.member("chart_type", chartType());
        json.object("dimensions").array("grouped_by");
        for (GroupBy.Field field : request.passes().get(0).fields()) {
            json.value(field.word());
        }
        json.endArray();
        json.strings("ids", columns.stream().map(c -> c.id).toList());
        json.strings("names", columns.stream().map(c -> c.name).toList());
        json.strings("units", columns.stream().map(c -> c.units).toList());
        json.array("priorities");
        for (int i = 0; i < columns.size(); i++) {
            json.value((long) i);
        }
        json.endArray().array("aggregated");
        for (Column column : columns) {
            json.value((long) column.aggregated);
        }
        json.endArray();
        List<Stats> stats = new ArrayList<>(columns.size());
        Stats whole = new Stats();
        for (Column column : columns) {
            Stats one = new Stats();
            for (double value : column.values) {
                one.add(value);
            }
            stats.add(one);
            whole.add(one);
        }
        if (!request.has(Option.MINIMAL_STATS)) {
            writeStats(json, stats, whole);
        }
        json.endObject();
        json.member("min", whole.min()).member("max", whole.max()).endObject();
    }

    private String title() {
        Set<String> titles = new TreeSet<>();
        for (Column column : columns) {
            titles.add(column.representative.instance().chart().spec().title());
        }
        if (titles.size() == 1) {
            return titles.iterator().next();
        }
        Set<String> contexts = new TreeSet<>();
        for (Column column : columns) {
            contexts.add(column.representative.instance().chart().spec().context());
        }
        return contexts.isEmpty() ? "" : "Chart for contexts: " + String.join(", ", contexts);
    }

    private String chartType() {
        return columns.isEmpty()
                ? "line"
                : columns.get(0).representative.instance().chart().spec().type().wireName();
    }

    /** One text if all are the same, else the list of the different ones. */
    private static void writeUnits(Json json, List<String> units) throws IOException {
        Set<String> different = new LinkedHashSet<>(units);
        if (different.size() > 1) {
            json.strings("units", different);
        } else {
            json.member("units", different.isEmpty() ? "" : different.iterator().next());
        }
    }

    /** The member {@code sts} with one list for each figure. */
    private void writeStats(Json json, List<Stats> stats, Stats whole) throws IOException {
        json.object(Key.STATISTICS);
        writeFigures(json, "min", stats, Stats::min);
        writeFigures(json, "max", stats, Stats::max);
        boolean longKeys = json.longKeys();
        if (request.has(Option.RAW)) {
            writeFigures(json, Key.COUNT.name(longKeys), stats, Stats::count);
            writeFigures(json, "sum", stats, Stats::sum);
            writeFigures(json, Key.VOLUME.name(longKeys), stats, Stats::volume);
            writeFigures(json, Key.ANOMALY_COUNT.name(longKeys), stats, s -> 0);
        } else {
            writeFigures(json, Key.AVERAGE.name(longKeys), stats, Stats::average);
            writeFigures(json, Key.ANOMALY_RATE.name(longKeys), stats, s -> 0);
            writeFigures(json, Key.CONTRIBUTION.name(longKeys), stats, s -> s.contribution(whole));
        }
        json.endObject();
    }

    private static void writeFigures(Json json, String name, List<Stats> stats, ToDoubleFunction<Stats> figure)
            throws IOException {
        json.array(name);
        for (Stats one : stats) {
            json.value(figure.applyAsDouble(one));
        }
        json.endArray();
    }
}

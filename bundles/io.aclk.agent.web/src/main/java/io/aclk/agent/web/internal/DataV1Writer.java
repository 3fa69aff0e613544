package io.aclk.agent.web.internal;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The answer of {@code /api/v1/data}, plain or wrapped in JSON ({@code protocol/queries.md} section 8.3). */
final class DataV1Writer {

    private final DataQuery.Answer answer;
    private final Table table;
    private final Table.Format format;
    private final boolean context;

    /**
     * A writer.
     *
     * @param context the query named a context, not a chart
     */
    DataV1Writer(DataQuery.Answer answer, Table.Format format, boolean context) {
        this.answer = answer;
        this.format = format;
        this.context = context;
        this.table = new Table(
                answer,
                answer.columns().stream().map(c -> c.representative.name()).toList());
    }

    Reply write() {
        Set<Option> options = answer.request().options();
        if (options.contains(Option.JSONWRAP)) {
            return Reply.json(Json.document(options, this::writeWrapped));
        }
        if (format.isJson()) {
            return Reply.of(200, format.contentType(), Json.document(options, json -> table.writeJson(json, format)));
        }
        return Reply.text(200, format.contentType(), table.print(format));
    }

    private void writeWrapped(Json json) throws IOException {
        TimeWindow window = answer.window();
        TimeWindow.Stored stored = answer.selection().stored();
        Selection.Instance first = answer.selection().nodes().get(0).instances().get(0);
        String id = context ? first.chart().spec().context() : first.id();
        json.object().member("api", 1).member("id", id).member("name", id);
        json.member("view_update_every", window.step()).member("update_every", stored.updateEvery());
        json.time("first_entry", stored.first()).time("last_entry", stored.last());
        json.time("after", window.after() + 1).time("before", window.before());
        json.member("group", TimeGroup.wireName(answer.request().grouping()));
        json.array("options");
        for (Option option : answer.request().options()) {
            json.value(option.word());
        }
        json.endArray();
        json.strings("dimension_names", table.labels());
        json.strings(
                "dimension_ids",
                answer.columns().stream().map(c -> c.representative.id()).toList());
        json.array("functions").endArray();
        if (context) {
            Set<String> charts = new LinkedHashSet<>();
            answer.columns().forEach(c -> charts.add(c.representative.instance().id()));
            json.strings("chart_ids", charts);
        }
        writeLatest(json, stored);
        json.member("dimensions", answer.columns().size());
        json.member("points", answer.columns().isEmpty() ? 0 : window.points());
        json.member("format", format.word());
        json.array("db_points_per_tier");
        for (int tier = 0; tier < answer.tiers().size(); tier++) {
            json.value(answer.reader().samples(tier));
        }
        json.endArray();
        json.name("result");
        if (format.isJson()) {
            table.writeJson(json, format);
        } else {
            json.value(table.print(format));
        }
        Stats stats = new Stats();
        answer.columns().forEach(column -> {
            for (double value : column.values) {
                stats.add(value);
            }
        });
        json.member("min", stats.min()).member("max", stats.max());
        answer.timings().writeAgent(json);
        json.endObject();
    }

    /** The newest stored value, and the newest one of the answer, of each column. */
    private void writeLatest(Json json, TimeWindow.Stored stored) throws IOException {
        List<Column> columns = answer.columns();
        json.array("latest_values");
        for (Column column : columns) {
            Selection.Dimension dimension = column.representative;
            double[] values = dimension.instance().chart().lastValues();
            json.value(dimension.position() < values.length ? values[dimension.position()] : Double.NaN);
        }
        json.endArray().array("view_latest_values");
        for (Column column : columns) {
            json.value(column.values.length == 0 ? Double.NaN : column.values[column.values.length - 1]);
        }
        json.endArray();
    }
}

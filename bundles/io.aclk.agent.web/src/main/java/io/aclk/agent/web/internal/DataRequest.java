package io.aclk.agent.web.internal;

import io.aclk.host.api.MetricStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a data query asks for, parsed ({@code protocol/queries.md} sections 7, 8.3 and 8.4).
 *
 * @param scope what is considered at all
 * @param filter what is selected inside the scope; the rest is reported as excluded
 * @param after start as asked, see {@link TimeWindow.Asked}
 * @param before end as asked
 * @param points wanted number of points, 0 = natural
 * @param timeoutMillis limit of the query, 0 = none
 * @param grouping how samples become a point
 * @param groupingOption parameter of the grouping, empty = its default
 * @param tier tier to read, -1 = the one that fits
 * @param passes how series become columns: one or two passes
 * @param options what changes the answer
 * @param format format of the table
 */
record DataRequest(
        Selector scope,
        Selector filter,
        long after,
        long before,
        long points,
        long timeoutMillis,
        MetricStore.Grouping grouping,
        String groupingOption,
        int tier,
        List<GroupBy> passes,
        Set<Option> options,
        String format) {

    /** Default of {@code after} where none was given, seconds. */
    private static final long DEFAULT_AFTER = -600;

    /**
     * Names of charts and dimensions, by pattern.
     *
     * @param nodes host names, machine GUIDs or node ids
     * @param contexts contexts
     * @param instances chart ids, or chart ids followed by {@code @} and the machine GUID
     * @param dimensions ids or names
     * @param labels {@code key:value}
     */
    record Selector(
            SimplePattern nodes,
            SimplePattern contexts,
            SimplePattern instances,
            SimplePattern dimensions,
            SimplePattern labels) {

        static final Selector ALL = new Selector(
                SimplePattern.ALL, SimplePattern.ALL, SimplePattern.ALL, SimplePattern.ALL, SimplePattern.ALL);
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    /** A query of {@code /api/v2|v3/data}. */
    static DataRequest v2(Parameters p) {
        String optionText = p.text("options");
        Set<Option> options =
                optionText == null ? EnumSet.of(Option.VIRTUAL_POINTS, Option.JSONWRAP) : Option.parse(optionText);
        // a selector of nodes or contexts without its scope twin limits the scope, as recorded from a real agent
        Selector scope = new Selector(
                SimplePattern.of(p.textOr(p.text("nodes"), "scope_nodes")),
                SimplePattern.of(p.textOr(p.text("contexts"), "scope_contexts")),
                p.pattern("scope_instances"),
                p.pattern("scope_dimensions"),
                p.pattern("scope_labels"));
        Selector filter = new Selector(
                p.pattern("nodes"),
                p.pattern("contexts"),
                p.pattern("instances"),
                p.pattern("dimensions"),
                p.pattern("labels"));
        List<GroupBy> passes = new ArrayList<>(2);
        passes.add(GroupBy.parse(
                p.textOr("dimension", "group_by", "group_by[0]"),
                p.text("group_by_label", "group_by_label[0]"),
                p.text("aggregation", "aggregation[0]")));
        if (p.text("group_by[1]") != null) {
            passes.add(GroupBy.parse(p.text("group_by[1]"), p.text("group_by_label[1]"), p.text("aggregation[1]")));
        }
        TimeGroup time = TimeGroup.parse(p.text("time_group"), p.text("time_group_options"));
        return of(p, scope, filter, time, passes, options, "json2");
    }

    /**
     * A query of {@code /api/v1/data}.
     *
     * @return {@code null} if neither a chart nor a context is named
     */
    static DataRequest v1(Parameters p) {
        String chart = p.text("chart");
        String context = p.text("context");
        if (chart == null && context == null) {
            return null;
        }
        Set<Option> options = Option.parse(p.text("options"));
        if (!options.contains(Option.VIRTUAL_POINTS)) {
            options.add(Option.NATURAL_POINTS);
        }
        Selector scope = new Selector(
                SimplePattern.ALL,
                SimplePattern.of(context),
                SimplePattern.of(chart),
                SimplePattern.ALL,
                p.pattern("chart_labels_filter"));
        Selector filter = new Selector(
                SimplePattern.ALL,
                SimplePattern.ALL,
                SimplePattern.ALL,
                SimplePattern.of(p.all("dimension", "dimensions", "dim", "dims")),
                SimplePattern.ALL);
        TimeGroup time = TimeGroup.parse(p.text("group", "time_group"), p.text("group_options", "time_group_options"));
        GroupBy columns = GroupBy.parse(chart == null ? "dimension,instance" : "dimension", null, null);
        return of(p, scope, filter, time, List.of(columns), options, "json");
    }

    /** What both versions read alike. */
    private static DataRequest of(
            Parameters p,
            Selector scope,
            Selector filter,
            TimeGroup time,
            List<GroupBy> passes,
            Set<Option> options,
            String format) {
        return new DataRequest(
                scope,
                filter,
                p.number(DEFAULT_AFTER, "after"),
                p.number(0, "before"),
                Math.max(0, p.number(0, "points")),
                Math.max(0, p.number(0, "timeout")),
                time.grouping(),
                time.option(),
                tier(p, options),
                List.copyOf(passes),
                options,
                p.textOr(format, "format"));
    }

    private static int tier(Parameters p, Set<Option> options) {
        long tier = p.number(-1, "tier");
        return tier >= 0 && tier < 16 && options.contains(Option.SELECTED_TIER) ? (int) tier : -1;
    }
}

package io.aclk.agent.web.internal;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code contexts} and {@code q} of v2 and v3 ({@code protocol/queries.md} section 8.5). */
final class ContextsV2 {

    /** A context of one or more nodes. */
    private static final class Merged {
        private final ContextCatalog.Context context;
        private final Set<String> dimensions = new LinkedHashSet<>();
        private final Set<String> instances = new LinkedHashSet<>();
        private final Map<String, Set<String>> labels = new LinkedHashMap<>();
        private final Set<String> matched = new LinkedHashSet<>();
        private long first;
        private long last;
        private boolean live;

        Merged(ContextCatalog.Context context) {
            this.context = context;
            this.first = context.firstTime();
        }

        void add(ContextCatalog.Context other) {
            first = Math.min(first, other.firstTime());
            last = Math.max(last, other.lastTime());
            live |= other.collected();
        }

        void add(MetricStore.Chart chart) {
            instances.add(chart.spec().id());
            chart.spec().dimensions().forEach(dimension -> dimensions.add(dimension.id()));
            chart.spec().labels().forEach((key, value) -> labels.computeIfAbsent(key, k -> new TreeSet<>())
                    .add(value));
        }
    }

    private final ApiCall call;
    private final Set<Option> options;
    private final Timings timings = new Timings();
    private final List<Node> nodes;
    private final Map<String, Merged> contexts = new LinkedHashMap<>();

    private ContextsV2(ApiCall call) {
        this.call = call;
        this.options = call.options();
        this.nodes = call.selectedNodes();
    }

    static Reply contexts(ApiCall call) {
        ContextsV2 answer = new ContextsV2(call);
        Set<Option> options = answer.options;
        answer.collect(options.contains(Option.DIMENSIONS)
                || options.contains(Option.INSTANCES)
                || options.contains(Option.LABELS));
        return Reply.json(Json.document(options, answer::write));
    }

    static Reply search(ApiCall call) {
        String text = call.parameters().text("q");
        if (text == null) {
            return Reply.text(400, "No search text is given.");
        }
        ContextsV2 answer = new ContextsV2(call);
        answer.collect(true);
        ContextSearch search = new ContextSearch(text);
        answer.contexts.values().removeIf(merged -> {
            search.match(merged.context, merged.instances, merged.dimensions, merged.labels, merged.matched);
            return merged.matched.isEmpty();
        });
        return Reply.json(Json.document(answer.options, json -> answer.writeSearch(json, search)));
    }

    private void collect(boolean withCharts) {
        timings.prepared();
        Parameters p = call.parameters();
        SimplePattern scope = p.pattern("scope_contexts");
        SimplePattern filter = p.pattern("contexts");
        boolean windowed = p.text("after", "before") != null;
        TimeWindow window = TimeWindow.resolve(
                new TimeWindow.Asked(p.number(-600, "after"), p.number(0, "before"), 1, false, false),
                new TimeWindow.Stored(0, 0, 0),
                call.host().now());
        for (Node node : nodes) {
            call.cancellation().check();
            for (ContextCatalog.Context context : call.host().catalog().contexts(node.machineGuid())) {
                boolean inside =
                        !windowed || context.firstTime() <= window.before() && context.lastTime() >= window.after();
                if (inside && scope.matches(context.id()) && filter.matches(context.id())) {
                    contexts.computeIfAbsent(context.id(), id -> new Merged(context))
                            .add(context);
                }
            }
            if (withCharts) {
                for (MetricStore.Chart chart : call.host().store().charts(node.machineGuid())) {
                    Merged merged = contexts.get(chart.spec().context());
                    if (merged != null) {
                        merged.add(chart);
                    }
                }
            }
        }
        timings.queried();
    }

    private void write(Json json) throws IOException {
        writeNodes(json);
        json.object("contexts");
        for (Merged merged : contexts.values()) {
            ContextCatalog.Context context = merged.context;
            json.object(context.id());
            if (options.contains(Option.TITLES)) {
                json.member("title", context.title());
            }
            json.member("family", context.family()).member("units", context.units());
            json.member("priority", context.priority());
            json.time("first_entry", merged.first).time("last_entry", merged.last);
            json.member("live", merged.live);
            if (options.contains(Option.DIMENSIONS)) {
                json.strings("dimensions", merged.dimensions);
            }
            if (options.contains(Option.LABELS)) {
                json.object("labels");
                for (Map.Entry<String, Set<String>> label : merged.labels.entrySet()) {
                    json.strings(label.getKey(), label.getValue());
                }
                json.endObject();
            }
            if (options.contains(Option.INSTANCES)) {
                json.strings("instances", merged.instances);
            }
            json.endObject();
        }
        json.endObject();
        writeTail(json);
    }

    private void writeSearch(Json json, ContextSearch search) throws IOException {
        writeNodes(json);
        json.object("contexts");
        for (Merged merged : contexts.values()) {
            json.object(merged.context.id()).member("title", merged.context.title());
            json.strings("matched", merged.matched).endObject();
        }
        json.endObject();
        json.object("searches").member("strings", search.strings());
        json.member("char", search.characters()).member("total", search.strings() + search.characters());
        json.endObject();
        writeTail(json);
    }

    private void writeNodes(Json json) throws IOException {
        json.object().member("api", 2).array("nodes");
        for (int i = 0; i < nodes.size(); i++) {
            json.object();
            Envelope.writeNodeName(json, nodes.get(i), i);
            json.endObject();
        }
        json.endArray();
    }

    private void writeTail(Json json) throws IOException {
        Envelope envelope = new Envelope(call.host());
        envelope.writeVersions(json);
        envelope.writeAgents(json, timings);
        timings.write(json);
        json.endObject();
    }
}

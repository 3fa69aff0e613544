package io.aclk.agent.web.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Members {@code summary} and {@code totals} of a v2 data answer: what was selected, excluded and read, by node,
 * context, instance, dimension and label ({@code protocol/queries.md} section 8.4).
 */
final class Summary {

    /** Counters of one thing. */
    private static final class Entry {
        private final String name;
        private final int priority;
        private final Map<String, Entry> values = new LinkedHashMap<>();
        private final Stats stats = new Stats();
        private int instancesSelected;
        private int instancesExcluded;
        private int instancesQueried;
        private int selected;
        private int excluded;
        private int queried;

        Entry(String name, int priority) {
            this.name = name;
            this.priority = priority;
        }

        void add(Entry other) {
            instancesSelected += other.instancesSelected;
            instancesExcluded += other.instancesExcluded;
            instancesQueried += other.instancesQueried;
            selected += other.selected;
            excluded += other.excluded;
            queried += other.queried;
            stats.add(other.stats);
        }
    }

    /** Selected, excluded and queried things of one kind. */
    private static final class Total {
        private int selected;
        private int excluded;
        private int queried;

        void add(Entry entry) {
            selected += entry.selected > 0 ? 1 : 0;
            excluded += entry.selected == 0 && entry.excluded > 0 ? 1 : 0;
            queried += entry.queried > 0 ? 1 : 0;
        }
    }

    private final Selection selection;
    private final boolean raw;
    private final boolean statistics;
    private final Entry globals = new Entry("", 0);
    private final Map<Selection.NodeSlot, Entry> nodes = new LinkedHashMap<>();
    private final Map<String, Entry> contexts = new LinkedHashMap<>();
    private final Map<Selection.Instance, Entry> instances = new LinkedHashMap<>();
    private final Map<String, Entry> dimensions = new LinkedHashMap<>();
    private final Map<String, Entry> labels = new LinkedHashMap<>();

    Summary(Selection selection, DataRequest request) {
        this.selection = selection;
        this.raw = request.has(Option.RAW);
        this.statistics = !request.has(Option.MINIMAL_STATS);
        for (Selection.NodeSlot slot : selection.nodes()) {
            for (Selection.Instance instance : slot.instances()) {
                add(slot, instance);
            }
        }
    }

    private void add(Selection.NodeSlot slot, Selection.Instance instance) {
        Entry entry = new Entry(instance.id(), 0);
        for (Selection.Dimension dimension : instance.dimensions()) {
            Entry one =
                    dimensions.computeIfAbsent(dimension.id(), id -> new Entry(dimension.name(), dimensions.size()));
            if (dimension.selected()) {
                one.selected++;
                entry.selected++;
            } else {
                one.excluded++;
                entry.excluded++;
            }
            if (dimension.queried()) {
                int updateEvery = instance.chart().updateEvery();
                one.queried++;
                entry.queried++;
                one.stats.add(dimension.series, updateEvery);
                entry.stats.add(dimension.series, updateEvery);
            }
        }
        boolean selected = entry.selected > 0;
        entry.instancesSelected = selected ? 1 : 0;
        entry.instancesExcluded = selected ? 0 : 1;
        entry.instancesQueried = entry.queried > 0 ? 1 : 0;
        instances.put(instance, entry);
        nodes.computeIfAbsent(slot, s -> new Entry(s.node().hostname(), 0)).add(entry);
        contexts.computeIfAbsent(instance.chart().spec().context(), id -> new Entry(id, 0))
                .add(entry);
        instance.chart().spec().labels().forEach((key, value) -> {
            Entry label = labels.computeIfAbsent(key, k -> new Entry(k, 0));
            label.add(entry);
            label.values.computeIfAbsent(value, v -> new Entry(v, 0)).add(entry);
        });
        globals.add(entry);
    }

    Stats globals() {
        return globals.stats;
    }

    void writeSummary(Json json) throws IOException {
        json.object("summary");
        if (raw) {
            json.object("globals");
            globals.stats.write(json, globals.stats, true);
            json.endObject();
        }
        json.array("nodes");
        for (Map.Entry<Selection.NodeSlot, Entry> node : nodes.entrySet()) {
            json.object();
            Envelope.writeNodeName(json, node.getKey().node(), node.getKey().index());
            writeCounters(json, node.getValue(), true);
            json.endObject();
        }
        json.endArray().array("contexts");
        for (Map.Entry<String, Entry> context : contexts.entrySet()) {
            json.object().member("id", context.getKey());
            writeCounters(json, context.getValue(), true);
            json.endObject();
        }
        json.endArray().array("instances");
        for (Map.Entry<Selection.Instance, Entry> instance : instances.entrySet()) {
            json.object().member("id", instanceId(instance.getKey()));
            json.member(Key.NODE_INDEX, instance.getKey().slot().index());
            if (!raw && statistics && instance.getValue().queried > 0) {
                json.member(Key.CONTRIBUTION, instance.getValue().stats.contribution(globals.stats));
            }
            writeCounters(json, instance.getValue(), false);
            json.endObject();
        }
        json.endArray().array("dimensions");
        for (Map.Entry<String, Entry> dimension : dimensions.entrySet()) {
            Entry entry = dimension.getValue();
            json.object().member("id", dimension.getKey());
            if (!entry.name.equals(dimension.getKey())) {
                json.member(Key.NAME, entry.name);
            }
            writeCounters(json, entry, false);
            json.member(Key.PRIORITY, entry.priority).endObject();
        }
        json.endArray().array("labels");
        for (Map.Entry<String, Entry> label : labels.entrySet()) {
            json.object().member("id", label.getKey());
            writeCounters(json, label.getValue(), false);
            json.array(Key.LABEL_VALUES);
            for (Map.Entry<String, Entry> value : label.getValue().values.entrySet()) {
                json.object().member("id", value.getKey());
                writeCounters(json, value.getValue(), false);
                json.endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().array("alerts").endArray().endObject();
    }

    private String instanceId(Selection.Instance instance) {
        return selection.multipleNodes()
                ? instance.id() + "@" + instance.slot().node().machineGuid()
                : instance.id();
    }

    private void writeCounters(Json json, Entry entry, boolean withInstances) throws IOException {
        if (withInstances) {
            writeCounters(
                    json,
                    Key.INSTANCES.name(json.longKeys()),
                    entry.instancesSelected,
                    entry.instancesExcluded,
                    entry.instancesQueried);
        }
        writeCounters(json, Key.DIMENSIONS.name(json.longKeys()), entry.selected, entry.excluded, entry.queried);
        if (statistics && entry.queried > 0) {
            entry.stats.write(json, globals.stats, raw);
        }
    }

    private static void writeCounters(Json json, String name, int selected, int excluded, int queried)
            throws IOException {
        json.object(name)
                .counter(Key.SELECTED, selected)
                .counter(Key.EXCLUDED, excluded)
                .counter(Key.QUERIED, queried)
                .endObject();
    }

    void writeTotals(Json json) throws IOException {
        Total values = new Total();
        labels.values().forEach(label -> label.values.values().forEach(values::add));
        json.object("totals");
        writeTotal(json, "nodes", total(nodes.values()));
        writeTotal(json, "contexts", total(contexts.values()));
        writeTotal(json, "instances", total(instances.values()));
        writeTotal(json, "dimensions", total(dimensions.values()));
        writeTotal(json, "label_keys", total(labels.values()));
        writeTotal(json, "label_key_values", values);
        json.endObject();
    }

    private static Total total(Iterable<Entry> entries) {
        Total total = new Total();
        entries.forEach(total::add);
        return total;
    }

    private static void writeTotal(Json json, String name, Total total) throws IOException {
        writeCounters(json, name, total.selected, total.excluded, total.queried);
    }
}

package io.aclk.agent.web.internal;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The series that a data query is about, as a tree of nodes, instances and dimensions. Used by one thread. */
final class Selection {

    /** Label value of an instance without that label. */
    private static final String NO_LABEL = "[unset]";

    /** A node with its position in the answer. */
    record NodeSlot(Node node, int index, List<Instance> instances) {}

    /** A chart. */
    static final class Instance {
        private final NodeSlot slot;
        private final MetricStore.Chart chart;
        private final boolean selected;
        private final List<Dimension> dimensions;

        Instance(NodeSlot slot, MetricStore.Chart chart, boolean selected) {
            this.slot = slot;
            this.chart = chart;
            this.selected = selected;
            this.dimensions = new ArrayList<>(chart.spec().dimensions().size());
        }

        NodeSlot slot() {
            return slot;
        }

        MetricStore.Chart chart() {
            return chart;
        }

        /** Whether it passed the filter; if not, none of its dimensions is selected either. */
        boolean selected() {
            return selected;
        }

        List<Dimension> dimensions() {
            return dimensions;
        }

        String id() {
            return chart.spec().id();
        }

        String label(String key) {
            return chart.spec().labels().getOrDefault(key, NO_LABEL);
        }
    }

    /** A series. */
    static final class Dimension {
        private final Instance instance;
        private final ChartSpec.Dimension spec;
        private final int position;
        private final boolean selected;

        /** What the store knows; {@code null} until read, and if it was not needed. */
        MetricStore.Series series;

        /** One value for each point, oldest first; {@code null} like {@link #series}. */
        double[] values;

        /** For each point whether it has fewer samples than it should. */
        boolean[] partial;

        Dimension(Instance instance, ChartSpec.Dimension spec, int position, boolean selected) {
            this.instance = instance;
            this.spec = spec;
            this.position = position;
            this.selected = selected;
        }

        Instance instance() {
            return instance;
        }

        String id() {
            return spec.id();
        }

        String name() {
            return spec.name();
        }

        /** Position in its chart. */
        int position() {
            return position;
        }

        boolean selected() {
            return selected;
        }

        boolean queried() {
            return selected && series != null;
        }
    }

    private final List<NodeSlot> nodes = new ArrayList<>();
    private final boolean multipleNodes;
    private long first;
    private long last;
    private int updateEvery;
    private int selectedDimensions;

    private Selection(boolean multipleNodes) {
        this.multipleNodes = multipleNodes;
    }

    /**
     * Applies scope and filter.
     *
     * @param candidates the nodes that may be asked about
     */
    static Selection of(List<Node> candidates, MetricStore store, DataRequest request, Cancellation cancellation) {
        Selection selection = new Selection(candidates.size() > 1);
        for (Node node : candidates) {
            List<String> names = Nodes.names(node);
            if (request.scope().nodes().matchesAny(names)) {
                cancellation.check();
                NodeSlot slot = new NodeSlot(node, selection.nodes.size(), new ArrayList<>());
                selection.addInstances(
                        slot, store, request, request.filter().nodes().matchesAny(names));
                if (!slot.instances().isEmpty()) {
                    selection.nodes.add(slot);
                }
            }
        }
        return selection;
    }

    private void addInstances(NodeSlot slot, MetricStore store, DataRequest request, boolean nodeSelected) {
        String suffix = "@" + slot.node().machineGuid();
        DataRequest.Selector scope = request.scope();
        DataRequest.Selector filter = request.filter();
        for (MetricStore.Chart chart : store.charts(slot.node().machineGuid())) {
            ChartSpec spec = chart.spec();
            if (scope.contexts().matches(spec.context())
                    && (scope.instances().isAll() || scope.instances().matches(spec.id(), spec.id() + suffix))
                    && matchesLabels(scope.labels(), spec.labels())) {
                boolean selected = nodeSelected
                        && filter.contexts().matches(spec.context())
                        && (filter.instances().isAll() || filter.instances().matches(spec.id(), spec.id() + suffix))
                        && matchesLabels(filter.labels(), spec.labels());
                addInstance(new Instance(slot, chart, selected), request);
            }
        }
    }

    private void addInstance(Instance instance, DataRequest request) {
        boolean byId = !request.has(Option.MATCH_NAMES) || request.has(Option.MATCH_IDS);
        boolean byName = !request.has(Option.MATCH_IDS) || request.has(Option.MATCH_NAMES);
        int position = 0;
        for (ChartSpec.Dimension spec : instance.chart.spec().dimensions()) {
            if (matches(request.scope().dimensions(), spec, byId, byName)) {
                boolean selected = instance.selected && matches(request.filter().dimensions(), spec, byId, byName);
                instance.dimensions.add(new Dimension(instance, spec, position, selected));
                selectedDimensions += selected ? 1 : 0;
            }
            position++;
        }
        if (instance.dimensions.isEmpty()) {
            return;
        }
        instance.slot.instances().add(instance);
        if (instance.selected) {
            MetricStore.Chart chart = instance.chart;
            first = first == 0 ? chart.firstTime() : Math.min(first, chart.firstTime());
            last = Math.max(last, chart.lastTime());
            int every = Math.max(1, chart.updateEvery());
            updateEvery = updateEvery == 0 ? every : Math.min(updateEvery, every);
        }
    }

    private static boolean matches(SimplePattern pattern, ChartSpec.Dimension dimension, boolean byId, boolean byName) {
        return pattern.matches(byId ? dimension.id() : dimension.name(), byName ? dimension.name() : dimension.id());
    }

    private static boolean matchesLabels(SimplePattern pattern, Map<String, String> labels) {
        if (pattern.isAll()) {
            return true;
        }
        List<String> pairs = new ArrayList<>(labels.size());
        labels.forEach((key, value) -> pairs.add(key + ":" + value));
        return pattern.matchesAny(pairs);
    }

    List<NodeSlot> nodes() {
        return nodes;
    }

    boolean multipleNodes() {
        return multipleNodes;
    }

    boolean isEmpty() {
        return selectedDimensions == 0;
    }

    /**
     * Number of series to read.
     *
     * @param everything the excluded dimensions of selected instances too
     */
    int size(boolean everything) {
        if (!everything) {
            return selectedDimensions;
        }
        int size = 0;
        for (NodeSlot slot : nodes) {
            for (Instance instance : slot.instances()) {
                size += instance.selected ? instance.dimensions.size() : 0;
            }
        }
        return size;
    }

    TimeWindow.Stored stored() {
        return new TimeWindow.Stored(first, last, updateEvery);
    }
}

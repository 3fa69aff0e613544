package io.aclk.agent.web.internal;

import io.aclk.host.api.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the series of a {@link Selection} into columns, in one or two passes. */
final class Grouper {

    /** What goes into a column: a series in the first pass, a column in the second. */
    private record Input(
            Selection.Dimension dimension, double[] values, boolean[] partial, int[] counts, int aggregated) {}

    private final int points;
    private final boolean multipleNodes;
    private final Cancellation cancellation;

    Grouper(int points, boolean multipleNodes, Cancellation cancellation) {
        this.points = points;
        this.multipleNodes = multipleNodes;
        this.cancellation = cancellation;
    }

    /** Applies the passes in order. */
    List<Column> group(Selection selection, List<GroupBy> passes) {
        List<Input> selected = new ArrayList<>();
        List<Input> everything = new ArrayList<>();
        for (Selection.NodeSlot slot : selection.nodes()) {
            for (Selection.Instance instance : slot.instances()) {
                for (Selection.Dimension dimension : instance.dimensions()) {
                    if (dimension.series != null) {
                        Input input = new Input(dimension, dimension.values, dimension.partial, null, 1);
                        everything.add(input);
                        if (dimension.selected()) {
                            selected.add(input);
                        }
                    }
                }
            }
        }
        List<Column> columns = pass(selected, everything, passes.get(0));
        for (GroupBy next : passes.subList(1, passes.size())) {
            List<Input> inputs = new ArrayList<>(columns.size());
            for (Column column : columns) {
                inputs.add(new Input(
                        column.representative, column.values, column.partial, column.counts, column.aggregated));
            }
            columns = pass(inputs, inputs, next);
        }
        return columns;
    }

    private List<Column> pass(List<Input> inputs, List<Input> everything, GroupBy by) {
        boolean percentage = by.aggregation() == GroupBy.Aggregation.PERCENTAGE;
        Map<String, List<Input>> groups = new LinkedHashMap<>();
        for (Input input : inputs) {
            groups.computeIfAbsent(by.key(input.dimension(), multipleNodes), k -> new ArrayList<>())
                    .add(input);
        }
        Map<String, double[]> totals = percentage ? totals(everything, by) : Map.of();
        List<Column> columns = new ArrayList<>(groups.size());
        for (Map.Entry<String, List<Input>> group : groups.entrySet()) {
            cancellation.check();
            Selection.Dimension first = group.getValue().get(0).dimension();
            String units = percentage ? "%" : units(group.getValue());
            Column column = new Column(group.getKey(), by.name(first, multipleNodes), units, first);
            aggregate(column, group.getValue(), by.aggregation());
            if (percentage) {
                toPercentage(column, totals.get(by.totalKey(first, multipleNodes)));
            }
            columns.add(column);
        }
        return columns;
    }

    private static String units(List<Input> inputs) {
        String units = inputs.get(0).dimension().instance().chart().spec().units();
        for (Input input : inputs) {
            if (!units.equals(input.dimension().instance().chart().spec().units())) {
                return "";
            }
        }
        return units;
    }

    private Map<String, double[]> totals(List<Input> everything, GroupBy by) {
        Map<String, double[]> totals = new HashMap<>();
        for (Input input : everything) {
            double[] total =
                    totals.computeIfAbsent(by.totalKey(input.dimension(), multipleNodes), k -> new double[points]);
            for (int i = 0; i < points; i++) {
                double value = input.values()[i];
                if (!Double.isNaN(value)) {
                    total[i] += Math.abs(value);
                }
            }
        }
        return totals;
    }

    private void aggregate(Column column, List<Input> inputs, GroupBy.Aggregation aggregation) {
        for (Input input : inputs) {
            column.aggregated += input.aggregated();
        }
        if (inputs.size() == 1) {
            Input only = inputs.get(0);
            column.values = only.values().clone();
            column.partial = only.partial();
            column.counts = only.counts();
            return;
        }
        double[] values = new double[points];
        Arrays.fill(values, Double.NaN);
        int[] counts = new int[points];
        boolean[] partial = new boolean[points];
        for (Input input : inputs) {
            for (int i = 0; i < points; i++) {
                double value = input.values()[i];
                if (!Double.isNaN(value)) {
                    values[i] = counts[i] == 0 ? value : combine(values[i], value, aggregation);
                    counts[i]++;
                    partial[i] |= input.partial() != null && input.partial()[i];
                }
            }
        }
        if (aggregation == GroupBy.Aggregation.AVERAGE) {
            for (int i = 0; i < points; i++) {
                values[i] /= counts[i];
            }
        }
        column.values = values;
        column.counts = counts;
        column.partial = partial;
    }

    private static double combine(double a, double b, GroupBy.Aggregation aggregation) {
        return switch (aggregation) {
            case AVERAGE, SUM -> a + b;
            case PERCENTAGE -> Math.abs(a) + Math.abs(b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case EXTREMES -> Math.abs(b) > Math.abs(a) ? b : a;
        };
    }

    private void toPercentage(Column column, double[] total) {
        column.hidden = new double[points];
        for (int i = 0; i < points; i++) {
            double value = Math.abs(column.values[i]);
            if (!Double.isNaN(value)) {
                column.hidden[i] = Math.max(0, total[i] - value);
                column.values[i] = total[i] == 0 ? 0 : 100 * value / total[i];
            }
        }
    }
}

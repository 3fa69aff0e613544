package io.aclk.host.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a chart is: one instance of a context, with its dimensions in order. Immutable; a source builds it once and
 * passes the same object each time.
 *
 * @param id unique within a node, at most 200 characters, for example {@code disk.sda}
 * @param context what kind of chart, for example {@code disk.io}
 * @param family submenu, for example {@code sda}
 * @param title for people
 * @param units for example {@code KiB/s}
 * @param type how to draw it
 * @param priority display order, at least 10
 * @param plugin who collects it, for example {@code system}
 * @param module part of the plugin, for example {@code disk}
 * @param dimensions at least one; the order of the values of {@link MetricSink#record}
 * @param labels labels of the chart
 */
public record ChartSpec(
        String id,
        String context,
        String family,
        String title,
        String units,
        Type type,
        int priority,
        String plugin,
        String module,
        List<Dimension> dimensions,
        Map<String, String> labels) {

    /** How a chart is drawn. The wire name is the lower-case constant. */
    public enum Type {
        LINE,
        AREA,
        STACKED,
        HEATMAP;

        /** Name on the wire and in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One line of a chart.
     *
     * @param id unique within the chart
     * @param name for people
     */
    public record Dimension(String id, String name) {
        /** A dimension whose name is its id. */
        public static Dimension of(String id) {
            return new Dimension(id, id);
        }
    }

    /** Checks the ranges. */
    public ChartSpec {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(units, "units");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(plugin, "plugin");
        Objects.requireNonNull(module, "module");
        dimensions = List.copyOf(dimensions);
        labels = Map.copyOf(labels);
        if (id.isEmpty() || id.length() > 200) {
            throw new IllegalArgumentException("chart id must have 1 to 200 characters: " + id);
        }
        if (priority < 10) {
            throw new IllegalArgumentException("priority of chart " + id + " is below 10: " + priority);
        }
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException("chart " + id + " has no dimension");
        }
    }
}

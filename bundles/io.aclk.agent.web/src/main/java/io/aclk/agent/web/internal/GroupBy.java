package io.aclk.agent.web.internal;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One pass of grouping: which series share a column and how they become one value ({@code protocol/queries.md} section
 * 7). Immutable.
 *
 * @param fields what the series of one column have in common; never empty
 * @param labels the label keys of {@link Field#LABEL}
 * @param aggregation how several values become one
 */
record GroupBy(Set<Field> fields, List<String> labels, Aggregation aggregation) {

    /** What series may have in common. */
    enum Field {
        SELECTED("selected"),
        DIMENSION("dimension"),
        INSTANCE("instance"),
        PERCENTAGE_OF_INSTANCE("percentage-of-instance"),
        LABEL("label"),
        NODE("node"),
        CONTEXT("context"),
        UNITS("units");

        private final String word;

        Field(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        private static Field of(String word) {
            for (Field field : values()) {
                if (field.word.equals(word)) {
                    return field;
                }
            }
            return null;
        }
    }

    /** How several values of one point become one. */
    enum Aggregation {
        AVERAGE,
        MIN,
        MAX,
        SUM,
        PERCENTAGE,
        EXTREMES;

        private static Aggregation of(String word) {
            if (word == null) {
                return AVERAGE;
            }
            return switch (word) {
                case "min" -> MIN;
                case "max" -> MAX;
                case "sum" -> SUM;
                case "percentage" -> PERCENTAGE;
                case "extremes" -> EXTREMES;
                default -> AVERAGE;
            };
        }
    }

    /**
     * Reads a pass; unknown words are ignored, and nothing known means {@code dimension}.
     *
     * @param fieldText list of fields separated by {@code ,} or {@code |}
     * @param labelText list of label keys, or {@code null}
     * @param aggregation name, or {@code null}
     */
    static GroupBy parse(String fieldText, String labelText, String aggregation) {
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (String word : fieldText.split("[,|]")) {
            Field field = Field.of(word.strip());
            if (field != null) {
                fields.add(field);
            }
        }
        List<String> labels = new ArrayList<>();
        if (labelText != null) {
            for (String label : labelText.split("[,|]")) {
                if (!label.isBlank()) {
                    labels.add(label.strip());
                }
            }
        }
        if (!labels.isEmpty()) {
            fields.add(Field.LABEL);
        } else {
            fields.remove(Field.LABEL);
        }
        if (fields.contains(Field.SELECTED)) {
            fields.retainAll(EnumSet.of(Field.SELECTED));
        } else if (fields.contains(Field.PERCENTAGE_OF_INSTANCE)) {
            fields.removeAll(EnumSet.of(Field.DIMENSION, Field.INSTANCE));
        }
        if (fields.isEmpty()) {
            fields.add(Field.DIMENSION);
        }
        Aggregation chosen =
                fields.contains(Field.PERCENTAGE_OF_INSTANCE) ? Aggregation.PERCENTAGE : Aggregation.of(aggregation);
        return new GroupBy(fields, List.copyOf(labels), chosen);
    }

    /** The column that a series belongs to. */
    String key(Selection.Dimension dimension, boolean multipleNodes) {
        if (fields.size() == 1) {
            return part(fields.iterator().next(), dimension, multipleNodes);
        }
        StringBuilder key = new StringBuilder();
        for (Field field : fields) {
            if (!key.isEmpty()) {
                key.append(',');
            }
            key.append(part(field, dimension, multipleNodes));
        }
        return key.toString();
    }

    /**
     * What a percentage is taken of: all series, selected or not, that differ from the column in nothing but the
     * dimension.
     */
    String totalKey(Selection.Dimension dimension, boolean multipleNodes) {
        StringBuilder key = new StringBuilder();
        for (Field field : fields) {
            if (field != Field.DIMENSION) {
                key.append(part(field, dimension, multipleNodes)).append(',');
            }
        }
        return key.toString();
    }

    /** Name of the column for people. */
    String name(Selection.Dimension dimension, boolean multipleNodes) {
        if (fields.size() == 1 && fields.contains(Field.DIMENSION)) {
            return dimension.name();
        }
        if (fields.size() == 1 && fields.contains(Field.NODE)) {
            return dimension.instance().slot().node().hostname();
        }
        StringBuilder name = new StringBuilder();
        for (Field field : fields) {
            if (!name.isEmpty()) {
                name.append(',');
            }
            name.append(
                    switch (field) {
                        case DIMENSION -> dimension.name();
                        case NODE -> dimension.instance().slot().node().hostname();
                        default -> part(field, dimension, multipleNodes);
                    });
        }
        return name.toString();
    }

    private String part(Field field, Selection.Dimension dimension, boolean multipleNodes) {
        Selection.Instance instance = dimension.instance();
        return switch (field) {
            case SELECTED -> "selected";
            case DIMENSION -> dimension.id();
            case INSTANCE, PERCENTAGE_OF_INSTANCE ->
                multipleNodes ? instance.id() + "@" + instance.slot().node().machineGuid() : instance.id();
            case LABEL -> labelPart(instance);
            case NODE -> instance.slot().node().machineGuid().toString();
            case CONTEXT -> instance.chart().spec().context();
            case UNITS -> instance.chart().spec().units();
        };
    }

    private String labelPart(Selection.Instance instance) {
        StringBuilder values = new StringBuilder();
        for (String label : labels) {
            if (!values.isEmpty()) {
                values.append(',');
            }
            values.append(instance.label(label));
        }
        return values.toString();
    }
}

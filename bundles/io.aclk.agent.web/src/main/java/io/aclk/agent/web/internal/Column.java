package io.aclk.agent.web.internal;

/**
 * One column of a table: the values of all series that were grouped together. Values may be changed in place by the
 * steps after the grouping; used by one thread.
 */
final class Column {

    /** The point has no value. */
    static final int EMPTY = 1;

    /** The point has fewer samples than it should. */
    static final int PARTIAL = 4;

    final String id;
    final String name;

    /** Unit, after the aggregation. */
    final String units;

    /** A series of the column; it gives the column its place in a second pass. */
    final Selection.Dimension representative;

    /** One value for each point, oldest first; {@code NaN} = none. */
    double[] values;

    /** How many series gave a value to a point; {@code null} if it is always the only one. */
    int[] counts;

    /** Bits of {@link #PARTIAL} for each point; {@code null} if there are none. */
    boolean[] partial;

    /** What the series that are excluded sum up to, only for a percentage; else {@code null}. */
    double[] hidden;

    /** Number of series. */
    int aggregated;

    Column(String id, String name, String units, Selection.Dimension representative) {
        this.id = id;
        this.name = name;
        this.units = units;
        this.representative = representative;
    }

    int annotations(int point) {
        return (Double.isNaN(values[point]) ? EMPTY : 0) | (partial != null && partial[point] ? PARTIAL : 0);
    }

    int count(int point) {
        return counts != null ? counts[point] : Double.isNaN(values[point]) ? 0 : 1;
    }

    boolean isAllZero() {
        for (double value : values) {
            if (!Double.isNaN(value) && value != 0) {
                return false;
            }
        }
        return true;
    }
}

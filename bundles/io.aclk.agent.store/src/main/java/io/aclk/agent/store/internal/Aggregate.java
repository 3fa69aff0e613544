package io.aclk.agent.store.internal;

/**
 * A point of the older tiers: what the samples of its time were. It lies in {@link #COLUMNS} neighbouring elements of an
 * array, so that a window of points is one array.
 */
final class Aggregate {

    /** Values of a point. */
    static final int COLUMNS = 7;

    static final int COUNT = 0;
    static final int MIN = 1;
    static final int MAX = 2;
    static final int SUM = 3;
    static final int FIRST = 4;
    static final int LAST = 5;
    /** Sum of the squared distances to the mean: exact standard deviations, without cancellation. */
    static final int SQUARES = 6;

    private Aggregate() {}

    /** Adds a sample that is newer than those added before. */
    static void add(double[] points, int at, double value) {
        if (Double.isNaN(points[at])) {
            points[at + COUNT] = 1;
            points[at + MIN] = value;
            points[at + MAX] = value;
            points[at + SUM] = value;
            points[at + FIRST] = value;
            points[at + LAST] = value;
            points[at + SQUARES] = 0;
            return;
        }
        double before = value - points[at + SUM] / points[at + COUNT];
        points[at + COUNT]++;
        points[at + SUM] += value;
        points[at + MIN] = Math.min(points[at + MIN], value);
        points[at + MAX] = Math.max(points[at + MAX], value);
        points[at + LAST] = value;
        points[at + SQUARES] += before * (value - points[at + SUM] / points[at + COUNT]);
    }

    /** Adds a point that is newer than what was added before. */
    static void merge(double[] points, int at, double[] other, int from) {
        if (Double.isNaN(points[at])) {
            System.arraycopy(other, from, points, at, COLUMNS);
            return;
        }
        double count = points[at + COUNT];
        double added = other[from + COUNT];
        double distance = other[from + SUM] / added - points[at + SUM] / count;
        points[at + SQUARES] += other[from + SQUARES] + distance * distance * count * added / (count + added);
        points[at + COUNT] = count + added;
        points[at + SUM] += other[from + SUM];
        points[at + MIN] = Math.min(points[at + MIN], other[from + MIN]);
        points[at + MAX] = Math.max(points[at + MAX], other[from + MAX]);
        points[at + LAST] = other[from + LAST];
    }
}

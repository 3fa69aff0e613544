package io.aclk.itests.bench;

import java.util.Arrays;

/** Latencies of one contestant, in nanoseconds. Not thread-safe. */
final class Samples {

    private static final double NANOS_PER_MILLI = 1e6;

    private long[] values = new long[1 << 16];
    private int count;
    private long busyNanos;
    private long cpuMicros;

    void add(long nanos) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = nanos;
    }

    /** Adds those of a turn, what it took, and the CPU time of the agent in it. */
    void add(Samples turn, long nanos, long micros) {
        for (int i = 0; i < turn.count; i++) {
            add(turn.values[i]);
        }
        busyNanos += nanos;
        cpuMicros += micros;
    }

    int count() {
        return count;
    }

    double perSecond() {
        return count * 1e9 / busyNanos;
    }

    /** CPU time of the agent for one answer, microseconds. */
    double cpuMicros() {
        return (double) cpuMicros / count;
    }

    /** A quantile, milliseconds. */
    double millis(double quantile) {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, (long) (count * quantile))] / NANOS_PER_MILLI;
    }
}

package io.aclk.agent.system.internal;

import java.util.Arrays;
import oshi.hardware.CentralProcessor.TickType;

/** Turns the tick counters of a processor into percentages of the time between two readings. Not thread-safe. */
final class CpuShares {

    /** In the order of {@link #IDS}. */
    private static final TickType[] TYPES = {
        TickType.USER, TickType.NICE, TickType.SYSTEM, TickType.IOWAIT, TickType.IRQ, TickType.SOFTIRQ, TickType.STEAL
    };

    /** Dimensions; idle time is what is left of 100. */
    static final String[] IDS = {"user", "nice", "system", "iowait", "irq", "softirq", "steal"};

    private long[] last;

    /**
     * Takes a reading.
     *
     * @param ticks by {@link TickType#getIndex()}
     * @return percentages in the order of {@link #IDS}, or {@code null} for a first reading or one without progress
     */
    double[] next(long[] ticks) {
        long[] before = last;
        last = ticks.clone();
        if (before == null || before.length != ticks.length) {
            return null;
        }
        long[] delta = new long[ticks.length];
        for (int i = 0; i < ticks.length; i++) {
            // the kernel's iowait may step back by a tick
            delta[i] = Math.max(0, ticks[i] - before[i]);
        }
        long total = Arrays.stream(delta).sum();
        if (total == 0) {
            return null;
        }
        double[] shares = new double[TYPES.length];
        for (int i = 0; i < TYPES.length; i++) {
            shares[i] = 100.0 * delta[TYPES[i].getIndex()] / total;
        }
        return shares;
    }
}

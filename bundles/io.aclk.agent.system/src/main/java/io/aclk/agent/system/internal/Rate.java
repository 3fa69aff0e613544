package io.aclk.agent.system.internal;

/**
 * The change of a counter per second. The first reading gives none, nor does one that went backwards: the counter was
 * reset, or the device was exchanged. Not thread-safe.
 */
final class Rate {

    private static final double NANOS_PER_SECOND = 1e9;

    private long lastValue;
    private long lastNanos;
    private boolean known;

    /**
     * Takes a reading.
     *
     * @param value of the counter
     * @param nanos {@link System#nanoTime()} of the reading
     * @return units per second, or {@code NaN}
     */
    double next(long value, long nanos) {
        double rate = Double.NaN;
        if (known && value >= lastValue && nanos > lastNanos) {
            rate = (value - lastValue) * NANOS_PER_SECOND / (nanos - lastNanos);
        }
        lastValue = value;
        lastNanos = nanos;
        known = true;
        return rate;
    }
}

package io.aclk.agent.system.internal;

/** A sum of what is known: unknown values add nothing, and the sum of none is unknown. Not thread-safe. */
final class Sum {

    private double value = Double.NaN;

    void add(double part) {
        if (!Double.isNaN(part)) {
            value = Double.isNaN(value) ? part : value + part;
        }
    }

    double value() {
        return value;
    }
}

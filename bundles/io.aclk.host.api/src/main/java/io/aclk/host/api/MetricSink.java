package io.aclk.host.api;

import org.osgi.annotation.versioning.ProviderType;

/** Where a {@link MetricSource} puts the values of one second. Not thread-safe. */
@ProviderType
public interface MetricSink {

    /** The second that the values belong to, epoch seconds. */
    long time();

    /**
     * Records the values of one chart. The first call with an unknown chart creates it; one with a changed
     * specification updates it.
     *
     * @param chart what the chart is
     * @param values one value for each dimension, in their order; {@code NaN} = no value this time
     * @throws IllegalArgumentException if there are not as many values as dimensions
     */
    void record(ChartSpec chart, double... values);
}

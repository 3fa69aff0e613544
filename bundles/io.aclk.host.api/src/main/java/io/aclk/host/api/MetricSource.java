package io.aclk.host.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard: a bundle with metrics. The host calls it once a second.
 *
 * <p>Optional service property {@link #UPDATE_EVERY}. A source that throws is logged at the first failure and at every
 * change of it, and is called again the next time; a source that takes long delays only itself: while a call runs, the
 * following ones are left out.
 */
@ConsumerType
public interface MetricSource {

    /** Service property ({@code Integer}, seconds, default 1): how often to collect. */
    String UPDATE_EVERY = "aclk.update.every";

    /**
     * Reads the current values and records them. Called on a thread of the host, never twice at a time. All values of
     * one call get the same second.
     *
     * @param sink where to; valid during the call only
     * @throws Exception if nothing could be read; what was recorded before stays
     */
    void collect(MetricSink sink) throws Exception;
}

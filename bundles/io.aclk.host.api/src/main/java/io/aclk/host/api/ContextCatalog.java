package io.aclk.host.api;

import java.util.List;
import java.util.UUID;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The contexts of each node: what kinds of charts it has ({@code protocol/streams.md} section 1). Thread-safe; reads
 * never block on I/O.
 */
@ProviderType
public interface ContextCatalog {

    /**
     * All contexts of a node with retention.
     *
     * @return empty for an unknown node
     */
    List<Context> contexts(UUID machineGuid);

    /** The distinct plugin and module pairs that collect data of a node now. */
    List<Collector> collectors(UUID machineGuid);

    /**
     * Tells a listener of changes from now on.
     *
     * @param listener called on a thread of the host, one call at a time; must return at once
     * @return ends it; idempotent
     */
    Subscription listen(Listener listener);

    /** What a listener is told. */
    @ConsumerType
    interface Listener {
        /**
         * A context was created, deleted, or changed in anything but a growing {@link Context#lastTime()} while it is
         * being collected.
         */
        void contextsChanged(UUID machineGuid);
    }

    /**
     * A kind of charts of one node.
     *
     * @param id for example {@code system.cpu}
     * @param title for people
     * @param units for example {@code percentage}
     * @param family for example {@code cpu}
     * @param chartType how to draw it
     * @param priority display order, at least 10
     * @param firstTime oldest sample, epoch seconds
     * @param lastTime newest sample, epoch seconds
     * @param collected data is being collected now
     */
    record Context(
            String id,
            String title,
            String units,
            String family,
            ChartSpec.Type chartType,
            int priority,
            long firstTime,
            long lastTime,
            boolean collected) {}

    /**
     * A collector.
     *
     * @param plugin for example {@code system}
     * @param module for example {@code cpu}
     */
    record Collector(String plugin, String module) {}
}

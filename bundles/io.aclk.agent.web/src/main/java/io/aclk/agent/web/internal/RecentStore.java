package io.aclk.agent.web.internal;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.MetricStore;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/** A store whose list of charts is taken at most ten times a second. Thread-safe. */
final class RecentStore implements MetricStore {

    private static final UUID ANY_NODE = new UUID(0, 0);

    private final MetricStore store;
    private final Recent<List<Chart>> charts;
    private final Recent<List<Tier>> tiers;

    RecentStore(MetricStore store, LongSupplier nanoTime) {
        this.store = store;
        this.charts = new Recent<>(store::charts, nanoTime);
        this.tiers = new Recent<>(any -> store.tiers(), nanoTime);
    }

    @Override
    public List<Chart> charts(UUID machineGuid) {
        return charts.get(machineGuid);
    }

    @Override
    public List<Tier> tiers() {
        return tiers.get(ANY_NODE);
    }

    @Override
    public Result query(Query query, Cancellation cancellation) {
        return store.query(query, cancellation);
    }

    void forget(UUID machineGuid) {
        charts.forget(machineGuid);
    }
}

package io.aclk.agent.web.internal;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.Subscription;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/** A catalog whose lists are taken at most ten times a second. Thread-safe. */
final class RecentCatalog implements ContextCatalog {

    private final ContextCatalog catalog;
    private final Recent<List<Context>> contexts;
    private final Recent<List<Collector>> collectors;

    RecentCatalog(ContextCatalog catalog, LongSupplier nanoTime) {
        this.catalog = catalog;
        this.contexts = new Recent<>(catalog::contexts, nanoTime);
        this.collectors = new Recent<>(catalog::collectors, nanoTime);
    }

    @Override
    public List<Context> contexts(UUID machineGuid) {
        return contexts.get(machineGuid);
    }

    @Override
    public List<Collector> collectors(UUID machineGuid) {
        return collectors.get(machineGuid);
    }

    @Override
    public Subscription listen(Listener listener) {
        return catalog.listen(listener);
    }

    void forget(UUID machineGuid) {
        contexts.forget(machineGuid);
        collectors.forget(machineGuid);
    }
}

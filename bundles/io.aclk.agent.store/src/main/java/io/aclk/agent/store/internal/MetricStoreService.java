package io.aclk.agent.store.internal;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.MetricStore;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The store as a service: it has one node, this machine, whatever its identity is at the moment. */
@Component(service = MetricStore.class)
public final class MetricStoreService implements MetricStore {

    private final Engine engine;
    private final Supplier<UUID> machineGuid;

    /** Called by Declarative Services. */
    @Activate
    public MetricStoreService(@Reference AgentStore store) {
        this(store.engine(), store.identity()::machineGuid);
    }

    MetricStoreService(Engine engine, Supplier<UUID> machineGuid) {
        this.engine = engine;
        this.machineGuid = machineGuid;
    }

    @Override
    public List<Chart> charts(UUID node) {
        return machineGuid.get().equals(node) ? engine.charts() : List.of();
    }

    @Override
    public List<Tier> tiers() {
        return engine.tiers();
    }

    @Override
    public Result query(Query query, Cancellation cancellation) {
        EngineView view = engine.view(query, machineGuid.get().equals(query.machineGuid()));
        return new QueryRunner(query, view, cancellation).run();
    }
}

package io.aclk.agent.store.internal;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Subscription;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The contexts of this machine, made from its charts whenever they are asked for. */
@Component(service = ContextCatalog.class)
public final class ContextCatalogService implements ContextCatalog {

    private final Engine engine;
    private final Supplier<UUID> machineGuid;
    private final Subscription ticks;
    private final Listeners<Listener> listeners = new Listeners<>();
    /** What listeners know; last times of contexts being collected are left out. Only on the notifying thread. */
    private Set<Context> told = Set.of();
    /** Whose contexts those are. Only on the notifying thread. */
    private UUID toldOf;

    /** Called by Declarative Services. */
    @Activate
    public ContextCatalogService(@Reference AgentStore store) {
        this.engine = store.engine();
        this.machineGuid = store.identity()::machineGuid;
        this.ticks = store.everySecond(this::refresh);
    }

    ContextCatalogService(Engine engine, Supplier<UUID> machineGuid) {
        this.engine = engine;
        this.machineGuid = machineGuid;
        this.ticks = () -> {};
    }

    /** Stops looking for changes. */
    @Deactivate
    void deactivate() {
        ticks.close();
    }

    @Override
    public List<Context> contexts(UUID node) {
        return machineGuid.get().equals(node) ? ContextMerger.merge(engine.charts()) : List.of();
    }

    @Override
    public List<Collector> collectors(UUID node) {
        if (!machineGuid.get().equals(node)) {
            return List.of();
        }
        return engine.charts().stream()
                .filter(MetricStore.Chart::collected)
                .map(chart -> new Collector(chart.spec().plugin(), chart.spec().module()))
                .distinct()
                .toList();
    }

    @Override
    public Subscription listen(Listener listener) {
        return listeners.add(listener);
    }

    /** Tells listeners if something has changed. */
    void refresh() {
        UUID node = machineGuid.get();
        Set<Context> present = new HashSet<>();
        for (Context context : ContextMerger.merge(engine.charts())) {
            present.add(new Context(
                    context.id(),
                    context.title(),
                    context.units(),
                    context.family(),
                    context.chartType(),
                    context.priority(),
                    context.firstTime(),
                    context.collected() ? 0 : context.lastTime(),
                    context.collected()));
        }
        boolean another = toldOf != null && !toldOf.equals(node);
        toldOf = node;
        if (another || !present.equals(told)) {
            told = present;
            listeners.tell(listener -> listener.contextsChanged(node));
        }
    }
}

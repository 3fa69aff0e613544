package io.aclk.agent.store.internal;

import io.aclk.host.api.MetricSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Collects from all {@link MetricSource}s, each on a thread {@code agent-collect-<n>} of its own. */
@Component(
        service = {},
        immediate = true)
public final class Collectors {

    private record Running(SourceRunner runner, Thread thread) {}

    private final Map<MetricSource, Running> running = new HashMap<>();
    private final AtomicInteger threads = new AtomicInteger();
    private final AgentStore store;

    /** Called by Declarative Services. */
    @Activate
    public Collectors(@Reference AgentStore store) {
        this.store = store;
    }

    /** Starts to collect from a source. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addSource(MetricSource source, Map<String, Object> properties) {
        int updateEvery = properties.get(MetricSource.UPDATE_EVERY) instanceof Integer seconds ? seconds : 1;
        SourceRunner runner = new SourceRunner(source, updateEvery, store.engine(), WallClock.system());
        Thread thread = AgentThreads.create("agent-collect-" + threads.incrementAndGet(), runner);
        running.put(source, new Running(runner, thread));
        thread.start();
    }

    /** Stops to collect from a source. */
    void removeSource(MetricSource source) {
        Running gone;
        synchronized (this) {
            gone = running.remove(source);
        }
        if (gone != null) {
            end(List.of(gone));
        }
    }

    /** Ends all threads. */
    @Deactivate
    void deactivate() {
        List<Running> all;
        synchronized (this) {
            all = List.copyOf(running.values());
            running.clear();
        }
        end(all);
    }

    private static void end(List<Running> ending) {
        ending.forEach(each -> each.runner.stop());
        AgentThreads.stop(ending.stream().map(Running::thread).toList());
    }
}

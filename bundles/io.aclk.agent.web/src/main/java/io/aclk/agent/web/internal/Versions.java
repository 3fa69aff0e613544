package io.aclk.agent.web.internal;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.Subscription;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Counts changes of nodes and contexts, so that a client sees cheaply whether it must ask again. The counters begin at
 * the time of the start, so that they differ from those of an earlier run. Thread-safe.
 */
final class Versions implements AutoCloseable {

    private final AtomicLong nodes;
    private final AtomicLong contexts;
    private final Subscription nodeSubscription;
    private final Subscription contextSubscription;

    /**
     * Begins to count.
     *
     * @param started time of the start, epoch seconds
     * @param changed told of each node whose contexts have changed, before the change is counted
     */
    Versions(NodeDirectory directory, ContextCatalog catalog, long started, Consumer<UUID> changed) {
        nodes = new AtomicLong(started);
        contexts = new AtomicLong(started);
        nodeSubscription = directory.listen(guid -> nodes.incrementAndGet());
        contextSubscription = catalog.listen(guid -> {
            changed.accept(guid);
            contexts.incrementAndGet();
        });
    }

    long nodes() {
        return nodes.get();
    }

    long contexts() {
        return contexts.get();
    }

    @Override
    public void close() {
        nodeSubscription.close();
        contextSubscription.close();
    }
}

package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.Subscription;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentTest {

    private static final UUID NODE = FakeHost.LOCAL_GUID;

    private final AtomicLong now = new AtomicLong(-5);

    @Test
    void asksAgainAfterATenthOfASecondOrAChange() {
        AtomicLong asked = new AtomicLong();
        Recent<Long> recent = new Recent<>(node -> asked.incrementAndGet(), now::get);

        assertEquals(1L, recent.get(NODE));
        now.addAndGet(99_999_999);
        assertEquals(1L, recent.get(NODE));
        assertEquals(2L, recent.get(FakeHost.CHILD_GUID));
        now.addAndGet(1);
        assertEquals(3L, recent.get(NODE));
        recent.forget(NODE);
        assertEquals(4L, recent.get(NODE));
    }

    @Test
    void storeAndCatalogForgetWhatHasChanged() {
        FakeHost host = FakeHost.withSamples();
        RecentStore store = new RecentStore(host, now::get);
        RecentCatalog catalog = new RecentCatalog(host, now::get);
        assertEquals(2, store.charts(NODE).size());
        assertEquals(2, catalog.contexts(NODE).size());

        host.add(NODE, FakeHost.chart("new", "new", "f", "t", "u", "a"), 1);

        assertEquals(2, store.charts(NODE).size());
        assertEquals(2, catalog.contexts(NODE).size());
        store.forget(NODE);
        catalog.forget(NODE);
        assertEquals(3, store.charts(NODE).size());
        assertEquals(3, catalog.contexts(NODE).size());
    }

    @Test
    void versionsGrowWithEachChangeUntilClosed() {
        AtomicReference<NodeDirectory.Listener> nodeListener = new AtomicReference<>();
        AtomicReference<ContextCatalog.Listener> contextListener = new AtomicReference<>();
        AtomicReference<UUID> changed = new AtomicReference<>();
        FakeHost host = new FakeHost() {
            @Override
            public Subscription listen(NodeDirectory.Listener listener) {
                nodeListener.set(listener);
                return () -> nodeListener.set(null);
            }

            @Override
            public Subscription listen(ContextCatalog.Listener listener) {
                contextListener.set(listener);
                return () -> contextListener.set(null);
            }
        };
        Versions versions = new Versions(host, host, 100, changed::set);

        nodeListener.get().nodeChanged(NODE);
        contextListener.get().contextsChanged(NODE);
        contextListener.get().contextsChanged(NODE);

        assertEquals(List.of(101L, 102L), List.of(versions.nodes(), versions.contexts()));
        assertEquals(NODE, changed.get());
        assertNotEquals(null, nodeListener.get());
        versions.close();
        assertEquals(null, nodeListener.get());
        assertEquals(null, contextListener.get());
    }
}

package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.ContextCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextCatalogServiceTest {

    private static final ChartSpec CHART = Samples.chart("c", "test.context", "family", "Title", 1);

    @TempDir
    Path directory;

    private final List<UUID> told = new ArrayList<>();
    private long now = 1_767_225_600;
    private UUID guid = Samples.GUID;
    private Engine engine;
    private ContextCatalogService catalog;

    @BeforeEach
    void open() {
        engine = new Engine(directory, () -> now);
        engine.open();
        catalog = new ContextCatalogService(engine, () -> guid);
        catalog.listen(told::add);
    }

    @Test
    void listenersAreToldOfEverythingButAGrowingLastTime() {
        collect(CHART);
        catalog.refresh();
        assertEquals(List.of(Samples.GUID), told, "created");

        for (int second = 0; second < 5; second++) {
            collect(CHART);
            catalog.refresh();
        }
        assertEquals(1, told.size(), "only its last time grew");

        collect(Samples.chart("c", "test.context", "family", "New title", 1));
        catalog.refresh();
        assertEquals(2, told.size(), "its title changed");

        now += 10;
        catalog.refresh();
        catalog.refresh();
        assertEquals(3, told.size(), "it is not collected any more");
        assertFalse(catalog.contexts(Samples.GUID).get(0).collected());
    }

    @Test
    void contextsWithRetentionAreThereAtOnceAfterARestart() {
        collect(CHART);
        engine.flush();
        long last = now;
        now += 1;

        open();

        ContextCatalog.Context context = catalog.contexts(Samples.GUID).get(0);
        assertEquals("test.context", context.id());
        assertEquals(last, context.firstTime());
        assertEquals(last, context.lastTime());
        assertFalse(context.collected());
        assertEquals(List.of(), catalog.collectors(Samples.GUID));
    }

    @Test
    void collectorsAreThePairsThatCollectNow() {
        collect(CHART);
        engine.record(now, 1, Samples.row(Samples.chart("d", 1), 1));

        assertEquals(List.of(new ContextCatalog.Collector("plugin", "module")), catalog.collectors(Samples.GUID));
    }

    @Test
    void otherNodesHaveNothing() {
        collect(CHART);

        assertTrue(catalog.contexts(new UUID(1, 2)).isEmpty());
        assertTrue(catalog.collectors(new UUID(1, 2)).isEmpty());
    }

    @Test
    void anotherMachineGuidHasTheSameContextsAndListenersAreTold() {
        collect(CHART);
        catalog.refresh();
        told.clear();

        guid = new UUID(5, 6);
        catalog.refresh();
        catalog.refresh();

        assertEquals(List.of(guid), told);
        assertEquals("test.context", catalog.contexts(guid).get(0).id());
        assertTrue(catalog.contexts(Samples.GUID).isEmpty());
        assertEquals(1, catalog.collectors(guid).size());
    }

    private void collect(ChartSpec chart) {
        now++;
        engine.record(now, 1, Samples.row(chart, 1));
    }
}

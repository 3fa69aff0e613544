package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.MetricStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextMergerTest {

    @ParameterizedTest
    @CsvSource({
        "same, same, same",
        "Disk sda I/O, Disk sdb I/O, Disk sd[x] I/O",
        "Disk sd[x] I/O, Disk sdc I/O, Disk sd[x] I/O",
        "Disk sd[x] I/O, Disk sd[ I/O, Disk sd[x] I/O",
        "Disk sd[x] I/O, Disk vda I/O, Disk [x] I/O",
        "aa, aaa, aa[x]",
        "aa[x], aa, aa[x]",
        "sda, vdb, [x]",
        "'', sda, [x]"
    })
    void aDifferingMiddleBecomesX(String one, String other, String merged) {
        assertEquals(merged, ContextMerger.mergeTexts(one, other));
    }

    @Test
    void aContextIsMadeOfItsCharts() {
        List<ContextCatalog.Context> contexts = ContextMerger.merge(List.of(
                chart("disk.sda", "sda", "KiB/s", 2_000, 100, 900, false),
                chart("disk.sdb", "sdb", "MiB/s", 2_100, 200, 1_000, true)));

        ContextCatalog.Context context = contexts.get(0);
        assertEquals(1, contexts.size());
        assertEquals("disk.io", context.id());
        assertEquals("sd[x]", context.family());
        assertEquals("Disk I/O of sd[x]", context.title());
        assertEquals("MiB/s", context.units(), "the last collected chart wins");
        assertEquals(2_100, context.priority(), "the smallest of the collected charts");
        assertEquals(100, context.firstTime());
        assertEquals(1_000, context.lastTime());
        assertTrue(context.collected());
    }

    @Test
    void withoutACollectedChartTheRestCounts() {
        ContextCatalog.Context context = ContextMerger.merge(List.of(
                        chart("disk.sda", "sda", "KiB/s", 2_000, 100, 900, false),
                        chart("disk.sdb", "sdb", "KiB/s", 1_000, 200, 800, false)))
                .get(0);

        assertEquals(1_000, context.priority());
        assertEquals(900, context.lastTime());
        assertFalse(context.collected());
    }

    private static MetricStore.Chart chart(
            String id, String disk, String units, int priority, long first, long last, boolean collected) {
        ChartSpec spec = new ChartSpec(
                id,
                "disk.io",
                disk,
                "Disk I/O of " + disk,
                units,
                ChartSpec.Type.AREA,
                priority,
                "system",
                "disk",
                List.of(ChartSpec.Dimension.of("reads")),
                Map.of());
        return new MetricStore.Chart(spec, 1, first, last, collected, new double[] {1});
    }
}

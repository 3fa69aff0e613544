package io.aclk.agent.store.internal;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** What tests record and ask for. */
final class Samples {

    static final UUID GUID = UUID.fromString("0d3cc0f2-8a67-11ee-b9d1-0242ac120002");

    private Samples() {}

    /** A chart with dimensions d0, d1, ... */
    static ChartSpec chart(String id, int dimensions) {
        return chart(id, "test.context", "family", "Title", dimensions);
    }

    static ChartSpec chart(String id, String context, String family, String title, int dimensions) {
        List<ChartSpec.Dimension> all = IntStream.range(0, dimensions)
                .mapToObj(i -> ChartSpec.Dimension.of("d" + i))
                .toList();
        return new ChartSpec(
                id, context, family, title, "units", ChartSpec.Type.LINE, 100, "plugin", "module", all, Map.of());
    }

    static List<Engine.Row> row(ChartSpec chart, double... values) {
        return List.of(new Engine.Row(chart, values));
    }

    static MetricStore.Query query(
            String chart, long after, long before, long step, MetricStore.Grouping grouping, String option, int tier) {
        List<MetricStore.SeriesKey> keys = new ArrayList<>();
        keys.add(new MetricStore.SeriesKey(chart, "d0"));
        return new MetricStore.Query(GUID, keys, after, before, step, grouping, option, tier);
    }

    /** The values of dimension d0 per second. */
    static double[] seconds(Engine engine, String chart, long after, long before) {
        MetricStore.Query query = query(chart, after, before, 1, MetricStore.Grouping.AVERAGE, "", 0);
        return ask(engine, query).series().get(0).values();
    }

    static MetricStore.Result ask(Engine engine, MetricStore.Query query) {
        return new MetricStoreService(engine, () -> GUID).query(query, Cancellation.none());
    }
}

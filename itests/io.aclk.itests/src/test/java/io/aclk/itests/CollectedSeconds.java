package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.MetricStore.Grouping;
import io.aclk.host.api.MetricStore.Query;
import io.aclk.host.api.MetricStore.SeriesKey;
import io.aclk.host.api.NodeDirectory;
import io.aclk.itests.driver.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.osgi.framework.BundleContext;

/** Inside the framework: what the agent collects from now on, by the second. */
final class CollectedSeconds {

    private static final String CHART = "system.cpu";
    private static final Duration STORED = Duration.ofSeconds(30);

    private final MetricStore store;
    private final UUID machine;
    private final long begin;

    private CollectedSeconds(MetricStore store, UUID machine, long begin) {
        this.store = store;
        this.machine = machine;
        this.begin = begin;
    }

    /** Begins with the last second that is stored. */
    static CollectedSeconds from(BundleContext context) {
        MetricStore store = Services.await(context, MetricStore.class, "");
        UUID machine = Services.await(context, NodeDirectory.class, "").local().machineGuid();
        Await.until("the agent collects", STORED, () -> last(store, machine) > 0, () -> CHART + " is not there");
        return new CollectedSeconds(store, machine, last(store, machine));
    }

    /**
     * There is a sample for each second until now.
     *
     * @return how many
     */
    int assertComplete() {
        long end = Instant.now().getEpochSecond();
        Await.until(
                "the second " + end + " is stored",
                STORED,
                () -> last(store, machine) >= end,
                () -> "the last one is " + last(store, machine));
        List<Long> missing = new ArrayList<>();
        SeriesKey series = new SeriesKey(
                CHART, chart(store, machine).spec().dimensions().get(0).id());
        double[] values = store.query(
                        new Query(machine, List.of(series), begin, end, 1, Grouping.AVERAGE, "", 0),
                        Cancellation.none())
                .series()
                .get(0)
                .values();
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                missing.add(begin + 1 + i);
            }
        }
        assertEquals(List.of(), missing, "seconds without a sample of " + CHART + ", of " + values.length);
        return values.length;
    }

    private static long last(MetricStore store, UUID machine) {
        return chart(store, machine).lastTime();
    }

    private static MetricStore.Chart chart(MetricStore store, UUID machine) {
        return store.charts(machine).stream()
                .filter(chart -> chart.spec().id().equals(CHART))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no chart " + CHART));
    }
}

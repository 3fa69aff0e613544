package io.aclk.agent.web.internal;

import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;

/**
 * How much there is of a node.
 *
 * @param charts charts with retention
 * @param metrics their dimensions
 * @param chartsCollected charts collected now
 * @param metricsCollected their dimensions
 * @param first oldest sample, epoch seconds, 0 if there is none
 * @param last newest sample, epoch seconds, 0 if there is none
 */
record Counts(long charts, long metrics, long chartsCollected, long metricsCollected, long first, long last) {

    static Counts of(Host host, Node node) {
        long charts = 0;
        long metrics = 0;
        long chartsCollected = 0;
        long metricsCollected = 0;
        long first = 0;
        long last = 0;
        for (MetricStore.Chart chart : host.store().charts(node.machineGuid())) {
            int dimensions = chart.spec().dimensions().size();
            charts++;
            metrics += dimensions;
            if (chart.collected()) {
                chartsCollected++;
                metricsCollected += dimensions;
            }
            first = first == 0 ? chart.firstTime() : Math.min(first, chart.firstTime());
            last = Math.max(last, chart.lastTime());
        }
        return new Counts(charts, metrics, chartsCollected, metricsCollected, first, last);
    }

    Counts plus(Counts other) {
        return new Counts(
                charts + other.charts,
                metrics + other.metrics,
                chartsCollected + other.chartsCollected,
                metricsCollected + other.metricsCollected,
                first == 0 ? other.first : other.first == 0 ? first : Math.min(first, other.first),
                Math.max(last, other.last));
    }
}

package io.aclk.agent.store.internal;

import io.aclk.host.api.MetricStore;

/** What a tier holds, for people. */
final class TierReport {

    private TierReport() {}

    /**
     * Counts. To be called with the lock of {@link Engine}.
     *
     * @param series number of series
     * @param oldest first time of any chart
     * @param newest last time of any chart
     * @param journalBytes size of the journal, which belongs to the finest tier
     */
    static MetricStore.Tier of(Tier tier, int series, long oldest, long newest, long journalBytes) {
        TierSpec spec = tier.spec();
        long points = 0;
        long bytes = 0;
        for (Block block : tier.blocks()) {
            points += block.points();
            bytes += block.memory() == null ? block.bytes() : 0;
        }
        for (double[] window : tier.head().windows().values()) {
            points += Recovery.points(window, spec.columns());
        }
        boolean empty = points == 0;
        return new MetricStore.Tier(
                spec.index(),
                spec.granularity(),
                spec.retention(),
                empty ? 0 : Math.max(oldest, tier.firstCovered()),
                empty ? 0 : newest,
                series,
                points,
                bytes + journalBytes);
    }
}

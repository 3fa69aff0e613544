package io.aclk.agent.store.internal;

import java.util.List;

/**
 * What a query reads from, taken at one moment.
 *
 * @param series number of each series asked for, -1 if it is unknown
 * @param updateEvery collection interval of each
 * @param firstTime oldest sample of their charts
 * @param tiers finest first
 * @param firstCovered earliest time that each tier covers, {@link Long#MAX_VALUE} if it is empty
 */
record EngineView(int[] series, int[] updateEvery, long firstTime, List<TierView> tiers, List<Long> firstCovered) {}

package io.aclk.agent.store.internal;

import java.util.List;
import java.util.Map;

/**
 * What a reader sees of a tier, taken at one moment.
 *
 * @param spec which tier
 * @param blocks sealed blocks, oldest first
 * @param headStart start of what is in {@code head}
 * @param head newest points of the series and the period asked for
 */
record TierView(TierSpec spec, List<Block> blocks, long headStart, Map<Integer, double[]> head) {}

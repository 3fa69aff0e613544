package io.aclk.agent.store.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which times are stored of each series, read from the indexes of the blocks. The first time is the earliest that a
 * point of any tier covers; the last is exact where the finest tier has it.
 */
final class Coverage {

    private static final Logger LOG = LoggerFactory.getLogger(Coverage.class);

    /**
     * Covered times, both inclusive.
     *
     * @param first earliest
     * @param last latest
     */
    record Range(long first, long last) {

        private Range or(Range other) {
            return new Range(Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    private final Map<Integer, Range> ranges = new HashMap<>();

    private Coverage() {}

    /** Reads the indexes of all blocks; tiers are given finest first. Damaged indexes are logged and passed over. */
    static Coverage of(List<TierSpec> specs, List<List<Block>> blocks) {
        Coverage coverage = new Coverage();
        try (BlockFiles files = new BlockFiles()) {
            for (int tier = specs.size() - 1; tier >= 0; tier--) {
                coverage.addTier(read(files, specs.get(tier), blocks.get(tier)));
            }
        }
        return coverage;
    }

    /** The range of a series, or {@code null} if nothing is stored of it. */
    Range range(int series) {
        return ranges.get(series);
    }

    /** Largest series number, -1 if there is none. */
    int maxSeries() {
        return ranges.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    private static Map<Integer, Range> read(BlockFiles files, TierSpec spec, List<Block> blocks) {
        Map<Integer, Range> found = new HashMap<>();
        for (Block block : blocks) {
            try {
                Block.Index index = block.index(files);
                for (int place = 0; place < index.series().length; place++) {
                    long first = block.windowStart() + (long) index.first(place) * spec.granularity() + 1;
                    long last = block.windowStart() + (index.last(place) + 1L) * spec.granularity();
                    found.merge(index.series()[place], new Range(first, last), Range::or);
                }
            } catch (IOException e) {
                LOG.warn("{} is left out: {}", block, e.getMessage());
            }
        }
        return found;
    }

    /** Adds a finer tier: its last times are more exact than those before. */
    private void addTier(Map<Integer, Range> finer) {
        finer.forEach((series, range) -> ranges.merge(
                series, range, (coarse, fine) -> new Range(Math.min(coarse.first, fine.first), fine.last)));
    }
}

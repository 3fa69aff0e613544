package io.aclk.agent.store.internal;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the heads of the older tiers after a start. They are in no file: what they held follows from the blocks of the
 * finer tiers and the journal.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private Recovery() {}

    /** Reads from each tier what is not in a block of a coarser tier yet. */
    static void rebuildHeads(List<Tier> tiers) {
        Tier seconds = tiers.get(0);
        Tier minutes = tiers.get(1);
        Tier hours = tiers.get(2);
        long minutesEnd = minutes.sealedEnd();
        long hoursEnd = hours.sealedEnd();
        // what is in minutes already reaches the hours from there
        long hoursFrom = Math.max(minutesEnd, hoursEnd);
        read(minutes, hoursEnd, hours::merge);
        read(seconds, minutesEnd, (series, time, points, at) -> {
            minutes.add(series, time, points[at]);
            if (time > hoursFrom) {
                hours.add(series, time, points[at]);
            }
        });
    }

    /** The newest samples up to a time, those of its window and of an unfinished one before it. */
    static Head newest(Tier seconds, long time) {
        Head head = new Head(seconds.spec());
        long start = seconds.head().start();
        head.startAt(!seconds.head().isEmpty() && start < time ? start + 1 : time);
        Consumer kept = (series, at, points, place) -> {
            if (at > head.start() && at <= time) {
                head.add(series, at, points[place]);
            }
        };
        read(seconds, head.start(), kept);
        seconds.head().windows().forEach((series, window) -> {
            for (int slot = 0; slot < window.length; slot++) {
                if (!Double.isNaN(window[slot])) {
                    kept.point(series, start + slot + 1, window, slot);
                }
            }
        });
        return head;
    }

    /** Number of points of a window. */
    static int points(double[] window, int columns) {
        ChunkCodec.Extent extent = ChunkCodec.extent(window, columns, window.length / columns);
        return extent == null ? 0 : extent.points();
    }

    @FunctionalInterface
    private interface Consumer {
        void point(int series, long time, double[] points, int at);
    }

    private static void read(Tier from, long after, Consumer to) {
        TierSpec spec = from.spec();
        double[] window = new double[spec.slots() * spec.columns()];
        try (BlockFiles files = new BlockFiles()) {
            for (Block block : from.blocks()) {
                if (block.windowStart() + spec.windowSeconds() > after) {
                    read(files, block, spec, after, window, to);
                }
            }
        }
    }

    private static void read(BlockFiles files, Block block, TierSpec spec, long after, double[] window, Consumer to) {
        try {
            Block.Index index = block.index(files);
            for (int place = 0; place < index.series().length; place++) {
                block.read(files, index, place, spec, window);
                for (int slot = index.first(place); slot <= index.last(place); slot++) {
                    long time = block.windowStart() + (slot + 1L) * spec.granularity();
                    if (time > after && !Double.isNaN(window[slot * spec.columns()])) {
                        to.point(index.series()[place], time, window, slot * spec.columns());
                    }
                }
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            LOG.warn("{} is left out: {}", block, e.getMessage());
        }
    }
}

package io.aclk.agent.store.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tier: its newest points in a {@link Head}, the older ones in blocks. A sealed block is readable at once from
 * memory; {@link #store} writes it to its file later, away from the lock. Guarded by the lock of {@link Engine}, except
 * where a method says otherwise.
 */
final class Tier {

    /** Sealed blocks kept in memory while they cannot be written; the oldest are given up beyond. */
    static final int MAX_UNSTORED = 12;

    private static final Logger LOG = LoggerFactory.getLogger(Tier.class);
    private static final String SUFFIX = ".seg";

    private final TierSpec spec;
    private final Path directory;
    private final Head head;
    /** In the order of time; replaced, never changed, so that readers may keep it. */
    private volatile List<Block> blocks = List.of();

    private long sealedEnd = Long.MIN_VALUE;

    Tier(TierSpec spec, Path directory) {
        this.spec = spec;
        this.directory = directory;
        this.head = new Head(spec);
    }

    TierSpec spec() {
        return spec;
    }

    Head head() {
        return head;
    }

    /** The blocks, oldest first. */
    List<Block> blocks() {
        return blocks;
    }

    /** End of the newest sealed window; earlier samples are stored already or come too late. */
    long sealedEnd() {
        return sealedEnd;
    }

    /** Finds the stored blocks. Reads the headers of all files. */
    void open() throws IOException {
        Files.createDirectories(directory);
        List<Block> found = new ArrayList<>();
        for (Path file : segments()) {
            try {
                found.addAll(Segment.open(file, spec.index()));
            } catch (Segment.UnknownFormatException e) {
                LOG.warn("{}; it is set aside as *.unreadable", e.getMessage());
                Files.move(file, file.resolveSibling(file.getFileName() + ".unreadable"));
            } catch (IOException e) {
                LOG.warn("{} cannot be read and is left out", file, e);
            }
        }
        found.sort(Comparator.comparingLong(Block::windowStart));
        blocks = List.copyOf(found);
        if (!found.isEmpty()) {
            sealedEnd = found.get(found.size() - 1).windowStart() + spec.windowSeconds();
        }
    }

    /** Adds a sample, unless its window is sealed. */
    void add(int series, long time, double value) {
        if (prepare(time)) {
            head.add(series, time, value);
        }
    }

    /** Adds a finished point of a finer tier, unless its window is sealed. */
    void merge(int series, long time, double[] points, int from) {
        if (prepare(time)) {
            head.merge(series, time, points, from);
        }
    }

    /** Seals windows until a time fits in the head; false if it is too late for that time. */
    private boolean prepare(long time) {
        if (time <= sealedEnd) {
            return false;
        }
        if (head.isEmpty()) {
            head.startAt(time);
        }
        while (head.isBeyond(time)) {
            seal();
            if (head.isEmpty()) {
                head.startAt(time);
            }
        }
        return time > head.start();
    }

    private void seal() {
        byte[] bytes = head.encode();
        sealedEnd = head.start() + spec.windowSeconds();
        head.shift();
        if (bytes != null) {
            List<Block> next = new ArrayList<>(blocks);
            next.add(Block.inMemory(bytes));
            blocks = List.copyOf(next);
        }
    }

    /** The sealed blocks that are not in a file yet, oldest first. */
    List<Block> unstored() {
        return blocks.stream().filter(block -> block.memory() != null).toList();
    }

    /** Writes a block to its file. To be called without the lock, by one thread. */
    Block store(Block block) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(spec.segmentStart(block.windowStart()) + SUFFIX);
        return block.storedAt(file, Segment.append(file, spec.index(), block.memory()));
    }

    /** Puts a block that was written in the place of the one in memory. */
    void replace(Block unstored, Block stored) {
        List<Block> next = new ArrayList<>(blocks);
        next.replaceAll(block -> block == unstored ? stored : block);
        blocks = List.copyOf(next);
    }

    /** Gives up the oldest unwritten blocks beyond the bound; returns how many. */
    int dropExcess() {
        List<Block> unstored = unstored();
        int excess = Math.max(0, unstored.size() - MAX_UNSTORED);
        if (excess > 0) {
            List<Block> next = new ArrayList<>(blocks);
            next.removeAll(unstored.subList(0, excess));
            blocks = List.copyOf(next);
        }
        return excess;
    }

    /**
     * The oldest file whose last window is older than the retention, or {@code null}. One file at a time, so that a
     * clock that was wrong for a moment costs one file and not all.
     */
    Path expired(long now) {
        for (Block block : blocks) {
            if (block.file() != null) {
                long end = spec.segmentStart(block.windowStart()) + spec.segmentSeconds();
                return end <= now - spec.retention() ? block.file() : null;
            }
        }
        return null;
    }

    /** Forgets the blocks of a file. */
    void forget(Path file) {
        blocks = blocks.stream().filter(block -> !file.equals(block.file())).toList();
    }

    /** Removes the windows that end after a time from the files. Nothing else may use the tier any more. */
    void cut(long time) throws IOException {
        Map<Path, Long> ends = new HashMap<>();
        for (Block block : blocks) {
            if (block.windowStart() + spec.windowSeconds() > time) {
                ends.merge(block.file(), block.offset(), Math::min);
            }
        }
        for (Map.Entry<Path, Long> end : ends.entrySet()) {
            Segment.cut(end.getKey(), end.getValue());
        }
    }

    /** Earliest time that a point of this tier covers; {@link Long#MAX_VALUE} while it is empty. */
    long firstCovered() {
        if (!blocks.isEmpty()) {
            return blocks.get(0).windowStart() + 1;
        }
        return head.isEmpty() ? Long.MAX_VALUE : head.start() + 1;
    }

    /** A consistent view of some series in a period; of the head only the points that reach into it are copied. */
    TierView view(Iterable<Integer> series, long after, long before) {
        int from = head.slotAfter(after);
        int to = Math.max(from, head.slotAfter(before + spec.granularity()));
        Map<Integer, double[]> newest = new HashMap<>();
        for (int number : series) {
            double[] copy = head.copy(number, from, to);
            if (copy != null) {
                newest.put(number, copy);
            }
        }
        return new TierView(spec, blocks, head.start() + (long) from * spec.granularity(), newest);
    }

    private List<Path> segments() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            entries.forEach(files::add);
        }
        return files;
    }
}

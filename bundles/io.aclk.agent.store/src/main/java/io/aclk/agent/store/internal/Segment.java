package io.aclk.agent.store.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of blocks of one tier: a header of 16 bytes ({@code long} magic, {@code int} version, {@code int} tier), then
 * blocks, only ever appended. A block that was being written when the process died is cut off at the next opening;
 * what is damaged in the middle is left as it is and passed over.
 */
final class Segment {

    static final long MAGIC = 0x41434C4B54534547L;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

    private Segment() {}

    /** Thrown when a file is not one of ours, or of a newer version. */
    static final class UnknownFormatException extends IOException {
        private static final long serialVersionUID = 1L;

        UnknownFormatException(Path file, String why) {
            super(file + " " + why);
        }
    }

    /**
     * Lists the blocks of a file, and cuts off a torn last one.
     *
     * @throws UnknownFormatException if the file must not be touched
     */
    static List<Block> open(Path file, int tier) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "rw")) {
            long end = in.length();
            if (end < HEADER_BYTES) {
                in.setLength(0);
                return List.of();
            }
            checkHeader(in, file, tier);
            List<Block> blocks = new ArrayList<>();
            long position = HEADER_BYTES;
            while (position < end) {
                Block block = header(in, file, position, end);
                if (block == null) {
                    long next = nextBlock(in, file, position + 1, end);
                    LOG.warn(
                            "{}: bytes {} to {} are no block and are {}",
                            file,
                            position,
                            next < 0 ? end : next,
                            next < 0 ? "cut off: the last write was not finished" : "passed over");
                    if (next < 0) {
                        in.setLength(position);
                        break;
                    }
                    position = next;
                } else {
                    blocks.add(block);
                    position += block.bytes();
                }
            }
            return blocks;
        }
    }

    /**
     * Appends a block. On a failure the file is as it was, or is cut by the next {@link #open}.
     *
     * @return where it begins
     */
    static long append(Path file, int tier, byte[] block) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            long position = out.length();
            if (position < HEADER_BYTES) {
                position = 0;
                out.write(ByteBuffer.allocate(HEADER_BYTES)
                        .putLong(MAGIC)
                        .putInt(VERSION)
                        .putInt(tier)
                        .array());
            }
            long start = Math.max(position, HEADER_BYTES);
            try {
                out.seek(start);
                out.write(block);
                out.getFD().sync();
            } catch (IOException e) {
                try {
                    out.setLength(start);
                } catch (IOException cut) {
                    e.addSuppressed(cut);
                }
                throw e;
            }
            return start;
        }
    }

    /** Cuts off the blocks from an offset on; a file without blocks is removed. */
    static void cut(Path file, long offset) throws IOException {
        if (offset <= HEADER_BYTES) {
            Files.deleteIfExists(file);
            return;
        }
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(offset);
            out.getFD().sync();
        }
    }

    private static void checkHeader(RandomAccessFile in, Path file, int tier) throws IOException {
        in.seek(0);
        if (in.readLong() != MAGIC) {
            throw new UnknownFormatException(file, "is not a segment");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new UnknownFormatException(file, "has version " + version + ", this program reads " + VERSION);
        }
        if (in.readInt() != tier) {
            throw new UnknownFormatException(file, "belongs to another tier");
        }
    }

    private static Block header(RandomAccessFile in, Path file, long position, long end) throws IOException {
        if (end - position < BlockEncoder.HEADER_BYTES) {
            return null;
        }
        byte[] header = new byte[BlockEncoder.HEADER_BYTES];
        in.seek(position);
        in.readFully(header);
        Block block = Block.parse(header, file, position);
        return block == null || block.bytes() > end - position ? null : block;
    }

    /** The next place where a whole block begins, or -1. */
    private static long nextBlock(RandomAccessFile in, Path file, long from, long end) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        for (long base = from; base < end; base += chunk.length - 3) {
            in.seek(base);
            int length = (int) Math.min(chunk.length, end - base);
            in.readFully(chunk, 0, length);
            ByteBuffer view = ByteBuffer.wrap(chunk, 0, length);
            for (int i = 0; i + 4 <= length; i++) {
                if (view.getInt(i) == BlockEncoder.MAGIC && header(in, file, base + i, end) != null) {
                    return base + i;
                }
            }
        }
        return -1;
    }
}

package io.aclk.agent.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a block is, and what its header says. {@link BlockEncoder} has the layout. Immutable.
 *
 * @param windowStart start of its window, exclusive
 * @param series number of series
 * @param points number of points
 * @param payloadBytes length of the payload
 * @param indexCrc checksum of the index
 * @param file file that holds it, {@code null} while it is held in memory
 * @param offset where it begins in the file
 * @param memory the block itself, {@code null} once it is in a file
 */
record Block(
        long windowStart,
        int series,
        int points,
        int payloadBytes,
        int indexCrc,
        Path file,
        long offset,
        byte[] memory) {

    /**
     * The index of a block: parallel arrays, ascending by series.
     *
     * @param series series numbers
     * @param entries the entries as stored
     */
    record Index(int[] series, ByteBuffer entries) {

        /** Place of a series, negative if the block does not have it. */
        int find(int number) {
            return Arrays.binarySearch(series, number);
        }

        int first(int place) {
            return entries.getShort(place * BlockEncoder.ENTRY_BYTES + 12);
        }

        int last(int place) {
            return entries.getShort(place * BlockEncoder.ENTRY_BYTES + 14);
        }

        int offset(int place) {
            return entries.getInt(place * BlockEncoder.ENTRY_BYTES + 4);
        }

        int length(int place) {
            return entries.getInt(place * BlockEncoder.ENTRY_BYTES + 8);
        }

        int crc(int place) {
            return entries.getInt(place * BlockEncoder.ENTRY_BYTES + 16);
        }
    }

    /** A block that is held in memory. */
    static Block inMemory(byte[] bytes) {
        Block parsed = parse(bytes, null, 0);
        return new Block(
                parsed.windowStart, parsed.series, parsed.points, parsed.payloadBytes, parsed.indexCrc, null, 0, bytes);
    }

    /**
     * Reads a header.
     *
     * @param header at least the bytes of a header
     * @param file where it was read
     * @param offset where it was read
     * @return {@code null} if these bytes are no header
     */
    static Block parse(byte[] header, Path file, long offset) {
        ByteBuffer in = ByteBuffer.wrap(header);
        if (in.getInt(0) != BlockEncoder.MAGIC
                || in.getInt(BlockEncoder.HEADER_BYTES - 4)
                        != BlockEncoder.crc(header, 0, BlockEncoder.HEADER_BYTES - 4)) {
            return null;
        }
        return new Block(in.getLong(8), in.getInt(4), in.getInt(16), in.getInt(20), in.getInt(24), file, offset, null);
    }

    /** Bytes of the whole block. */
    long bytes() {
        return BlockEncoder.HEADER_BYTES + indexBytes() + (long) payloadBytes;
    }

    /** The same block after it was written to a file. */
    Block storedAt(Path newFile, long newOffset) {
        return new Block(windowStart, series, points, payloadBytes, indexCrc, newFile, newOffset, null);
    }

    /**
     * Reads the index.
     *
     * @throws IOException if it cannot be read or is damaged
     */
    Index index(BlockFiles files) throws IOException {
        byte[] bytes = files.read(this, BlockEncoder.HEADER_BYTES, (int) indexBytes());
        if (BlockEncoder.crc(bytes, 0, bytes.length) != indexCrc) {
            throw new IOException("the index of the block at " + offset + " of " + file + " is damaged");
        }
        ByteBuffer entries = ByteBuffer.wrap(bytes);
        int[] numbers = new int[series];
        for (int i = 0; i < series; i++) {
            numbers[i] = entries.getInt(i * BlockEncoder.ENTRY_BYTES);
        }
        return new Index(numbers, entries);
    }

    /**
     * Reads one chunk.
     *
     * @param window where to; other slots become {@code NaN}
     * @throws IOException if it cannot be read or is damaged
     */
    void read(BlockFiles files, Index index, int place, TierSpec spec, double[] window) throws IOException {
        byte[] chunk =
                files.read(this, BlockEncoder.HEADER_BYTES + indexBytes() + index.offset(place), index.length(place));
        if (BlockEncoder.crc(chunk, 0, chunk.length) != index.crc(place)) {
            throw new IOException("a chunk of the block at " + offset + " of " + file + " is damaged");
        }
        ChunkCodec.decode(chunk, index.first(place), index.last(place), spec.columns(), window);
    }

    private long indexBytes() {
        return (long) series * BlockEncoder.ENTRY_BYTES;
    }

    /** Place only. */
    @Override
    public String toString() {
        return "block " + windowStart + (memory == null ? " at " + offset + " of " + file : " in memory");
    }
}

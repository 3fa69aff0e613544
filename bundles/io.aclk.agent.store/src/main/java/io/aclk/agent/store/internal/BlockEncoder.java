package io.aclk.agent.store.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Builds a block: all series of one tier in one window of time.
 *
 * <pre>
 * header   int magic, int series, long window start, int points, int payload length, int CRC of the index,
 *          int CRC of the header before it
 * index    for each series, ascending: int series, int offset in the payload, int length, short first slot,
 *          short last slot, int CRC of the chunk
 * payload  the chunks, see {@link ChunkCodec}
 * </pre>
 *
 * Numbers are big-endian, checksums CRC-32C.
 */
final class BlockEncoder {

    static final int MAGIC = 0x41424C31;
    static final int HEADER_BYTES = 32;
    static final int ENTRY_BYTES = 20;

    private record Entry(int series, int offset, int length, ChunkCodec.Extent extent, int crc) {}

    private final TierSpec spec;
    private final long windowStart;
    private final BitWriter payload = new BitWriter();
    private final List<Entry> entries = new ArrayList<>();

    BlockEncoder(TierSpec spec, long windowStart) {
        this.spec = spec;
        this.windowStart = windowStart;
    }

    /** Adds a series, ascending; without points in the window it is left out. */
    void add(int series, double[] window) {
        ChunkCodec.Extent extent = ChunkCodec.extent(window, spec.columns(), spec.slots());
        if (extent == null) {
            return;
        }
        int offset = payload.length();
        ChunkCodec.encode(window, spec.columns(), extent, payload);
        int length = payload.length() - offset;
        entries.add(new Entry(series, offset, length, extent, crc(payload.toByteArray(offset), 0, length)));
    }

    /** The block, or {@code null} without a series. */
    byte[] finish() {
        if (entries.isEmpty()) {
            return null;
        }
        int indexBytes = entries.size() * ENTRY_BYTES;
        byte[] bytes = new byte[HEADER_BYTES + indexBytes + payload.length()];
        ByteBuffer out = ByteBuffer.wrap(bytes);
        out.position(HEADER_BYTES);
        int points = 0;
        for (Entry entry : entries) {
            points += entry.extent.points();
            out.putInt(entry.series).putInt(entry.offset).putInt(entry.length);
            out.putShort((short) entry.extent.first()).putShort((short) entry.extent.last());
            out.putInt(entry.crc);
        }
        out.put(payload.toByteArray(0));
        out.position(0);
        out.putInt(MAGIC).putInt(entries.size()).putLong(windowStart).putInt(points);
        out.putInt(payload.length()).putInt(crc(bytes, HEADER_BYTES, indexBytes));
        out.putInt(crc(bytes, 0, HEADER_BYTES - 4));
        return bytes;
    }

    /** CRC-32C of a range. */
    static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}

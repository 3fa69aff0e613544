package io.aclk.agent.store.internal;

import java.nio.ByteBuffer;

/** Reads what {@link BitWriter} wrote. Reading past the end throws {@link IndexOutOfBoundsException}. */
final class BitReader {

    private final ByteBuffer bytes;
    private final long end;
    /** In bits. */
    private long position;

    BitReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.end = bytes.length * 8L;
    }

    /** The next bits, 1 to 64 of them, as an unsigned number. */
    long read(int count) {
        if (position + count > end) {
            throw new IndexOutOfBoundsException("the bits end at " + end);
        }
        int at = (int) (position >>> 3);
        int skip = (int) (position & 7);
        position += count;
        long word = word(at) << skip;
        if (skip + count > 64) {
            word |= (bytes.get(at + 8) & 0xFF) >>> 8 - skip;
        }
        return word >>> 64 - count;
    }

    /** Skips to the next whole byte. */
    void align() {
        position = position + 7 & ~7L;
    }

    /** Eight bytes; beyond the end zeros. */
    private long word(int at) {
        if (at + 8 <= bytes.capacity()) {
            return bytes.getLong(at);
        }
        long word = 0;
        for (int i = at; i < at + 8; i++) {
            word = word << 8 | (i < bytes.capacity() ? bytes.get(i) & 0xFF : 0);
        }
        return word;
    }
}

package io.aclk.agent.store.internal;

/** Reads what {@link BitWriter} wrote. Reading past the end throws {@link IndexOutOfBoundsException}. */
final class BitReader {

    private final byte[] bytes;
    private final int end;
    private int position;
    private int left = 8;

    BitReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    /** The next bits, 0 to 64 of them, as an unsigned number. */
    long read(int count) {
        long value = 0;
        int wanted = count;
        while (wanted > 0) {
            if (position >= end) {
                throw new IndexOutOfBoundsException("the bits end at byte " + end);
            }
            int take = Math.min(left, wanted);
            int bits = (bytes[position] >>> (left - take)) & ((1 << take) - 1);
            value = value << take | bits;
            wanted -= take;
            left -= take;
            if (left == 0) {
                position++;
                left = 8;
            }
        }
        return value;
    }

    /** Skips to the next whole byte. */
    void align() {
        if (left < 8) {
            position++;
            left = 8;
        }
    }
}

package io.aclk.agent.store.internal;

import java.util.Arrays;

/** Appends bits to a growing byte array, most significant bit first. Not thread-safe. */
final class BitWriter {

    private byte[] bytes = new byte[512];
    private int length;
    private int current;
    private int used;

    /**
     * Appends the lowest bits of a value.
     *
     * @param value the bits
     * @param count how many, 0 to 64
     */
    void write(long value, int count) {
        int left = count;
        while (left > 0) {
            int take = Math.min(8 - used, left);
            left -= take;
            int bits = (int) (value >>> left) & ((1 << take) - 1);
            current = current << take | bits;
            used += take;
            if (used == 8) {
                put(current);
                current = 0;
                used = 0;
            }
        }
    }

    /** Fills up the last byte with zeros, so that the next bit begins a byte. */
    void align() {
        if (used > 0) {
            write(0, 8 - used);
        }
    }

    /** Number of whole bytes written. */
    int length() {
        return length;
    }

    /** The bytes from a position on; {@link #align()} first. */
    byte[] toByteArray(int from) {
        return Arrays.copyOfRange(bytes, from, length);
    }

    private void put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) value;
    }
}

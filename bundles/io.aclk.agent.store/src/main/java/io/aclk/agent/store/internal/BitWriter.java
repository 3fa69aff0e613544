package io.aclk.agent.store.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Appends bits to a growing byte array, most significant bit first. Not thread-safe. */
final class BitWriter {

    private ByteBuffer bytes = ByteBuffer.allocate(512);
    /** The last bits, {@code used} of them, not yet in {@code bytes}; always fewer than 64. */
    private long pending;

    private int used;

    /**
     * Appends the lowest bits of a value.
     *
     * @param value the bits
     * @param count how many, 1 to 64
     */
    void write(long value, int count) {
        long bits = count == 64 ? value : value & (1L << count) - 1;
        int free = 64 - used;
        if (count < free) {
            pending = pending << count | bits;
            used += count;
        } else {
            int rest = count - free;
            ensure(8);
            bytes.putLong(free == 64 ? bits : pending << free | bits >>> rest);
            pending = rest == 0 ? 0 : bits & (1L << rest) - 1;
            used = rest;
        }
    }

    /** Fills up the last byte with zeros, so that the next bit begins a byte. */
    void align() {
        ensure(8);
        while (used >= 8) {
            used -= 8;
            bytes.put((byte) (pending >>> used));
        }
        if (used > 0) {
            bytes.put((byte) (pending << 8 - used));
            used = 0;
        }
        pending = 0;
    }

    /** Number of bytes written; {@link #align()} first. */
    int length() {
        return bytes.position();
    }

    /** The bytes from a position on; {@link #align()} first. */
    byte[] toByteArray(int from) {
        return Arrays.copyOfRange(bytes.array(), from, bytes.position());
    }

    private void ensure(int more) {
        if (bytes.remaining() < more) {
            bytes = ByteBuffer.allocate(bytes.capacity() * 2).put(bytes.flip());
        }
    }
}

package io.aclk.transport.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes masked frames. A binary frame is collected in one buffer, masked in place and written whole, so that a payload
 * byte is copied once here and a full frame is exactly one TLS record. Data comes from one thread at a time; control
 * frames may come from any and go between two data frames.
 */
final class WebSocketOutput {

    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** The plain text of a full TLS record. */
    private static final int FRAME = 16 * 1024;
    /** Longest header of a frame of at most 64 KiB: two bytes, two of length, four of mask. */
    private static final int HEADER = 8;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final OutputStream out;
    private final SecureRandom random;
    private final byte[] masks = new byte[4096];
    private int nextMask = masks.length;
    private final byte[] frame = new byte[FRAME];
    private int end = HEADER;
    private final ReentrantLock socket = new ReentrantLock();
    private final AtomicReference<byte[]> owedPong = new AtomicReference<>();
    private volatile long bytes;
    private volatile long lastNanos = System.nanoTime();
    private volatile long writingSince;

    WebSocketOutput(OutputStream out, SecureRandom random) {
        this.out = out;
        this.random = random;
    }

    /** Adds to the binary frame being collected; a full one is written. */
    void append(byte[] data, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, FRAME - end);
            System.arraycopy(data, offset + done, frame, end, n);
            end += n;
            done += n;
            if (end == FRAME) {
                flush();
            }
        }
    }

    /** Writes what is collected. */
    void flush() throws IOException {
        int length = end - HEADER;
        end = HEADER;
        if (length > 0) {
            socket.lock();
            try {
                write(BINARY, frame, length);
            } finally {
                socket.unlock();
            }
        }
        payPong();
    }

    /**
     * Writes a close frame, after the data frame being written if that ends in time.
     *
     * @param limit nanoseconds to wait for it
     */
    void close(byte[] payload, long limit) throws IOException {
        try {
            if (!socket.tryLock(limit, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            writeControl(CLOSE, payload);
        } finally {
            socket.unlock();
        }
    }

    /**
     * Answers a ping without ever waiting: the reading thread must go on reading, or two full directions would stand
     * still for each other. While a data frame is being written its writer sends the pong next; of several the last
     * (RFC 6455 section 5.5.3).
     */
    void pong(byte[] payload) throws IOException {
        owedPong.set(payload);
        payPong();
    }

    private void payPong() throws IOException {
        while (owedPong.get() != null && socket.tryLock()) {
            try {
                byte[] payload = owedPong.getAndSet(null);
                if (payload != null) {
                    writeControl(PONG, payload);
                }
            } finally {
                socket.unlock();
            }
        }
    }

    private void writeControl(int opcode, byte[] payload) throws IOException {
        byte[] control = new byte[HEADER + payload.length];
        System.arraycopy(payload, 0, control, HEADER, payload.length);
        write(opcode, control, payload.length);
    }

    /** Puts the header in front of the payload at {@link #HEADER}, masks it and writes both in one go. */
    private void write(int opcode, byte[] target, int length) throws IOException {
        if (nextMask == masks.length) {
            random.nextBytes(masks);
            nextMask = 0;
        }
        int mask = (int) INTS.get(masks, nextMask);
        nextMask += 4;
        int start;
        if (length < 126) {
            start = HEADER - 6;
            target[start + 1] = (byte) (0x80 | length);
        } else {
            start = HEADER - 8;
            target[start + 1] = (byte) (0x80 | 126);
            target[start + 2] = (byte) (length >> 8);
            target[start + 3] = (byte) length;
        }
        target[start] = (byte) (0x80 | opcode);
        INTS.set(target, HEADER - 4, mask);
        mask(target, HEADER, HEADER + length, mask);
        writingSince = System.nanoTime() | 1;
        out.write(target, start, HEADER + length - start);
        out.flush();
        lastNanos = System.nanoTime();
        writingSince = 0;
        bytes += HEADER + length - start;
    }

    /** XORs with the mask, eight bytes at a time. */
    static void mask(byte[] data, int from, int to, int mask) {
        long wide = (mask & 0xFFFFFFFFL) | ((long) mask << 32);
        int i = from;
        for (; i <= to - 8; i += 8) {
            LONGS.set(data, i, (long) LONGS.get(data, i) ^ wide);
        }
        for (int shift = 0; i < to; i++, shift += 8) {
            data[i] ^= (byte) (wide >>> shift);
        }
    }

    /** All bytes written so far. */
    long bytes() {
        return bytes;
    }

    /** When the last write ended, {@link System#nanoTime}. */
    long lastNanos() {
        return lastNanos;
    }

    /** When the write began that is going on, {@link System#nanoTime}; 0 if none is. */
    long writingSince() {
        return writingSince;
    }
}

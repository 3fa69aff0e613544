package io.aclk.query.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses bodies in the gzip format (RFC 1952), reusing the native compressor and the output buffer. Owned by one
 * thread; {@link #close()} frees the native memory.
 */
final class Gzip implements AutoCloseable {

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int TRAILER = 8;
    private static final int INITIAL = 64 * 1024;
    /** A larger buffer is not kept for the next body. */
    private static final int KEPT = 1024 * 1024;

    /** Fastest level: the answer is on its way sooner, and JSON shrinks to a fifth all the same. */
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

    private final CRC32 crc = new CRC32();
    private byte[] buffer = new byte[INITIAL];

    /**
     * Compresses.
     *
     * @param body what to compress
     * @return the compressed bytes, valid until the next call
     */
    ByteBuffer compress(byte[] body) {
        if (buffer.length > KEPT) {
            buffer = new byte[INITIAL];
        }
        System.arraycopy(HEADER, 0, buffer, 0, HEADER.length);
        int length = HEADER.length;
        deflater.reset();
        deflater.setInput(body);
        deflater.finish();
        while (!deflater.finished()) {
            if (buffer.length - length <= TRAILER) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            length += deflater.deflate(buffer, length, buffer.length - length - TRAILER);
        }
        // do not keep a reference to the body until the next request
        deflater.setInput(HEADER, 0, 0);
        crc.reset();
        crc.update(body);
        ByteBuffer.wrap(buffer, length, TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt(body.length);
        return ByteBuffer.wrap(buffer, 0, length + TRAILER);
    }

    @Override
    public void close() {
        deflater.end();
    }
}

package io.aclk.itests.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The MQTT bytes in the masked WebSocket frames of a client. What is skipped is not even unmasked: the peer must not be
 * what is measured. For one thread.
 */
final class MqttFrames {

    private static final int CLOSE = 8;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;
    private long frameLeft;
    private int mask;
    private int maskShift;

    MqttFrames(InputStream in) {
        this.in = in;
    }

    /** The next byte. */
    int read() throws IOException {
        awaitPayload();
        int value = raw() ^ mask >>> maskShift & 0xFF;
        maskShift = maskShift - 8 & 31;
        frameLeft--;
        return value;
    }

    void read(byte[] target, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            target[i] = (byte) read();
        }
    }

    void skip(int length) throws IOException {
        for (int left = length; left > 0; ) {
            awaitPayload();
            fill();
            int n = (int) Math.min(Math.min(left, limit - position), frameLeft);
            position += n;
            frameLeft -= n;
            maskShift = maskShift - 8 * (n & 3) & 31;
            left -= n;
        }
    }

    private void awaitPayload() throws IOException {
        while (frameLeft == 0) {
            int opcode = raw() & 0x0F;
            if (opcode == CLOSE) {
                throw new EOFException("the agent closed the WebSocket");
            }
            int length = raw() & 0x7F;
            frameLeft = length;
            if (length >= 126) {
                frameLeft = 0;
                for (int i = length == 126 ? 2 : 8; i > 0; i--) {
                    frameLeft = frameLeft << 8 | raw();
                }
            }
            mask = raw() << 24 | raw() << 16 | raw() << 8 | raw();
            maskShift = 24;
            if (opcode > CLOSE) {
                skip((int) frameLeft);
            }
        }
    }

    private int raw() throws IOException {
        fill();
        return buffer[position++] & 0xFF;
    }

    private void fill() throws IOException {
        if (position == limit) {
            limit = in.read(buffer, 0, buffer.length);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                throw new EOFException("the agent closed the connection");
            }
        }
    }
}

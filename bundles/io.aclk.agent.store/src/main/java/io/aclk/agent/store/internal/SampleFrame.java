package io.aclk.agent.store.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * A frame of the journal: rows of {@code long} time, {@code int} number of samples, then for each sample {@code int}
 * series, {@code double} value. Not thread-safe.
 */
final class SampleFrame {

    /** What the journal is read with. */
    @FunctionalInterface
    interface Reader {
        void sample(int series, long time, double value);
    }

    private ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
    private int rowStart;

    /** Number of bytes so far. */
    int size() {
        return buffer.position();
    }

    void clear() {
        buffer.clear();
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Adds a row; a value of {@code NaN} is no sample. */
    void add(long time, int[] series, double[] values) {
        begin(time, series.length);
        int count = 0;
        for (int i = 0; i < series.length; i++) {
            if (!Double.isNaN(values[i])) {
                buffer.putInt(series[i]).putDouble(values[i]);
                count++;
            }
        }
        end(count);
    }

    /** A frame of all samples of a head of the finest tier. */
    static byte[] of(Head head) {
        SampleFrame frame = new SampleFrame();
        frame.addAll(head);
        return frame.toByteArray();
    }

    private void addAll(Head head) {
        int slots = head.windows().values().stream()
                .mapToInt(window -> window.length)
                .max()
                .orElse(0);
        for (int slot = 0; slot < slots; slot++) {
            begin(head.start() + slot + 1, head.windows().size());
            int count = 0;
            for (Map.Entry<Integer, double[]> entry : head.windows().entrySet()) {
                double value = entry.getValue()[slot];
                if (!Double.isNaN(value)) {
                    buffer.putInt(entry.getKey()).putDouble(value);
                    count++;
                }
            }
            end(count);
        }
    }

    /** Reads a frame. */
    static void read(byte[] frame, Reader reader) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        while (in.hasRemaining()) {
            long time = in.getLong();
            int count = in.getInt();
            for (int i = 0; i < count; i++) {
                reader.sample(in.getInt(), time, in.getDouble());
            }
        }
    }

    private void begin(long time, int most) {
        int needed = 12 + 12 * most;
        if (buffer.remaining() < needed) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + needed));
            buffer.flip();
            larger.put(buffer);
            buffer = larger;
        }
        rowStart = buffer.position();
        buffer.putLong(time).putInt(0);
    }

    private void end(int count) {
        if (count == 0) {
            buffer.position(rowStart);
        } else {
            buffer.putInt(rowStart + 8, count);
        }
    }
}

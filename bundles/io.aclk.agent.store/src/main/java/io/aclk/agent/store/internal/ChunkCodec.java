package io.aclk.agent.store.internal;

import java.util.Arrays;

/**
 * A chunk: the points of one series in one window of time. A window is an array of slots of {@code columns} values
 * each; a slot whose first column is {@code NaN} holds no point.
 *
 * <p>Encoded: one byte, 1 if there are gaps; with gaps one bit for each slot from the first to the last point, filled
 * up to a byte; then column after column the values of the points as {@link XorCodec} writes them.
 */
final class ChunkCodec {

    private ChunkCodec() {}

    /**
     * What was encoded.
     *
     * @param first first slot with a point
     * @param last last slot with a point
     * @param points number of points
     */
    record Extent(int first, int last, int points) {}

    /** First and last slot with a point within a number of slots, or {@code null} if there is none. */
    static Extent extent(double[] window, int columns, int slots) {
        int first = -1;
        int last = -1;
        int points = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (!Double.isNaN(window[slot * columns])) {
                first = first < 0 ? slot : first;
                last = slot;
                points++;
            }
        }
        return first < 0 ? null : new Extent(first, last, points);
    }

    /** Appends the points of a window, in whole bytes. */
    static void encode(double[] window, int columns, Extent extent, BitWriter out) {
        boolean gaps = extent.points < extent.last - extent.first + 1;
        out.write(gaps ? 1 : 0, 8);
        if (gaps) {
            for (int slot = extent.first; slot <= extent.last; slot++) {
                out.write(Double.isNaN(window[slot * columns]) ? 0 : 1, 1);
            }
            out.align();
        }
        for (int column = 0; column < columns; column++) {
            XorCodec.Encoder encoder = new XorCodec.Encoder(out);
            for (int slot = extent.first; slot <= extent.last; slot++) {
                if (!Double.isNaN(window[slot * columns])) {
                    encoder.add(window[slot * columns + column]);
                }
            }
        }
        out.align();
    }

    /**
     * Reads a chunk into a window; slots without a point become {@code NaN}.
     *
     * @throws IndexOutOfBoundsException if the bytes are not a chunk of that extent
     */
    static void decode(byte[] bytes, int first, int last, int columns, double[] window) {
        Arrays.fill(window, Double.NaN);
        BitReader in = new BitReader(bytes);
        boolean gaps = in.read(8) == 1;
        boolean[] present = new boolean[last - first + 1];
        Arrays.fill(present, true);
        if (gaps) {
            for (int i = 0; i < present.length; i++) {
                present[i] = in.read(1) == 1;
            }
            in.align();
        }
        for (int column = 0; column < columns; column++) {
            XorCodec.Decoder decoder = new XorCodec.Decoder(in);
            for (int i = 0; i < present.length; i++) {
                if (present[i]) {
                    window[(first + i) * columns + column] = decoder.next();
                }
            }
        }
    }
}

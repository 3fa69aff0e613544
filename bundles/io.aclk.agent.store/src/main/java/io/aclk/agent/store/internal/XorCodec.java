package io.aclk.agent.store.internal;

/**
 * Lossless compression of neighbouring doubles: each is stored as the exclusive-or with the one before it ("Gorilla: A
 * Fast, Scalable, In-Memory Time Series Database", VLDB 2015, section 4.1.2). A repeated value costs one bit.
 *
 * <pre>
 * first value   64 bits
 * each further  0                                                   the same value
 *               1 0 bits                                            differing bits lie within the window before
 *               1 1 leading-zeros(5) window-length-minus-one(6) bits
 * </pre>
 */
final class XorCodec {

    private static final int MAX_LEADING = 31;

    private XorCodec() {}

    /** Writes one column. */
    static final class Encoder {
        private final BitWriter out;
        private boolean started;
        private long previous;
        private int leading = -1;
        private int length;

        Encoder(BitWriter out) {
            this.out = out;
        }

        void add(double value) {
            long bits = Double.doubleToRawLongBits(value);
            long xor = bits ^ previous;
            previous = bits;
            if (!started) {
                started = true;
                out.write(bits, 64);
            } else if (xor == 0) {
                out.write(0, 1);
            } else {
                addDifference(xor);
            }
        }

        private void addDifference(long xor) {
            int zeros = Math.min(MAX_LEADING, Long.numberOfLeadingZeros(xor));
            int trailing = Long.numberOfTrailingZeros(xor);
            if (leading >= 0 && zeros >= leading && trailing >= 64 - leading - length) {
                out.write(0b10, 2);
            } else {
                leading = zeros;
                length = 64 - zeros - trailing;
                out.write(0b11, 2);
                out.write(leading, 5);
                out.write(length - 1L, 6);
            }
            out.write(xor >>> (64 - leading - length), length);
        }
    }

    /** Reads one column. */
    static final class Decoder {
        private final BitReader in;
        private boolean started;
        private long previous;
        private int leading;
        private int length;

        Decoder(BitReader in) {
            this.in = in;
        }

        double next() {
            if (!started) {
                started = true;
                previous = in.read(64);
            } else if (in.read(1) == 1) {
                if (in.read(1) == 1) {
                    leading = (int) in.read(5);
                    length = (int) in.read(6) + 1;
                }
                int shift = 64 - leading - length;
                if (length == 0 || shift < 0) {
                    throw new IndexOutOfBoundsException("not a window: " + leading + "+" + length);
                }
                previous ^= in.read(length) << shift;
            }
            return Double.longBitsToDouble(previous);
        }
    }
}

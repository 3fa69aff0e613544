package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkCodecTest {

    private static final double[] SPECIAL = {
        0.0, -0.0, 1, -1, Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, Math.PI, 1e-300, Long.MAX_VALUE
    };

    @Test
    void givesBackExactlyWhatWasEncodedForAnyWindow() {
        Random random = new Random(42);
        for (int round = 0; round < 3_000; round++) {
            int columns = random.nextBoolean() ? 1 : Aggregate.COLUMNS;
            double[] window = window(random, 1 + random.nextInt(300), columns);
            ChunkCodec.Extent extent = ChunkCodec.extent(window, columns, window.length / columns);
            if (extent != null) {
                assertArrayEquals(window, roundTrip(window, columns, extent), "round " + round);
            }
        }
    }

    @Test
    void anEmptyWindowHasNoExtent() {
        double[] window = new double[10];
        Arrays.fill(window, Double.NaN);

        assertNull(ChunkCodec.extent(window, 1, 10));
    }

    @Test
    void aValueThatStaysTheSameCostsABit() {
        double[] window = new double[300];
        Arrays.fill(window, 12.75);
        BitWriter out = new BitWriter();

        ChunkCodec.encode(window, 1, ChunkCodec.extent(window, 1, 300), out);

        assertEquals(1 + 8 + 38, out.length());
    }

    @Test
    void bytesThatAreNoChunkNeverDoMoreThanThrow() {
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            try {
                ChunkCodec.decode(bytes, 0, 99, 1, new double[100]);
            } catch (IndexOutOfBoundsException e) {
                refused++;
            }
        }

        assertTrue(refused > 0);
        assertThrows(IndexOutOfBoundsException.class, () -> ChunkCodec.decode(new byte[0], 0, 9, 1, new double[10]));
    }

    private static double[] roundTrip(double[] window, int columns, ChunkCodec.Extent extent) {
        BitWriter out = new BitWriter();
        ChunkCodec.encode(window, columns, extent, out);
        double[] back = new double[window.length];
        ChunkCodec.decode(out.toByteArray(0), extent.first(), extent.last(), columns, back);
        return back;
    }

    private static double[] window(Random random, int slots, int columns) {
        double[] window = new double[slots * columns];
        Arrays.fill(window, Double.NaN);
        double present = random.nextDouble();
        int kind = random.nextInt(4);
        double value = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (random.nextDouble() < present) {
                for (int column = 0; column < columns; column++) {
                    value = next(random, kind, value);
                    window[slot * columns + column] = value;
                }
            }
        }
        return window;
    }

    private static double next(Random random, int kind, double before) {
        return switch (kind) {
            case 0 -> before + random.nextInt(3) - 1;
            case 1 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 2 -> Math.round(random.nextDouble() * 10_000) / 100.0;
            default -> nextBits(random);
        };
    }

    private static double nextBits(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isNaN(value) ? 1 : value;
    }
}

package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.MetricStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that are killed hard while they write. */
class KillTest {

    private static final long START = 1_767_225_600;
    private static final int DIMENSIONS = 50;
    /** Loss that is allowed, in seconds. */
    private static final int LIMIT = 10;

    @TempDir
    Path directory;

    /** Records as fast as it can, flushes when the agent would, and prints each second after it was recorded. */
    static final class Writer {
        public static void main(String[] arguments) {
            Engine engine = new Engine(Path.of(arguments[0]), () -> START);
            engine.open();
            long first = engine.charts().stream()
                    .mapToLong(MetricStore.Chart::lastTime)
                    .max()
                    .orElse(START);
            for (long time = first + 1; ; time++) {
                engine.record(time, 1, Samples.row(Samples.chart("k", DIMENSIONS), values(time)));
                if (time % AgentStore.FLUSH_SECONDS == 0) {
                    engine.flush();
                }
                System.out.println(time);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 299, 361, 1_777, 7_400})
    void aKilledProcessLosesSecondsAndNothingElse(int seconds) throws Exception {
        long last = writeAndKill(seconds);

        assertNothingIsWrong(last);
    }

    @Test
    void theSameStoreSurvivesBeingKilledAgainAndAgain() throws Exception {
        long last = START;
        for (int round = 1; round <= 4; round++) {
            long before = last;
            last = writeAndKill(500);
            assertTrue(last > before);
        }
        Engine engine = new Engine(directory, () -> START);
        engine.open();
        assertEquals(1, engine.charts().size());
        assertTrue(engine.charts().get(0).lastTime() >= last - LIMIT);
        assertFalse(engine.charts().get(0).firstTime() > START + 1);
    }

    private void assertNothingIsWrong(long last) {
        Engine engine = new Engine(directory, () -> last);
        engine.open();
        List<MetricStore.SeriesKey> keys = IntStream.range(0, DIMENSIONS)
                .mapToObj(i -> new MetricStore.SeriesKey("k", "d" + i))
                .toList();
        MetricStore.Query query =
                new MetricStore.Query(Samples.GUID, keys, START, last, 1, MetricStore.Grouping.AVERAGE, "", 0);
        List<MetricStore.Series> series = Samples.ask(engine, query).series();
        for (int dimension = 0; dimension < DIMENSIONS; dimension++) {
            double[] values = series.get(dimension).values();
            for (int i = 0; i < values.length; i++) {
                boolean mayBeLost = START + 1 + i > last - LIMIT;
                if (!(mayBeLost && Double.isNaN(values[i]))) {
                    assertEquals(values(START + 1 + i)[dimension], values[i], "second " + i + " of " + dimension);
                }
            }
        }
    }

    private long writeAndKill(int seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long last = 0;
        try (BufferedReader out = process.inputReader()) {
            int lines = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line.length() == 10 ? Long.parseLong(line) : last;
                lines++;
                if (lines == seconds) {
                    // not Process.destroyForcibly: it would close the stream, and hide what was recorded last
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        }
        return last;
    }

    private static double[] values(long time) {
        double[] values = new double[DIMENSIONS];
        for (int i = 0; i < values.length; i++) {
            values[i] = time % 1_000 * 100 + i;
        }
        return values;
    }
}

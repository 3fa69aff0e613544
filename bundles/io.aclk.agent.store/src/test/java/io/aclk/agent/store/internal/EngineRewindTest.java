package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.MetricStore.Grouping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a clock that was in the future, the future is dropped and nothing else. */
class EngineRewindTest {

    private static final long START = 1_767_225_600;
    private static final ChartSpec CHART = Samples.chart("test.chart", 1);

    @TempDir
    Path directory;

    private long now = START;

    /** Leaps within the window of seconds, of minutes, of hours, and far beyond. */
    @ParameterizedTest
    @ValueSource(longs = {100, 400, 1_000, 5_000, 100_000, 400 * 86_400L})
    void chartsGoOnAtOnceAndEveryTierIsAsIfNothingHadHappened(long leap) {
        Engine engine = open("store");
        Engine undisturbed = open("undisturbed");
        long leaps = START + 3 * 3_600 + 1_234;
        record(engine, START + 1, leaps);
        record(undisturbed, START + 1, leaps);
        engine.flush();
        // the clock is in the future for 50 seconds, then back, and that is noticed 12 seconds later
        record(engine, leaps + leap + 1, leaps + leap + 50);
        record(engine, leaps + 51, leaps + 62);
        assertTrue(engine.rewind(leaps + 62));
        record(engine, leaps + 63, leaps + 4 * 3_600);
        record(undisturbed, leaps + 51, leaps + 4 * 3_600);
        engine.flush();

        for (Engine each : List.of(engine, open("store"))) {
            for (int tier = 0; tier < 3; tier++) {
                for (long step : new long[] {1, 60, 3_600}) {
                    MetricStore.Query query =
                            Samples.query("test.chart", START, START + 8 * 3_600, step, Grouping.SUM, "", tier);
                    assertArrayEquals(
                            Samples.ask(undisturbed, query).series().get(0).values(),
                            Samples.ask(each, query).series().get(0).values(),
                            1e-6,
                            "tier " + tier + ", step " + step);
                }
            }
            MetricStore.Chart chart = each.charts().get(0);
            assertEquals(START + 1, chart.firstTime());
            assertEquals(leaps + 4 * 3_600, chart.lastTime());
        }
    }

    @Test
    void whatTheFutureLeftOnTheDiskIsGoneAndAllElseStays() throws IOException {
        Engine engine = open("store");
        record(engine, START + 1, START + 4_000);
        engine.flush();
        record(engine, START + 1_000_000, START + 1_004_000);
        engine.flush();
        Path future = directory.resolve("store/tier0").resolve(START + 997_200 + ".seg");
        assertTrue(Files.exists(future), "the test records into that file");

        assertTrue(engine.rewind(START + 4_010));

        assertFalse(Files.exists(future));
        for (Engine each : List.of(engine, open("store"))) {
            assertArrayEquals(
                    expected(START + 1, START + 4_000), Samples.seconds(each, "test.chart", START, START + 4_000));
            double[] after = Samples.seconds(each, "test.chart", START + 4_000, START + 5_000);
            assertTrue(Arrays.stream(after).allMatch(Double::isNaN));
        }
    }

    @Test
    void aChartOfTheFutureBeginsAnew() {
        Engine engine = open("store");
        record(engine, START + 1, START + 10);
        engine.record(START + 90_000, 1, Samples.row(Samples.chart("born.ahead", 1), 1));

        assertTrue(engine.rewind(START + 20));
        assertEquals(1, engine.charts().size());
        engine.record(START + 21, 1, Samples.row(Samples.chart("born.ahead", 1), 2));
        engine.flush();

        for (Engine each : List.of(engine, open("store"))) {
            MetricStore.Chart chart = each.charts().stream()
                    .filter(any -> any.spec().id().equals("born.ahead"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(START + 21, chart.firstTime());
            assertArrayEquals(new double[] {2}, Samples.seconds(each, "born.ahead", START + 20, START + 21));
        }
    }

    @Test
    void withoutAFutureNothingIsTouched() throws IOException {
        Engine engine = open("store");
        record(engine, START + 1, START + 1_000);
        engine.flush();
        byte[] journal = Files.readAllBytes(directory.resolve("store/journal"));

        assertTrue(engine.rewind(START + 1_000));

        assertArrayEquals(journal, Files.readAllBytes(directory.resolve("store/journal")));
        assertTrue(engine.loaded());
    }

    @Test
    void whileTheDiskIsFullItIsPutOff() throws IOException {
        Engine engine = open("store");
        record(engine, START + 1, START + 400);
        Path segment = directory.resolve("store/tier0").resolve(START + ".seg");
        Files.createSymbolicLink(segment, Path.of("/dev/full"));
        record(engine, START + 100_000, START + 100_010);

        assertFalse(engine.rewind(START + 410));
        assertTrue(engine.loaded());
        assertArrayEquals(expected(START + 1, START + 400), Samples.seconds(engine, "test.chart", START, START + 400));

        Files.delete(segment);
        assertTrue(engine.rewind(START + 420));
        record(engine, START + 421, START + 430);
        assertArrayEquals(
                expected(START + 421, START + 430), Samples.seconds(engine, "test.chart", START + 420, START + 430));
    }

    private Engine open(String name) {
        Engine engine = new Engine(directory.resolve(name), () -> now);
        try {
            Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        engine.open();
        return engine;
    }

    private void record(Engine engine, long from, long to) {
        for (long time = from; time <= to; time++) {
            engine.record(time, 1, Samples.row(CHART, value(time)));
        }
        now = to;
    }

    private static double value(long time) {
        return Math.round(Math.sin(time / 50.0) * 1_000) / 10.0;
    }

    private static double[] expected(long from, long to) {
        double[] values = new double[(int) (to - from + 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(from + i);
        }
        return values;
    }
}

package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.MetricStore.Grouping;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

    private static final long START = 1_767_225_600;
    private static final ChartSpec CHART = Samples.chart("test.chart", 1);

    @TempDir
    Path directory;

    private long now = START;

    @Test
    void whatWasRecordedIsFoundAtOnce() {
        Engine engine = open();
        engine.record(START + 1, 1, Samples.row(CHART, 1.5));
        engine.record(START + 2, 1, Samples.row(CHART, 2.5));

        assertArrayEquals(
                new double[] {Double.NaN, 1.5, 2.5, Double.NaN},
                Samples.seconds(engine, "test.chart", START - 1, START + 3));
    }

    @Test
    void aRestartLosesNothingThatWasFlushed() {
        Engine engine = open();
        record(engine, START + 1, START + 1_000);
        engine.flush();

        Engine again = open();

        assertArrayEquals(
                expected(START + 1, START + 1_000), Samples.seconds(again, "test.chart", START, START + 1_000));
        MetricStore.Chart chart = again.charts().get(0);
        assertEquals(CHART, chart.spec());
        assertEquals(START + 1, chart.firstTime());
        assertEquals(START + 1_000, chart.lastTime());
        assertFalse(chart.collected());
    }

    @Test
    void theOlderTiersAreTheSameAfterARestart() {
        Engine engine = open();
        record(engine, START + 1, START + 3 * 3_600 + 1_234);
        engine.flush();

        Engine again = open();
        record(engine, START + 3 * 3_600 + 1_235, START + 5 * 3_600);
        record(again, START + 3 * 3_600 + 1_235, START + 5 * 3_600);

        for (Grouping grouping : Grouping.values()) {
            for (int tier = 0; tier < 3; tier++) {
                MetricStore.Query query =
                        Samples.query("test.chart", START, START + 5 * 3_600, 3_600, grouping, "", tier);
                assertArrayEquals(
                        Samples.ask(engine, query).series().get(0).values(),
                        Samples.ask(again, query).series().get(0).values(),
                        1e-9,
                        grouping + " of tier " + tier);
            }
        }
    }

    @Test
    void aTornJournalLosesItsLastFrameOnly() throws IOException {
        Engine engine = open();
        record(engine, START + 1, START + 10);
        engine.flush();
        record(engine, START + 11, START + 20);
        engine.flush();
        record(engine, START + 21, START + 25);
        engine.flush();
        cut(directory.resolve("journal"), 3);

        Engine again = open();

        assertArrayEquals(expected(START + 1, START + 20), Samples.seconds(again, "test.chart", START, START + 20));
        assertTrue(Double.isNaN(Samples.seconds(again, "test.chart", START + 20, START + 21)[0]));
        record(again, START + 21, START + 30);
        again.flush();
        assertArrayEquals(expected(START + 1, START + 30), Samples.seconds(open(), "test.chart", START, START + 30));
    }

    @Test
    void aTornBlockIsCutOffAndTheJournalStillHasItsSamples() throws IOException {
        Engine engine = open();
        record(engine, START + 1, START + 600);
        engine.flush();
        byte[] journal = Files.readAllBytes(directory.resolve("journal"));
        record(engine, START + 601, START + 700);
        engine.flush();
        // as if the process had died while it appended the second block
        Files.write(directory.resolve("journal"), journal);
        Path segment = directory.resolve("tier0").resolve(START + ".seg");
        cut(segment, 5);

        Engine again = open();

        assertArrayEquals(expected(START + 1, START + 600), Samples.seconds(again, "test.chart", START, START + 600));
        record(again, START + 601, START + 1_300);
        again.flush();
        assertArrayEquals(
                expected(START + 1, START + 1_300), Samples.seconds(open(), "test.chart", START, START + 1_300));
    }

    @Test
    void aKillBetweenBlockAndJournalCountsNoSampleTwice() throws IOException {
        Engine engine = open();
        record(engine, START + 1, START + 350);
        engine.flush();
        byte[] journal = Files.readAllBytes(directory.resolve("journal"));
        record(engine, START + 351, START + 400);
        engine.flush();
        Files.write(directory.resolve("journal"), journal);

        Engine again = open();

        for (int tier = 0; tier < 3; tier++) {
            MetricStore.Query query = Samples.query("test.chart", START, START + 3_600, 3_600, Grouping.SUM, "", tier);
            assertEquals(350, Samples.ask(again, query).series().get(0).samples(), "tier " + tier);
        }
    }

    @Test
    void aYoungStoreIsReadFromItsSeconds() {
        Engine engine = open();
        record(engine, START + 4_444, START + 4_500);
        engine.flush();

        for (Engine each : List.of(engine, open())) {
            for (long step : new long[] {1, 10, 50}) {
                MetricStore.Query query =
                        Samples.query("test.chart", START + 4_000, START + 4_500, step, Grouping.AVERAGE, "", -1);
                assertEquals(0, Samples.ask(each, query).tier());
            }
        }
    }

    @Test
    void whatIsRecordedWhileTheStoreIsReadIsKept() {
        Engine engine = open();
        record(engine, START + 1, START + 100);
        engine.flush();
        Engine again = new Engine(directory, () -> now);
        record(again, START + 101, START + 110);
        assertEquals(List.of(), again.charts());

        again.open();

        assertArrayEquals(expected(START + 1, START + 110), Samples.seconds(again, "test.chart", START, START + 110));
    }

    @Test
    void aRowWithoutAnyValueIsNoSample() {
        Engine engine = open();
        engine.record(START + 1, 1, Samples.row(CHART, Double.NaN));
        assertEquals(List.of(), engine.charts());

        engine.record(START + 2, 1, Samples.row(CHART, 1));
        engine.record(START + 3, 1, Samples.row(CHART, Double.NaN));
        assertEquals(START + 2, engine.charts().get(0).firstTime());
        assertEquals(START + 2, engine.charts().get(0).lastTime());
    }

    @Test
    void aDamagedBlockInTheMiddleIsAGapAndNothingMore() throws IOException {
        Engine engine = open();
        record(engine, START + 1, START + 1_500);
        engine.flush();
        Path segment = directory.resolve("tier0").resolve(START + ".seg");
        overwrite(segment, Segment.HEADER_BYTES + 4, 0x7F);

        double[] values = Samples.seconds(open(), "test.chart", START, START + 1_500);

        assertTrue(Arrays.stream(values, 0, 300).allMatch(Double::isNaN));
        assertArrayEquals(expected(START + 301, START + 1_500), Arrays.copyOfRange(values, 300, values.length));
    }

    @Test
    void aDamagedChunkIsAGapForItsSeriesOnly() throws IOException {
        ChartSpec wide = Samples.chart("wide", 2);
        Engine engine = open();
        for (long time = START + 1; time <= START + 400; time++) {
            engine.record(time, 1, Samples.row(wide, time % 7, time % 11));
        }
        engine.flush();
        Path segment = directory.resolve("tier0").resolve(START + ".seg");
        overwrite(segment, Files.size(segment) - 1, 0x55);

        Engine again = open();
        List<MetricStore.SeriesKey> keys =
                List.of(new MetricStore.SeriesKey("wide", "d0"), new MetricStore.SeriesKey("wide", "d1"));
        MetricStore.Result result = Samples.ask(
                again, new MetricStore.Query(Samples.GUID, keys, START, START + 300, 1, Grouping.AVERAGE, "", 0));

        assertEquals(300, result.series().get(0).samples());
        assertEquals(0, result.series().get(1).samples());
    }

    @Test
    void aFileThatIsNotOursIsSetAside() throws IOException {
        Files.createDirectories(directory.resolve("tier0"));
        Files.writeString(directory.resolve("tier0").resolve("0.seg"), "this is no segment at all");
        Files.writeString(directory.resolve("journal"), "this is no journal either");

        Engine engine = open();
        record(engine, START + 1, START + 10);
        engine.flush();

        assertTrue(Files.exists(directory.resolve("tier0").resolve("0.seg.unreadable")));
        assertTrue(Files.exists(directory.resolve("journal.unreadable")));
        assertArrayEquals(expected(START + 1, START + 10), Samples.seconds(open(), "test.chart", START, START + 10));
    }

    @Test
    void whatIsOlderThanItsRetentionGoesAndAChartWithoutSamplesWithIt() throws IOException {
        Engine engine = open();
        record(engine, START + 1, START + 4 * 3_600);
        engine.flush();
        ChartSpec unplugged = CHART;
        ChartSpec staying = Samples.chart("staying", 1);
        long later = START + 2 * 86_400;
        engine.record(later, 1, Samples.row(staying, 1));
        now = later;
        for (int pass = 0; pass < 10; pass++) {
            engine.flush();
            engine.expire();
        }

        assertTrue(Double.isNaN(Samples.seconds(engine, "test.chart", START, START + 1)[0]));
        assertEquals(2, engine.charts().size(), "the minutes are still there");
        assertEquals(
                60.0 * 240,
                Samples.ask(engine, Samples.query("test.chart", START, START + 4 * 3_600, 14_400, Grouping.SUM, "", -1))
                        .series()
                        .get(0)
                        .samples());

        long muchLater = START + 400 * 86_400L;
        engine.record(muchLater, 1, Samples.row(staying, 1));
        now = muchLater;
        for (int pass = 0; pass < 10; pass++) {
            engine.flush();
            engine.expire();
        }

        assertEquals(
                List.of("staying"),
                engine.charts().stream().map(chart -> chart.spec().id()).toList());
        assertFalse(engine.charts().stream().anyMatch(chart -> chart.spec().equals(unplugged)));
        Engine again = open();
        assertEquals(
                List.of("staying"),
                again.charts().stream().map(chart -> chart.spec().id()).toList());
    }

    @Test
    void aFullDiskLosesNothingWhileTheMemoryHoldsIt() throws IOException {
        Engine engine = open();
        record(engine, START + 1, START + 100);
        engine.flush();
        Path tier = directory.resolve("tier0");
        Files.createDirectories(tier);
        Path segment = tier.resolve(START + ".seg");
        Files.createSymbolicLink(segment, Path.of("/dev/full"));
        record(engine, START + 101, START + 1_000);
        engine.flush();
        engine.flush();

        assertArrayEquals(
                expected(START + 1, START + 1_000), Samples.seconds(engine, "test.chart", START, START + 1_000));

        Files.delete(segment);
        engine.flush();
        assertArrayEquals(
                expected(START + 1, START + 1_000), Samples.seconds(open(), "test.chart", START, START + 1_000));
    }

    @Test
    void whileTheDiskStaysFullTheMemoryIsBounded() throws IOException {
        Engine engine = open();
        Path tier = directory.resolve("tier0");
        Files.delete(tier);
        Files.createSymbolicLink(tier, Path.of("/dev/full"));
        for (long from = START; from < START + 3 * 3_600; from += 60) {
            record(engine, from + 1, from + 60);
            engine.flush();
        }

        double[] values = Samples.seconds(engine, "test.chart", START, START + 3 * 3_600);
        long kept = Arrays.stream(values).filter(value -> !Double.isNaN(value)).count();
        assertTrue(kept >= 3_600 && kept <= 4_500, "kept " + kept);
    }

    @Test
    void aClockThatIsSetBackCorruptsNothing() {
        Engine engine = open();
        record(engine, START + 1, START + 100);
        for (long time = START + 50; time <= START + 120; time++) {
            engine.record(time, 1, Samples.row(CHART, time <= START + 100 ? -1 : value(time)));
        }

        assertArrayEquals(expected(START + 1, START + 120), Samples.seconds(engine, "test.chart", START, START + 120));
    }

    @Test
    void aClockThatIsSetForwardLeavesAGap() {
        Engine engine = open();
        record(engine, START + 1, START + 100);
        record(engine, START + 10_001, START + 10_100);
        engine.flush();

        for (Engine each : List.of(engine, open())) {
            double[] values = Samples.seconds(each, "test.chart", START, START + 10_100);
            assertArrayEquals(expected(START + 1, START + 100), Arrays.copyOf(values, 100));
            assertTrue(Arrays.stream(values, 100, 10_000).allMatch(Double::isNaN));
            assertArrayEquals(expected(START + 10_001, START + 10_100), Arrays.copyOfRange(values, 10_000, 10_100));
        }
    }

    @Test
    void aSampleThatComesALittleLateStillFindsItsPlace() {
        ChartSpec slow = Samples.chart("slow", 1);
        Engine engine = open();
        record(engine, START + 1, START + 320);
        engine.record(START + 295, 1, Samples.row(slow, 7));

        assertArrayEquals(new double[] {7}, Samples.seconds(engine, "slow", START + 294, START + 295));
    }

    @Test
    void aChangedChartKeepsItsSeries() {
        Engine engine = open();
        engine.record(START + 1, 1, Samples.row(Samples.chart("c", 1), 1));
        engine.record(START + 2, 1, Samples.row(Samples.chart("c", 2), 2, 20));
        engine.record(START + 3, 1, Samples.row(Samples.chart("c", 1), 3));
        engine.flush();

        for (Engine each : List.of(engine, open())) {
            assertArrayEquals(new double[] {1, 2, 3}, Samples.seconds(each, "c", START, START + 3));
            assertEquals(1, each.charts().get(0).spec().dimensions().size());
        }
    }

    @Test
    void samplesOfSourcesThatNeverStopFindingChartsAreBounded() {
        Engine engine = open();
        for (int i = 0; i < 30; i++) {
            engine.record(START + 1, 1, Samples.row(Samples.chart("c" + i, 1_000), new double[1_000]));
        }

        assertEquals(20, engine.charts().size());
    }

    @Test
    void tiersTellWhatTheyHold() throws IOException {
        Engine engine = open();
        record(engine, START + 1, START + 7_200);
        engine.flush();

        List<MetricStore.Tier> tiers = engine.tiers();

        assertEquals(
                List.of(1, 60, 3_600),
                tiers.stream().map(MetricStore.Tier::granularity).toList());
        assertEquals(
                List.of(7_200L, 120L, 2L),
                tiers.stream().map(MetricStore.Tier::samples).toList());
        assertEquals(START + 1, tiers.get(0).firstTime());
        assertEquals(START + 7_200, tiers.get(0).lastTime());
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("charts"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            long told = tiers.stream().mapToLong(MetricStore.Tier::diskBytes).sum();
            assertEquals(bytes, told, 100.0);
        }
    }

    private Engine open() {
        Engine engine = new Engine(directory, () -> now);
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

    private static void cut(Path file, int bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(out.length() - bytes);
        }
    }

    private static void overwrite(Path file, long position, int value) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(position);
            out.write(value);
        }
    }
}

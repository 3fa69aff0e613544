package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.MetricStore.Grouping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers against a reference that is as simple as can be: all samples in a sorted map. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryTest {

    private static final long START = 1_767_225_600;
    private static final long END = START + 6 * 3_600 + 777;
    private static final ChartSpec CHART = Samples.chart("q", 1);

    private final TreeMap<Long, Double> samples = new TreeMap<>();
    private Engine engine;

    @BeforeAll
    void recordSixHoursWithGaps(@TempDir Path directory) {
        engine = new Engine(directory, () -> END);
        engine.open();
        Random random = new Random(3);
        for (long time = START + 1; time <= END; time++) {
            boolean gap = random.nextInt(20) == 0 || time > START + 5_000 && time < START + 5_700;
            if (!gap) {
                double value = Math.round(random.nextGaussian() * 1_000) / 8.0;
                samples.put(time, value);
                engine.record(time, 1, Samples.row(CHART, value));
            }
            if (time % 50 == 0) {
                engine.flush();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Grouping.class)
    void everyGroupingOfSecondsIsThatOfTheReference(Grouping grouping) {
        Random random = new Random(grouping.ordinal());
        for (int round = 0; round < 60; round++) {
            long step = 1 + random.nextInt(400);
            long after = START - 100 + random.nextInt(6 * 3_600);
            long before = after + step * (1 + random.nextInt(60));
            String option = option(grouping, random);

            MetricStore.Result result =
                    Samples.ask(engine, Samples.query("q", after, before, step, grouping, option, 0));

            assertEquals(0, result.tier());
            assertArrayEquals(
                    reference(after, before, step, grouping, option),
                    result.series().get(0).values(),
                    1e-6,
                    grouping + " " + option + " of " + after + ".." + before + " by " + step);
        }
    }

    @ParameterizedTest
    @EnumSource(Grouping.class)
    void theOlderTiersAreUsedWhereTheyAreExact(Grouping grouping) {
        boolean exact = Grouper.exactInAllTiers(grouping);
        for (long step : new long[] {60, 300, 3_600, 7_200}) {
            MetricStore.Result result =
                    Samples.ask(engine, Samples.query("q", START, START + 3 * 7_200, step, grouping, "", -1));

            assertEquals(!exact ? 0 : step % 3_600 == 0 ? 2 : 1, result.tier());
            assertArrayEquals(
                    reference(START, START + 3 * 7_200, step, grouping, ""),
                    result.series().get(0).values(),
                    1e-6,
                    grouping + " by " + step);
        }
    }

    @Test
    void aWindowThatDoesNotFitTheMinutesIsReadFromTheSeconds() {
        assertEquals(
                0,
                Samples.ask(engine, Samples.query("q", START + 7, START + 607, 60, Grouping.AVERAGE, "", -1))
                        .tier());
    }

    @Test
    void minutesThatAreLongerThanTheStepFillAllPointsInThem() {
        double[] minute = reference(START + 600, START + 660, 60, Grouping.AVERAGE, "");
        double[] values = Samples.ask(engine, Samples.query("q", START + 600, START + 660, 10, Grouping.AVERAGE, "", 1))
                .series()
                .get(0)
                .values();

        double[] expected = new double[6];
        Arrays.fill(expected, minute[0]);
        assertArrayEquals(expected, values, 1e-9);

        double[] sums = Samples.ask(engine, Samples.query("q", START + 600, START + 660, 10, Grouping.SUM, "", 1))
                .series()
                .get(0)
                .values();
        assertEquals(
                reference(START + 600, START + 660, 60, Grouping.SUM, "")[0],
                Arrays.stream(sums).sum(),
                1e-6);
    }

    @Test
    void totalsAndPartialPointsTellOfTheStoredSamples() {
        MetricStore.Series series = Samples.ask(
                        engine, Samples.query("q", START + 4_800, START + 6_000, 600, Grouping.AVERAGE, "", 0))
                .series()
                .get(0);
        List<Double> inside = new ArrayList<>(
                samples.subMap(START + 4_800, false, START + 6_000, true).values());

        assertEquals(inside.size(), series.samples());
        assertEquals(inside.stream().mapToDouble(value -> value).min().orElseThrow(), series.min());
        assertEquals(inside.stream().mapToDouble(value -> value).max().orElseThrow(), series.max());
        assertEquals(inside.stream().mapToDouble(value -> value).sum(), series.sum(), 1e-6);
        assertTrue(series.partial()[0] && series.partial()[1]);
    }

    @Test
    void whatIsNotKnownIsAGap() {
        List<MetricStore.SeriesKey> keys = List.of(
                new MetricStore.SeriesKey("q", "d0"),
                new MetricStore.SeriesKey("q", "none"),
                new MetricStore.SeriesKey("none", "d0"));
        MetricStore.Query query =
                new MetricStore.Query(Samples.GUID, keys, START, START + 10, 1, Grouping.AVERAGE, "", -1);

        List<MetricStore.Series> series = Samples.ask(engine, query).series();

        assertEquals(keys, series.stream().map(MetricStore.Series::key).toList());
        for (MetricStore.Series unknown : series.subList(1, 3)) {
            assertTrue(Arrays.stream(unknown.values()).allMatch(Double::isNaN));
            assertEquals(0, unknown.samples());
            assertTrue(Double.isNaN(unknown.min()));
        }
        MetricStore.Query foreign =
                new MetricStore.Query(new UUID(1, 2), keys, START, START + 10, 1, Grouping.AVERAGE, "", -1);
        assertEquals(0, Samples.ask(engine, foreign).series().get(0).samples());
    }

    @Test
    void aCancelledQueryStops() {
        Cancellation cancelled = Cancellation.none();
        cancelled.cancel();
        MetricStore.Query query = Samples.query("q", START, END, 1, Grouping.AVERAGE, "", 0);
        MetricStoreService service = new MetricStoreService(engine, () -> Samples.GUID);

        assertThrows(Cancellation.StoppedException.class, () -> service.query(query, cancelled));
        assertThrows(
                Cancellation.StoppedException.class, () -> service.query(query, Cancellation.within(Duration.ZERO)));
    }

    @ParameterizedTest
    @CsvSource({
        "'>10', 20, 100", "'>10', 10, 0", "'>=10', 10, 100", "'<10', 9, 100", "'<=10', 11, 0", "'!=10', 10, 0",
        "'<>10', 9, 100", "'=10', 10, 100", "'10', 10, 100", "'', 0, 100", "' > 10 ', 11, 100", "'>x', 1, 100"
    })
    void countifUnderstandsItsConditions(String option, double value, double percent) {
        Grouper grouper = Grouper.of(Grouping.COUNTIF, option, 1);
        grouper.add(value);

        assertEquals(percent, grouper.flush());
    }

    private static String option(Grouping grouping, Random random) {
        return switch (grouping) {
            case PERCENTILE -> List.of("", "25", "50", "99").get(random.nextInt(4));
            case TRIMMED_MEAN, TRIMMED_MEDIAN -> List.of("", "1", "25").get(random.nextInt(3));
            case COUNTIF -> List.of("", ">10", "<=0").get(random.nextInt(3));
            default -> "";
        };
    }

    private double[] reference(long after, long before, long step, Grouping grouping, String option) {
        double[] points = new double[(int) ((before - after) / step)];
        List<Double> history = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            long from = after + i * step;
            List<Double> group = new ArrayList<>(
                    samples.subMap(from, false, from + step, true).values());
            points[i] = group.isEmpty() ? Double.NaN : value(group, history, grouping, option, step);
            history.addAll(group);
        }
        return points;
    }

    private static double value(List<Double> group, List<Double> history, Grouping grouping, String option, long step) {
        double sum = group.stream().mapToDouble(value -> value).sum();
        double mean = sum / group.size();
        double min = group.stream().mapToDouble(value -> value).min().orElseThrow();
        double max = group.stream().mapToDouble(value -> value).max().orElseThrow();
        double last = group.get(group.size() - 1);
        double squares = group.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        double deviation = group.size() < 2 ? 0 : Math.sqrt(squares / (group.size() - 1));
        double[] sorted = group.stream().mapToDouble(value -> value).sorted().toArray();
        double percent = option.matches("\\d+") ? Double.parseDouble(option) : grouping == Grouping.PERCENTILE ? 95 : 5;
        int cut = Math.min((int) (sorted.length * percent / 100), (sorted.length - 1) / 2);
        return switch (grouping) {
            case AVERAGE -> mean;
            case MIN -> min;
            case MAX -> max;
            case SUM -> sum;
            case INCREMENTAL_SUM -> last - (history.isEmpty() ? group.get(0) : history.get(history.size() - 1));
            case MEDIAN -> quantile(sorted, 50);
            case PERCENTILE -> quantile(sorted, percent);
            case TRIMMED_MEAN ->
                Arrays.stream(sorted, cut, sorted.length - cut).average().orElseThrow();
            case TRIMMED_MEDIAN -> quantile(Arrays.copyOfRange(sorted, cut, sorted.length - cut), 50);
            case STDDEV -> deviation;
            case CV -> deviation == 0 ? 0 : 100 * deviation / Math.abs(mean);
            case SES -> smoothed(group, history, step, false);
            case DES -> smoothed(group, history, step, true);
            case COUNTIF ->
                100.0 * group.stream().filter(value -> meets(value, option)).count() / group.size();
            case EXTREMES -> Math.abs(min) > Math.abs(max) ? min : max;
            case LATEST -> last;
        };
    }

    private static boolean meets(double value, String option) {
        return switch (option) {
            case ">10" -> value > 10;
            case "<=0" -> value <= 0;
            default -> value == 0;
        };
    }

    private static double quantile(double[] sorted, double percent) {
        double rank = (sorted.length - 1) * percent / 100;
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] * (1 - (rank - below)) + sorted[above] * (rank - below);
    }

    private static double smoothed(List<Double> group, List<Double> history, long step, boolean trended) {
        double alpha = 2.0 / (Math.min(step, 15) + 1);
        List<Double> all = new ArrayList<>(history);
        all.addAll(group);
        double[] level = {all.get(0)};
        double[] trend = {0};
        IntStream.range(1, all.size()).forEach(i -> {
            double next = alpha * all.get(i) + (1 - alpha) * (level[0] + trend[0]);
            trend[0] = trended ? alpha * (next - level[0]) + (1 - alpha) * trend[0] : 0;
            level[0] = next;
        });
        return level[0];
    }
}

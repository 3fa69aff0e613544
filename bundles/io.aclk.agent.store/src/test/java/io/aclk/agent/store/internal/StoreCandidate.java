package io.aclk.agent.store.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rrd4j.ConsolFun;
import org.rrd4j.DsType;
import org.rrd4j.core.RrdBackendFactory;
import org.rrd4j.core.RrdDb;
import org.rrd4j.core.RrdDef;
import org.rrd4j.core.RrdNioBackendFactory;
import org.rrd4j.core.RrdRandomAccessFileBackendFactory;

/** A store that {@link StoreComparison} measures: charts of ten dimensions, three tiers. */
interface StoreCandidate extends AutoCloseable {

    /** Dimensions of a chart. */
    int CHART = 10;

    /** Takes the values of all dimensions at one second. */
    void record(long time, double[] values) throws IOException;

    /** The values per second of one dimension, in {@code (after, before]}. */
    double[] read(int dimension, long after, long before) throws IOException;

    @Override
    void close() throws IOException;

    /** Opens or creates a store. */
    static StoreCandidate open(String name, Path directory, int dimensions, long start) throws IOException {
        Files.createDirectories(directory);
        return switch (name) {
            case "own" -> new Own(directory, dimensions);
            case "rrd4j-nio" -> new Rrd4j(directory, dimensions, start, new RrdNioBackendFactory(5));
            case "rrd4j-file" -> new Rrd4j(directory, dimensions, start, new RrdRandomAccessFileBackendFactory());
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Ours, written every five seconds as {@link AgentStore} does. */
    final class Own implements StoreCandidate {
        private final Engine engine;
        private final List<ChartSpec> charts = new ArrayList<>();
        private long now;

        Own(Path directory, int dimensions) {
            engine = new Engine(directory, () -> now);
            engine.open();
            for (int chart = 0; chart < dimensions / CHART; chart++) {
                charts.add(Samples.chart("chart" + chart, CHART));
            }
        }

        @Override
        public void record(long time, double[] values) {
            now = time;
            List<Engine.Row> rows = new ArrayList<>();
            for (int chart = 0; chart < charts.size(); chart++) {
                rows.add(new Engine.Row(
                        charts.get(chart), Arrays.copyOfRange(values, chart * CHART, (chart + 1) * CHART)));
            }
            engine.record(time, 1, rows);
            if (time % AgentStore.FLUSH_SECONDS == 0) {
                engine.flush();
            }
        }

        @Override
        public double[] read(int dimension, long after, long before) {
            MetricStore.SeriesKey key = new MetricStore.SeriesKey("chart" + dimension / CHART, "d" + dimension % CHART);
            MetricStore.Query query = new MetricStore.Query(
                    Samples.GUID, List.of(key), after, before, 1, MetricStore.Grouping.AVERAGE, "", 0);
            return Samples.ask(engine, query).series().get(0).values();
        }

        @Override
        public void close() {
            engine.flush();
        }
    }

    /** RRD4J with a file for each chart, which is its best case: one update for ten dimensions. */
    final class Rrd4j implements StoreCandidate {
        private final List<RrdDb> files = new ArrayList<>();

        Rrd4j(Path directory, int dimensions, long start, RrdBackendFactory backend) throws IOException {
            for (int chart = 0; chart < dimensions / CHART; chart++) {
                Path file = directory.resolve("chart" + chart + ".rrd");
                RrdDb.Builder builder = RrdDb.getBuilder().setBackendFactory(backend);
                files.add((Files.exists(file)
                                ? builder.setPath(file.toString())
                                : builder.setRrdDef(definition(file, start)))
                        .build());
            }
        }

        private static RrdDef definition(Path file, long start) {
            RrdDef definition = new RrdDef(file.toString(), start, 1);
            for (int i = 0; i < CHART; i++) {
                definition.addDatasource("d" + i, DsType.GAUGE, 2, Double.NaN, Double.NaN);
            }
            definition.addArchive(ConsolFun.LAST, 0.5, 1, 86_400);
            for (ConsolFun function : List.of(ConsolFun.AVERAGE, ConsolFun.MIN, ConsolFun.MAX)) {
                definition.addArchive(function, 0.5, 60, 43_200);
                definition.addArchive(function, 0.5, 3_600, 8_760);
            }
            return definition;
        }

        @Override
        public void record(long time, double[] values) throws IOException {
            for (int chart = 0; chart < files.size(); chart++) {
                files.get(chart)
                        .createSample(time)
                        .setValues(Arrays.copyOfRange(values, chart * CHART, (chart + 1) * CHART))
                        .update();
            }
        }

        @Override
        public double[] read(int dimension, long after, long before) throws IOException {
            double[] all = files.get(dimension / CHART)
                    .createFetchRequest(ConsolFun.LAST, after + 1, before)
                    .fetchData()
                    .getValues("d" + dimension % CHART);
            return Arrays.copyOf(all, (int) (before - after));
        }

        @Override
        public void close() throws IOException {
            for (RrdDb file : files) {
                file.close();
            }
        }
    }
}

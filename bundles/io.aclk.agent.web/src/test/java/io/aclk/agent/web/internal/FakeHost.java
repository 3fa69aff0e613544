package io.aclk.agent.web.internal;

import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Cancellation;
import io.aclk.host.api.Channel;
import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.InfoContributor;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.NodeInfo;
import io.aclk.host.api.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A host in memory: charts with samples, a directory, a catalog, a fixed clock, and the API on top. */
class FakeHost implements MetricStore, NodeDirectory, ContextCatalog {

    static final long NOW = 1_767_225_605L;
    static final UUID LOCAL_GUID = UUID.fromString("0d3cc0f2-8a67-11ee-b9d1-0242ac120002");
    static final UUID LOCAL_NODE = UUID.fromString("3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55");
    static final UUID CHILD_GUID = UUID.fromString("1d3cc0f2-8a67-11ee-b9d1-0242ac120003");

    /** A chart and its samples by dimension and time. */
    static final class FakeChart {
        final ChartSpec spec;
        final int updateEvery;
        final Map<String, TreeMap<Long, Double>> samples = new LinkedHashMap<>();

        FakeChart(ChartSpec spec, int updateEvery) {
            this.spec = spec;
            this.updateEvery = updateEvery;
            spec.dimensions().forEach(dimension -> samples.put(dimension.id(), new TreeMap<>()));
        }

        FakeChart put(String dimension, long time, double value) {
            samples.get(dimension).put(time, value);
            return this;
        }
    }

    final List<Node> nodes = new ArrayList<>();
    final Map<UUID, List<FakeChart>> charts = new LinkedHashMap<>();
    final List<InfoContributor> contributors = new ArrayList<>();
    final Endpoints endpoints = new Endpoints();
    final Router router;

    FakeHost() {
        nodes.add(node(LOCAL_GUID, Optional.of(LOCAL_NODE), "garage-pi", 0));
        charts.put(LOCAL_GUID, new ArrayList<>());
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(NOW));
        Versions versions = new Versions(this, this, NOW - 100, guid -> {});
        router = new Router(new Host(this, this, this, versions, () -> contributors, clock, NOW - 100), endpoints);
    }

    /** A host with {@code system.cpu} (3 dimensions, every second) and {@code system.load} (every 5 s). */
    static FakeHost withSamples() {
        FakeHost host = new FakeHost();
        FakeChart cpu = host.add(
                LOCAL_GUID,
                chart(
                        "system.cpu",
                        "system.cpu",
                        "cpu",
                        "Total CPU utilization",
                        "percentage",
                        "user",
                        "system",
                        "idle"),
                1);
        FakeChart load = host.add(
                LOCAL_GUID, chart("system.load", "system.load", "load", "System Load Average", "load", "load1"), 5);
        for (long time = NOW - 120; time < NOW; time++) {
            cpu.put("user", time, time % 10);
            cpu.put("system", time, 2);
            cpu.put("idle", time, 98 - time % 10);
            if (time % 5 == 0) {
                load.put("load1", time, (time - NOW + 120) / 5.0);
            }
        }
        return host;
    }

    static Node node(UUID guid, Optional<UUID> nodeId, String hostname, int hops) {
        NodeInfo info = new NodeInfo(
                "linux",
                "Debian GNU/Linux",
                "debian",
                "12",
                "Linux",
                "6.1",
                "x86_64",
                4,
                2_600_000_000L,
                "cpu",
                4L << 30,
                64L << 30,
                "v0.1.0",
                "stable",
                "CET",
                "kvm",
                "none");
        return new Node(guid, nodeId, hostname, hops, true, true, info, Map.of("_os", "linux"));
    }

    static ChartSpec chart(String id, String context, String family, String title, String units, String... dimensions) {
        return new ChartSpec(
                id,
                context,
                family,
                title,
                units,
                ChartSpec.Type.STACKED,
                100,
                "system",
                family,
                Arrays.stream(dimensions).map(ChartSpec.Dimension::of).toList(),
                Map.of("_collect_plugin", "system", "device", id));
    }

    FakeChart add(UUID guid, ChartSpec spec, int updateEvery) {
        FakeChart chart = new FakeChart(spec, updateEvery);
        charts.computeIfAbsent(guid, g -> new ArrayList<>()).add(chart);
        return chart;
    }

    ApiResponse get(String target) {
        return send(ApiRequest.get(target, Channel.LOCAL));
    }

    ApiResponse send(ApiRequest request) {
        try {
            return router.handle(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static String text(ApiResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Override
    public List<Chart> charts(UUID machineGuid) {
        return charts.getOrDefault(machineGuid, List.of()).stream()
                .map(chart -> new Chart(
                        chart.spec,
                        chart.updateEvery,
                        chart.samples.values().stream()
                                .filter(s -> !s.isEmpty())
                                .mapToLong(TreeMap::firstKey)
                                .min()
                                .orElse(0),
                        chart.samples.values().stream()
                                .filter(s -> !s.isEmpty())
                                .mapToLong(TreeMap::lastKey)
                                .max()
                                .orElse(0),
                        true,
                        chart.samples.values().stream()
                                .mapToDouble(s ->
                                        s.isEmpty() ? Double.NaN : s.lastEntry().getValue())
                                .toArray()))
                .toList();
    }

    @Override
    public List<Tier> tiers() {
        return List.of(
                new Tier(0, 1, 86_400, NOW - 120, NOW - 1, 4, 384, 65_536), new Tier(1, 60, 864_000, 0, 0, 0, 0, 0));
    }

    @Override
    public Result query(Query query, Cancellation cancellation) {
        cancellation.check();
        List<Series> series = new ArrayList<>();
        for (SeriesKey key : query.series()) {
            TreeMap<Long, Double> samples = charts.get(query.machineGuid()).stream()
                    .filter(chart -> chart.spec.id().equals(key.chartId()))
                    .findFirst()
                    .orElseThrow()
                    .samples
                    .get(key.dimensionId());
            double[] values = new double[query.points()];
            for (int i = 0; i < values.length; i++) {
                long end = query.after() + (i + 1) * query.step();
                var slice = samples.subMap(end - query.step(), false, end, true).values().stream()
                        .mapToDouble(v -> v);
                values[i] = switch (query.grouping()) {
                    case SUM -> slice.reduce(Double::sum).orElse(Double.NaN);
                    case MAX -> slice.max().orElse(Double.NaN);
                    case MIN -> slice.min().orElse(Double.NaN);
                    default -> slice.average().orElse(Double.NaN);
                };
            }
            var all = samples.subMap(query.after(), false, query.before(), true).values().stream()
                    .mapToDouble(v -> v)
                    .summaryStatistics();
            series.add(new Series(
                    key,
                    values,
                    new boolean[values.length],
                    all.getCount(),
                    all.getCount() == 0 ? Double.NaN : all.getMin(),
                    all.getCount() == 0 ? Double.NaN : all.getMax(),
                    all.getSum()));
        }
        return new Result(0, series);
    }

    @Override
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public void assign(UUID machineGuid, UUID nodeId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forgetNodeIds() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void changeMachineGuid(UUID machineGuid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription listen(NodeDirectory.Listener listener) {
        return () -> {};
    }

    @Override
    public List<Context> contexts(UUID machineGuid) {
        Map<String, Context> contexts = new LinkedHashMap<>();
        for (Chart chart : charts(machineGuid)) {
            ChartSpec spec = chart.spec();
            contexts.put(
                    spec.context(),
                    new Context(
                            spec.context(),
                            spec.title(),
                            spec.units(),
                            spec.family(),
                            spec.type(),
                            spec.priority(),
                            chart.firstTime(),
                            chart.lastTime(),
                            true));
        }
        return List.copyOf(contexts.values());
    }

    @Override
    public List<Collector> collectors(UUID machineGuid) {
        return List.of(new Collector("system", "cpu"), new Collector("system", "load"));
    }

    @Override
    public Subscription listen(ContextCatalog.Listener listener) {
        return () -> {};
    }
}

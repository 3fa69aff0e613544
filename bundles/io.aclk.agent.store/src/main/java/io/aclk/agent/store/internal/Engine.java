package io.aclk.agent.store.internal;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time series of one node: what {@code docs/time-series-store.md} describes.
 *
 * <p>{@link #record} works in memory only and never waits for the disk. {@link #open}, {@link #flush} and {@link
 * #expire} use the disk and belong to one thread. One lock guards everything in memory; it is never held while a file is
 * read or written.
 */
final class Engine {

    /** Calls of sources that wait for {@link #open}, at most. */
    private static final int MAX_EARLY = 600;

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /**
     * The values of one chart at one second.
     *
     * @param chart which
     * @param values one for each dimension, not changed by anybody later
     */
    record Row(ChartSpec chart, double[] values) {}

    /**
     * What a source recorded in one call.
     *
     * @param time epoch seconds
     * @param updateEvery interval of the source, seconds
     * @param rows one for each chart
     */
    record Batch(long time, int updateEvery, List<Row> rows) {}

    private final Path directory;
    private final LongSupplier now;
    private final StoreFiles files;
    private final List<Tier> tiers = new ArrayList<>();
    private final ChartTable charts = new ChartTable();
    private final JournalTail tail = new JournalTail();
    /** What was recorded before the stored series were known. */
    private final List<Batch> early = new ArrayList<>();

    private final LateRows late = new LateRows();

    private volatile boolean loaded;
    private long clockWarnedUntil;

    /**
     * A store.
     *
     * @param directory where its files are
     * @param now wall clock, epoch seconds
     */
    Engine(Path directory, LongSupplier now) {
        this.directory = directory;
        this.now = now;
        this.files = new StoreFiles(directory);
        createTiers();
    }

    private void createTiers() {
        tiers.clear();
        for (TierSpec spec : TierSpec.ALL) {
            tiers.add(new Tier(spec, directory.resolve("tier" + spec.index())));
        }
    }

    /** Reads what is stored. Until it returns, samples wait and nothing is found. */
    void open() {
        try {
            files.readCharts(charts::load);
        } catch (IOException | RuntimeException e) {
            LOG.error("The charts of the stored time series cannot be read", e);
        }
        load();
    }

    /** Reads the series of the charts. */
    private void load() {
        try {
            for (Tier tier : tiers) {
                tier.open();
            }
            Coverage coverage = coverage();
            charts.reserve(coverage.maxSeries());
            charts.all().forEach(chart -> chart.covered(coverage));
            Recovery.rebuildHeads(tiers);
            replayJournal();
        } catch (IOException | RuntimeException e) {
            LOG.error("The stored time series cannot be read; those of this run are kept in memory", e);
        }
        synchronized (this) {
            charts.removeEmpty();
            tail.giveUp();
            loaded = true;
            List<Batch> waiting = List.copyOf(early);
            early.clear();
            waiting.forEach(batch -> record(batch, false));
        }
    }

    /**
     * Drops what was recorded beyond a time, because the clock was in the future meanwhile, and nothing else: the window
     * of that time is opened again, and the older tiers are made anew from the finer ones. As after a start, samples wait
     * and nothing is found until it returns.
     *
     * @return false if the disk does not allow that now; nothing has changed then
     */
    boolean rewind(long time) {
        flush();
        synchronized (this) {
            if (charts.all().stream().noneMatch(chart -> chart.lastTime() > time)) {
                return true;
            }
            if (tiers.stream().anyMatch(tier -> !tier.unstored().isEmpty())) {
                return false;
            }
            loaded = false;
        }
        byte[] newest = SampleFrame.of(Recovery.newest(tiers.get(0), time));
        // coarsest first: after a crash in between, the older tiers follow from the finer ones
        boolean done = files.attempt(() -> {
            files.writeJournal(newest, true);
            for (int i = tiers.size() - 1; i >= 0; i--) {
                tiers.get(i).cut(time);
            }
        });
        synchronized (this) {
            tail.giveUp();
            createTiers();
            charts.all().forEach(ChartState::uncovered);
            early.addAll(0, late.take());
            clockWarnedUntil = 0;
        }
        files.chartsChanged();
        load();
        return done;
    }

    /** Whether what was stored is known. */
    boolean loaded() {
        return loaded;
    }

    /**
     * Records a second of one source. What is older than the newest sample of a chart is left out: after the clock was
     * set back, the chart continues when the clock has caught up, or after {@link #rewind}, which takes what was left out.
     */
    synchronized void record(long time, int updateEvery, List<Row> rows) {
        if (!loaded) {
            if (early.size() < MAX_EARLY) {
                early.add(new Batch(time, updateEvery, List.copyOf(rows)));
            }
            return;
        }
        record(new Batch(time, updateEvery, rows), true);
    }

    private void record(Batch batch, boolean live) {
        long time = batch.time;
        for (Row row : batch.rows) {
            ChartState chart = charts.find(row.chart(), batch.updateEvery, time);
            if (chart == null) {
                continue;
            }
            if (time <= chart.lastTime()) {
                if (live) {
                    late.add(new Batch(time, batch.updateEvery, List.of(row)));
                    warnOfClock(time, chart);
                }
                continue;
            }
            if (apply(chart.series(), time, row.values())) {
                chart.recorded(time, row.values());
                tail.add(time, chart.series(), row.values());
            }
        }
    }

    /** Writes what is new. On a failure everything stays in memory, within bounds, and the next call tries again. */
    void flush() {
        boolean written = files.attempt(() -> {
            files.appendCharts(this::takeUnsavedCharts, this::allCharts);
            writeJournal(storeBlocks());
        });
        synchronized (this) {
            if (!written) {
                tail.giveUp();
            }
            for (Tier tier : tiers) {
                int lost = tier.dropExcess();
                if (lost > 0) {
                    LOG.debug(
                            "Gave up {} blocks of tier {}: the disk takes nothing",
                            lost,
                            tier.spec().index());
                }
            }
        }
    }

    /** Removes what is older than the retention: at most one file of each tier. */
    void expire() {
        boolean removed = false;
        for (Tier tier : tiers) {
            Path file;
            synchronized (this) {
                file = tier.expired(now.getAsLong());
                if (file != null) {
                    tier.forget(file);
                }
            }
            removed |= file != null && files.delete(file);
        }
        if (removed) {
            refreshCoverage();
        }
    }

    /** The charts in display order. */
    synchronized List<MetricStore.Chart> charts() {
        return !loaded ? List.of() : charts.snapshot(now.getAsLong());
    }

    /** The tiers, finest first. */
    List<MetricStore.Tier> tiers() {
        List<MetricStore.Tier> result = new ArrayList<>();
        long journalBytes = files.journalBytes();
        synchronized (this) {
            if (!loaded) {
                return List.of();
            }
            long oldest = Long.MAX_VALUE;
            long newest = 0;
            for (ChartState chart : charts.all()) {
                oldest = Math.min(oldest, chart.firstTime());
                newest = Math.max(newest, chart.lastTime());
            }
            for (Tier tier : tiers) {
                result.add(TierReport.of(
                        tier, charts.series(), oldest, newest, tier.spec().index() == 0 ? journalBytes : 0));
            }
        }
        return result;
    }

    /**
     * Views of all tiers for some series, taken at one moment.
     *
     * @param query series, and the period that they are wanted of
     * @param ours false: the series belong to a node that is not known
     */
    synchronized EngineView view(MetricStore.Query query, boolean ours) {
        List<MetricStore.SeriesKey> keys = query.series();
        int[] series = new int[keys.size()];
        int[] updateEvery = new int[keys.size()];
        List<Integer> known = new ArrayList<>();
        long firstTime = Long.MAX_VALUE;
        for (int i = 0; i < series.length; i++) {
            ChartState chart = ours && loaded ? charts.get(keys.get(i).chartId()) : null;
            Integer number = chart == null
                    ? null
                    : chart.seriesByDimension().get(keys.get(i).dimensionId());
            series[i] = number == null ? -1 : number;
            updateEvery[i] = chart == null ? 1 : chart.updateEvery();
            if (number != null) {
                known.add(number);
                firstTime = Math.min(firstTime, chart.firstTime());
            }
        }
        List<TierView> views = new ArrayList<>();
        List<Long> covered = new ArrayList<>();
        for (Tier tier : tiers) {
            views.add(tier.view(known, query.after(), query.before()));
            covered.add(tier.firstCovered());
        }
        return new EngineView(series, updateEvery, firstTime, views, covered);
    }

    /** Adds the samples of a chart; false if there is none. */
    private boolean apply(int[] series, long time, double[] values) {
        boolean any = false;
        for (int i = 0; i < series.length; i++) {
            if (!Double.isNaN(values[i])) {
                apply(series[i], time, values[i]);
                any = true;
            }
        }
        return any;
    }

    private void apply(int series, long time, double value) {
        for (Tier tier : tiers) {
            tier.add(series, time, value);
        }
    }

    private void warnOfClock(long time, ChartState chart) {
        if (time > clockWarnedUntil) {
            LOG.warn(
                    "The clock was set back: samples are left out for {} s, until it has caught up",
                    chart.lastTime() - time);
        }
        clockWarnedUntil = Math.max(clockWarnedUntil, chart.lastTime());
    }

    private synchronized List<byte[]> takeUnsavedCharts() {
        return charts.takeUnsaved();
    }

    private synchronized List<byte[]> allCharts() {
        charts.takeUnsaved();
        return charts.records();
    }

    /** Writes the sealed blocks; true if the finest tier had one, so that the journal can be shortened. */
    private boolean storeBlocks() throws IOException {
        boolean sealed = false;
        for (Tier tier : tiers) {
            List<Block> blocks;
            synchronized (this) {
                blocks = tier.unstored();
            }
            for (Block block : blocks) {
                Block stored = tier.store(block);
                synchronized (this) {
                    tier.replace(block, stored);
                }
                sealed |= tier.spec().index() == 0;
            }
        }
        return sealed;
    }

    private void writeJournal(boolean sealed) throws IOException {
        JournalTail.Frame frame;
        synchronized (this) {
            frame = tail.take(sealed, tiers.get(0));
        }
        files.writeJournal(frame.bytes(), frame.anew());
    }

    private void replayJournal() throws IOException {
        Map<Integer, ChartState> owners = new HashMap<>();
        for (ChartState chart : charts.all()) {
            chart.seriesByDimension().values().forEach(number -> owners.put(number, chart));
        }
        // killed after a block was written and before the journal was: the older tiers have these from the block
        long inBlocks = tiers.get(0).sealedEnd();
        files.readJournal((series, time, value) -> {
            ChartState chart = owners.get(series);
            charts.reserve(series);
            if (chart != null && time > inBlocks) {
                apply(series, time, value);
                chart.covered(chart.firstTime() == 0 ? time : chart.firstTime(), time);
            }
        });
    }

    private Coverage coverage() {
        return Coverage.of(TierSpec.ALL, tiers.stream().map(Tier::blocks).toList());
    }

    /** After files were removed: first times move on, charts without any sample go. */
    private void refreshCoverage() {
        Coverage coverage = coverage();
        boolean changed = false;
        synchronized (this) {
            for (ChartState chart : List.copyOf(charts.all())) {
                long newest = chart.lastTime();
                boolean stored = chart.covered(coverage);
                if (!stored && newest < now.getAsLong() - TierSpec.ALL.get(0).retention()) {
                    charts.remove(chart);
                    changed = true;
                }
            }
        }
        if (changed) {
            files.chartsChanged();
        }
    }
}

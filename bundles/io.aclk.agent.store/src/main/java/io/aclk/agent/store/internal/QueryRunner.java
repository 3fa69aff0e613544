package io.aclk.agent.store.internal;

import io.aclk.host.api.Cancellation;
import io.aclk.host.api.MetricStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one query from the views of the tiers. */
final class QueryRunner {

    private static final Logger LOG = LoggerFactory.getLogger(QueryRunner.class);

    private final MetricStore.Query query;
    private final EngineView view;
    private final Cancellation cancellation;

    QueryRunner(MetricStore.Query query, EngineView view, Cancellation cancellation) {
        this.query = query;
        this.view = view;
        this.cancellation = cancellation;
    }

    MetricStore.Result run() {
        TierView tier = view.tiers().get(chooseTier());
        List<SeriesAnswer> answers = new ArrayList<>();
        for (int i = 0; i < view.series().length; i++) {
            answers.add(new SeriesAnswer(query, query.series().get(i), tier.spec(), view.updateEvery()[i]));
        }
        readBlocks(tier, answers);
        for (int i = 0; i < answers.size(); i++) {
            double[] newest = tier.head().get(view.series()[i]);
            if (newest != null) {
                answers.get(i).add(tier.headStart(), newest);
            }
        }
        return new MetricStore.Result(
                tier.spec().index(), answers.stream().map(SeriesAnswer::finish).toList());
    }

    /**
     * The coarsest tier whose points fall into those of the answer without loss, and that reaches as far back as the
     * data does; otherwise the finest one that reaches back.
     */
    private int chooseTier() {
        if (query.tier() >= 0 && query.tier() < view.tiers().size()) {
            return query.tier();
        }
        long needed = Math.max(query.after() + 1, view.firstTime());
        boolean exact = Grouper.exactInAllTiers(query.grouping());
        for (int tier = view.tiers().size() - 1; exact && tier > 0; tier--) {
            long granularity = view.tiers().get(tier).spec().granularity();
            boolean fits = query.step() % granularity == 0 && query.after() % granularity == 0;
            if (fits && view.firstCovered().get(tier) <= needed) {
                return tier;
            }
        }
        int chosen = 0;
        for (int tier = 0; tier < view.tiers().size(); tier++) {
            if (view.firstCovered().get(tier) <= needed) {
                return tier;
            }
            if (view.firstCovered().get(tier) < view.firstCovered().get(chosen)) {
                chosen = tier;
            }
        }
        return chosen;
    }

    private void readBlocks(TierView tier, List<SeriesAnswer> answers) {
        TierSpec spec = tier.spec();
        double[] window = new double[spec.slots() * spec.columns()];
        try (BlockFiles files = new BlockFiles()) {
            for (Block block : tier.blocks()) {
                boolean wanted = block.windowStart() < query.before()
                        && block.windowStart() + spec.windowSeconds() > query.after();
                if (wanted) {
                    readBlock(files, block, spec, window, answers);
                }
            }
        }
    }

    /** What is damaged, or was deleted by retention meanwhile, is a gap. */
    private void readBlock(BlockFiles files, Block block, TierSpec spec, double[] window, List<SeriesAnswer> answers) {
        cancellation.check();
        try {
            Block.Index index = block.index(files);
            for (int i = 0; i < answers.size(); i++) {
                int place = index.find(view.series()[i]);
                if (place >= 0 && readChunk(files, block, index, place, spec, window)) {
                    answers.get(i).add(block.windowStart(), window);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} is left out: {}", block, e.toString());
        }
    }

    private boolean readChunk(
            BlockFiles files, Block block, Block.Index index, int place, TierSpec spec, double[] window) {
        cancellation.check();
        try {
            block.read(files, index, place, spec, window);
            return true;
        } catch (IOException | IndexOutOfBoundsException e) {
            LOG.debug("A chunk of {} is left out: {}", block, e.toString());
            return false;
        }
    }
}

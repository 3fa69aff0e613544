package io.aclk.itests;

import io.aclk.itests.BundleStep.Change;
import io.aclk.itests.BundleStep.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.osgi.framework.BundleContext;

/**
 * Random steps. Every change of every bundle comes once, in any order, before one comes again; some steps join it with
 * changes of other bundles. Used by one thread.
 */
final class BundleSteps {

    /** Most bundles that are away at the same time. */
    private static final int TOGETHER = 3;
    /** One step of so many is about several bundles. */
    private static final int SEVERAL = 4;

    private final BundleContext context;
    private final String contract;
    private final List<String> names;
    private final Random random;
    private final Deque<Change> deck = new ArrayDeque<>();
    private int number;

    /**
     * Steps.
     *
     * @param contract a bundle whose packages all others use, so that it comes back first
     * @param others the other bundles
     */
    BundleSteps(BundleContext context, String contract, List<String> others, long seed) {
        this.context = context;
        this.contract = contract;
        names = new ArrayList<>(others);
        names.add(contract);
        random = new Random(seed);
    }

    BundleStep next() {
        if (deck.isEmpty()) {
            deck.addAll(shuffledDeck());
        }
        List<Change> going = new ArrayList<>(List.of(deck.remove()));
        if (random.nextInt(SEVERAL) == 0) {
            join(going, 1 + random.nextInt(TOGETHER - 1));
        }
        List<Change> coming = new ArrayList<>(going);
        Collections.shuffle(coming, random);
        coming.sort(
                (a, b) -> Boolean.compare(b.name().equals(contract), a.name().equals(contract)));
        return new BundleStep(context, ++number, going, coming);
    }

    private List<Change> shuffledDeck() {
        List<Change> all = new ArrayList<>();
        for (String name : names) {
            for (Way way : Way.values()) {
                all.add(new Change(name, way));
            }
        }
        Collections.shuffle(all, random);
        return all;
    }

    /** Adds random changes of other bundles. */
    private void join(List<Change> going, int count) {
        List<String> others = new ArrayList<>(names);
        others.remove(going.get(0).name());
        Collections.shuffle(others, random);
        for (String name : others.subList(0, count)) {
            going.add(new Change(name, Way.values()[random.nextInt(Way.values().length)]));
        }
        Collections.shuffle(going, random);
    }
}

package io.aclk.runtime.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs, updates and removes features of a running instance, one change at a time. Thread-safe. */
final class FeatureUpdater {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureUpdater.class);

    private final Parts parts;
    private final FeatureSource source;
    private final FeatureTransition transition;
    private final LastUpdate last;
    private final AtomicReference<String> busy = new AtomicReference<>();
    private volatile RunningFeatures running;

    /**
     * What is known of the files.
     *
     * @param files files of the instance
     * @param store what did not come with the distribution
     * @param library reads features
     * @param jars what bundles were installed from
     * @param properties framework properties
     */
    record Parts(
            InstanceFiles files,
            BundleStore store,
            FeatureLibrary library,
            InstalledJars jars,
            UnaryOperator<String> properties) {

        /** The features of names, with their bundles. */
        RunningFeatures features(InstalledSet set, List<String> names) throws IOException {
            List<FeatureFile> features = library.read(FeatureSelection.started(names, properties), set);
            return new RunningFeatures(set, names, features, BundleSet.of(features, files, store, jars));
        }

        /** Deletes what no feature of the list on the disk needs; what cannot be deleted is only in the way. */
        void tidy() {
            try {
                // the next start reads that list, whatever runs now
                InstalledSet set = InstalledSet.read(files);
                Set<String> hashes = new HashSet<>();
                List<String> names = set.features().stream()
                        .map(InstalledSet.Installed::name)
                        .toList();
                for (FeatureFile feature : library.read(names, set)) {
                    feature.bundles().forEach(entry -> hashes.add(entry.sha256()));
                }
                store.retain(
                        set.features().stream()
                                .map(InstalledSet.Installed::sha256)
                                .toList(),
                        hashes);
            } catch (IOException e) {
                LOG.warn("what no feature needs any more stays in {}: {}", files.data(), e.getMessage());
            }
        }
    }

    /**
     * How a change is to be done.
     *
     * @param user who asks for it, as the client of the control socket says
     * @param allowUnsigned whether a feature that nobody known signed is let pass
     * @param watch how long conditions may take to come back
     */
    record Wish(String user, boolean allowUnsigned, Duration watch) {}

    /** An updater of what runs. */
    FeatureUpdater(
            Parts parts, FeatureSource source, FeatureTransition transition, LastUpdate last, RunningFeatures running) {
        this.parts = parts;
        this.source = source;
        this.transition = transition;
        this.last = last;
        this.running = running;
    }

    /** What runs. */
    RunningFeatures running() {
        return running;
    }

    /**
     * Installs a feature that does not run.
     *
     * @return what was done, a line for people
     * @throws RefusedUpdateException if nothing was touched, or everything is as it was before: why
     */
    String install(String what, Wish wish) throws RefusedUpdateException, IOException, InterruptedException {
        return exclusively("install " + what, wish, () -> put(what, wish, false));
    }

    /** Updates a feature that runs; otherwise like {@link #install}. */
    String update(String what, Wish wish) throws RefusedUpdateException, IOException, InterruptedException {
        return exclusively("update " + what, wish, () -> put(what, wish, true));
    }

    /** Removes a feature; otherwise like {@link #install}. */
    String remove(String name, Wish wish) throws RefusedUpdateException, IOException, InterruptedException {
        return exclusively("remove " + name, wish, () -> take(name, wish));
    }

    /** A change, alone. */
    @FunctionalInterface
    private interface Change {

        String run() throws RefusedUpdateException, IOException, InterruptedException;
    }

    private String exclusively(String what, Wish wish, Change change)
            throws RefusedUpdateException, IOException, InterruptedException {
        if (!busy.compareAndSet(null, what)) {
            throw new RefusedUpdateException("'feature " + busy.get() + "' is running; try again when it is done");
        }
        try {
            return change.run();
        } finally {
            busy.set(null);
        }
    }

    private String put(String what, Wish wish, boolean update)
            throws RefusedUpdateException, IOException, InterruptedException {
        try (FeatureBundles feature = source.open(what, wish.allowUnsigned())) {
            String name = feature.name();
            RunningFeatures from = running;
            boolean runs = from.feature(name).isPresent();
            if (update && !runs) {
                throw new RefusedUpdateException("the feature '" + name + "' does not run: use 'feature install'");
            }
            if (!update && runs) {
                throw new RefusedUpdateException("the feature '" + name + "' runs already: use 'feature update'");
            }
            if (!FeatureSelection.started(List.of(name), parts.properties()).contains(name)) {
                throw new RefusedUpdateException(
                        "the agent was started without the feature '" + name + "': restart it without that option");
            }
            Optional<InstalledSet.Installed> kept = feature.shipped()
                    ? Optional.empty()
                    : Optional.of(new InstalledSet.Installed(
                            name,
                            feature.version(),
                            parts.store().keep(feature),
                            Instant.now(),
                            wish.user(),
                            feature.origin()));
            return go((update ? "update " : "install ") + name, from, wish, set(from, name, kept), true);
        } finally {
            parts.tidy();
        }
    }

    private InstalledSet set(RunningFeatures from, String name, Optional<InstalledSet.Installed> kept)
            throws IOException {
        return from.set().with(name, kept, from.names(), listed());
    }

    private String take(String name, Wish wish) throws RefusedUpdateException, IOException, InterruptedException {
        RunningFeatures from = running;
        if (from.feature(name).isEmpty()) {
            throw new RefusedUpdateException(
                    "the feature '" + name + "' does not run; these do: " + String.join(", ", from.running()));
        }
        try {
            return go("remove " + name, from, wish, from.set().without(name, from.names(), listed()), false);
        } finally {
            parts.tidy();
        }
    }

    private List<String> listed() throws IOException {
        return FeatureSelection.listed(parts.files(), parts.properties());
    }

    private String go(String what, RunningFeatures from, Wish wish, InstalledSet set, boolean watched)
            throws RefusedUpdateException, IOException, InterruptedException {
        long begin = System.nanoTime();
        RunningFeatures to = parts.features(set, set.names());
        UpdatePlan plan = transition.plan(to);
        // whoever removes a feature may mean to end what another one does with it
        Collection<String> conditions = watched ? conditions(to) : List.of();
        last.begin("feature " + what, wish.user());
        Optional<String> reason;
        try {
            reason = transition.run(from, to, plan, conditions, wish.watch());
        } catch (IOException | RuntimeException e) {
            last.end(LastUpdate.Outcome.ROLLED_BACK, e.toString());
            throw e;
        }
        if (reason.isPresent()) {
            last.end(LastUpdate.Outcome.ROLLED_BACK, reason.get());
            throw new RefusedUpdateException("feature " + what + " was rolled back because " + reason.get());
        }
        running = to;
        last.end(LastUpdate.Outcome.DONE, "");
        LOG.info("feature {} is done: {}", what, plan);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return "feature %s is done in %.1f s: %s".formatted(what, seconds, plan);
    }

    private static Collection<String> conditions(RunningFeatures features) {
        return features.features().stream()
                .map(FeatureFile::watch)
                .filter(id -> !id.isEmpty())
                .toList();
    }
}

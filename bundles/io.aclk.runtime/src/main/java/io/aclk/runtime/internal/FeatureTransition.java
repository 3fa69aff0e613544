package io.aclk.runtime.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads a running instance from one set of features to another, and back if the new one does not prove itself. {@code
 * data/installed.json} is swapped last, so an end of the process in the middle leads back to the set before at the next
 * start. Used by one thread at a time.
 */
final class FeatureTransition {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureTransition.class);

    private final BundleContext context;
    private final InstanceFiles files;
    private final BundleChanges forth;
    private final BundleChanges back;
    private final RunningJars jars;
    private final ShippedConfigurations configurations;
    private final StartGuard guard;
    private final Duration stay;
    private final BooleanSupplier ending;
    private final Consumer<String> steps;

    /**
     * Transitions of an instance.
     *
     * @param forth changes bundles, ending with the first new problem
     * @param back changes bundles back, as many as it can
     * @param jars the jars to go back to
     * @param configurations configurations of the features
     * @param guard hears what bundles refuse, and which do not run
     * @param stay how long a condition that came back must hold: one that goes again at once proves nothing
     * @param ending whether the instance ends already
     * @param steps told the name of each step that is done
     */
    FeatureTransition(
            BundleContext context,
            InstanceFiles files,
            BundleChanges forth,
            BundleChanges back,
            RunningJars jars,
            ShippedConfigurations configurations,
            StartGuard guard,
            Duration stay,
            BooleanSupplier ending,
            Consumer<String> steps) {
        this.context = context;
        this.files = files;
        this.forth = forth;
        this.back = back;
        this.jars = jars;
        this.configurations = configurations;
        this.guard = guard;
        this.stay = stay;
        this.ending = ending;
        this.steps = steps;
    }

    /**
     * What must change.
     *
     * @throws RefusedUpdateException if it is known already that it would not work; nothing was touched
     */
    UpdatePlan plan(RunningFeatures to) throws RefusedUpdateException, IOException {
        if (!to.bundles().missing().isEmpty()) {
            throw new RefusedUpdateException(to.bundles().missing().get(0).reason());
        }
        UpdatePlan plan = forth.plan(to.bundles());
        for (Bundle bundle : forth.closure(plan)) {
            if (bundle.equals(context.getBundle())) {
                throw new RefusedUpdateException(
                        "it changes bundles that the runtime itself uses; stop the agent, list the"
                                + " features in conf/features, and start it again");
            }
        }
        Preflight.check(context, plan);
        return plan;
    }

    /**
     * Goes over to other features.
     *
     * @param plan what must change
     * @param conditions ids of conditions that must hold afterwards if they hold now
     * @param watch how long they may take to come back
     * @return why the instance is back at the features before; empty if it runs the new ones
     * @throws IOException if what it would need to go back cannot be kept; nothing was touched
     * @throws InterruptedException if the instance ends meanwhile; its next start brings the features before
     */
    Optional<String> run(
            RunningFeatures from, RunningFeatures to, UpdatePlan plan, Collection<String> conditions, Duration watch)
            throws IOException, InterruptedException {
        BundleSet before = jars.secured(from.bundles(), plan);
        List<ConditionWatch> watches = conditions.stream()
                .distinct()
                .map(id -> new ConditionWatch(context, id))
                .toList();
        try {
            List<ConditionWatch> held =
                    watches.stream().filter(ConditionWatch::held).toList();
            Optional<String> reason = forward(from, to, held, watch);
            if (reason.isPresent()) {
                if (ending.getAsBoolean()) {
                    throw new InterruptedException("the instance ends; its next start brings the features before");
                }
                LOG.warn("the features go back to what they were because {}", reason.get());
                return Optional.of(reason.get() + backward(from, before, held, watch));
            }
            return reason;
        } finally {
            watches.forEach(ConditionWatch::close);
        }
    }

    private Optional<String> forward(
            RunningFeatures from, RunningFeatures to, List<ConditionWatch> watches, Duration watch)
            throws InterruptedException {
        Queue<String> refusals = new ConcurrentLinkedQueue<>();
        guard.updating(refusals::add);
        try {
            List<BundleProblem> problems = forth.bring(to.bundles(), () -> configurations.use(to.features()));
            Optional<String> reason = problems.stream()
                    .filter(problem -> !problem.known())
                    .map(BundleProblem::reason)
                    .findFirst();
            if (reason.isPresent()) {
                return reason;
            }
            Optional<String> missing = await(watches, watch, refusals);
            steps.accept("watched");
            if (!refusals.isEmpty()) {
                return Optional.of("a bundle refused the start: " + refusals.peek());
            }
            if (missing.isPresent()) {
                return Optional.of("the condition " + missing.get() + " held before and did not hold again within "
                        + watch.toSeconds() + " s");
            }
            Optional<String> idle = forth.idle(to.bundles(), problems).stream()
                    .map(BundleProblem::reason)
                    .findFirst();
            if (idle.isPresent()) {
                return idle;
            }
            commit(from.set(), to.set());
            settled(to, problems);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the change of features failed", e);
            return Optional.of(e.toString());
        } finally {
            guard.updating(null);
        }
    }

    /** Swaps the list of installed features. It may be swapped and the disk fail all the same: then it is swapped back. */
    private void commit(InstalledSet before, InstalledSet after) throws IOException {
        try {
            after.write(files);
            steps.accept("committed");
        } catch (IOException | RuntimeException e) {
            before.write(files);
            throw e;
        }
    }

    /** The first condition that does not come back, if any. */
    private Optional<String> await(List<ConditionWatch> watches, Duration limit, Queue<String> refusals)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (ConditionWatch watch : watches) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!watch.await(left, stay, () -> !refusals.isEmpty())) {
                return Optional.of(watch.id());
            }
        }
        return Optional.empty();
    }

    /** What must be added to the reason: nothing if all is as it was. */
    private String backward(RunningFeatures from, BundleSet before, List<ConditionWatch> watches, Duration watch)
            throws InterruptedException {
        List<String> troubles = new ArrayList<>();
        // what was refused before would be refused again, and must not end an agent that runs
        guard.updating(troubles::add);
        try {
            List<BundleProblem> problems = back.bring(before, () -> configurations.use(from.features()));
            problems.forEach(problem -> troubles.add(problem.reason()));
            await(watches, watch, new ConcurrentLinkedQueue<>())
                    .ifPresent(id -> troubles.add("the condition " + id + " does not hold yet"));
            settled(from, problems);
        } catch (IOException e) {
            troubles.add(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the way back to the features before failed", e);
            troubles.add(e.toString());
        } finally {
            guard.updating(null);
        }
        steps.accept("returned");
        return troubles.isEmpty()
                ? ""
                : "; and the bundles before do not all work again: " + String.join("; ", troubles)
                        + "; restart the agent if that stays so";
    }

    private void settled(RunningFeatures now, List<BundleProblem> problems) {
        guard.selected(now.running());
        guard.problems(problems.stream().map(BundleProblem::line).toList());
    }
}

package io.aclk.runtime.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the installed bundles in step with a set: stops what is touched and its users, removes, updates and installs,
 * rewires the touched bundles and their users alone, starts everything in order. Bundles of other locations than {@link
 * Coordinates#location()} are never touched. Used by one thread at a time.
 */
final class BundleChanges {

    private static final Logger LOG = LoggerFactory.getLogger(BundleChanges.class);
    private static final long REFRESH_SECONDS = 30;

    private final BundleContext context;
    private final InstalledJars jars;
    private final BundleCalls calls;
    private final boolean strict;
    private final BooleanSupplier ending;
    private final Consumer<String> steps;

    /**
     * Changes of bundles.
     *
     * @param calls how bundles are stopped and started
     * @param strict whether the first new problem ends the work; else the rest goes on, so that as much as possible runs
     * @param ending whether the instance ends already: then nothing more is started, and no failure to start is a problem
     * @param steps told the name of each step that is done
     */
    BundleChanges(
            BundleContext context,
            InstalledJars jars,
            BundleCalls calls,
            boolean strict,
            BooleanSupplier ending,
            Consumer<String> steps) {
        this.context = context;
        this.jars = jars;
        this.calls = calls;
        this.strict = strict;
        this.ending = ending;
        this.steps = steps;
    }

    /** What {@link #bring} does when the bundles are wired and not yet started. */
    @FunctionalInterface
    interface Configuring {

        /** Writes the configurations of the features. */
        void run() throws IOException;
    }

    /** One run: what went wrong until now, and what ran before. */
    private final class Run {

        private final List<BundleProblem> problems = new ArrayList<>();
        private final Set<Bundle> activeBefore = new HashSet<>();

        private boolean over() {
            return strict && problems.stream().anyMatch(problem -> !problem.known());
        }

        private void problem(BundleProblem problem) {
            if (!problem.known()) {
                LOG.error("{}", problem.line());
            }
            problems.add(problem);
        }
    }

    /** What would change. */
    UpdatePlan plan(BundleSet target) {
        return UpdatePlan.of(installed(), jars, target);
    }

    /** The installed bundles whose wiring a plan ends: those that it touches, and their users. */
    Collection<Bundle> closure(UpdatePlan plan) {
        return plan.touched().isEmpty() ? List.of() : wiring().getDependencyClosure(plan.touched());
    }

    /**
     * Makes the framework hold a set of bundles, and starts them.
     *
     * @return what went wrong
     * @throws IOException if it cannot be written what is installed; nothing is changed then, or the set can be brought
     *     again
     */
    List<BundleProblem> bring(BundleSet target, Configuring configuring) throws IOException, InterruptedException {
        UpdatePlan plan = plan(target);
        Run run = new Run();
        target.missing().forEach(run::problem);
        for (Bundle bundle : installed().values()) {
            if (runs(bundle)) {
                run.activeBefore.add(bundle);
            }
        }
        stop(run, closure(plan));
        if (run.over()) {
            return run.problems;
        }
        change(run, plan);
        if (run.over()) {
            return run.problems;
        }
        refresh(plan.touched());
        configuring.run();
        steps.accept("configured");
        start(run, plan, target);
        return run.problems;
    }

    /** Whether each bundle of a set runs, but for those that did not before either. */
    List<BundleProblem> idle(BundleSet target, Collection<BundleProblem> known) {
        Map<String, Bundle> installed = installed();
        return target.bundles().values().stream()
                .filter(wanted -> {
                    Bundle bundle = installed.get(wanted.location());
                    return bundle == null || !(isFragment(bundle) || runs(bundle));
                })
                .map(wanted -> BundleProblem.of(wanted.entry(), "does not run any more"))
                .filter(problem -> known.stream().noneMatch(old -> old.bundle().equals(problem.bundle())))
                .toList();
    }

    /** The bundles of the runtime, by location. */
    private Map<String, Bundle> installed() {
        Map<String, Bundle> installed = new LinkedHashMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (Coordinates.isLocation(bundle.getLocation())) {
                installed.put(bundle.getLocation(), bundle);
            }
        }
        return installed;
    }

    private void stop(Run run, Collection<Bundle> closure) throws InterruptedException {
        List<Bundle> stopping = closure.stream()
                .filter(bundle -> Coordinates.isLocation(bundle.getLocation()))
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING)
                .sorted(Comparator.comparingInt((Bundle bundle) ->
                                bundle.adapt(BundleStartLevel.class).getStartLevel())
                        .thenComparing(Bundle::getBundleId)
                        .reversed())
                .toList();
        for (Bundle bundle : stopping) {
            try {
                calls.run(bundle, "stop", () -> bundle.stop(Bundle.STOP_TRANSIENT));
            } catch (BundleException e) {
                run.problem(problem(bundle, "cannot be stopped: " + BundleFailure.reason(e)));
            }
            steps.accept("stopped " + bundle.getSymbolicName());
            if (run.over()) {
                return;
            }
        }
    }

    private void change(Run run, UpdatePlan plan) throws IOException, InterruptedException {
        jars.forget(plan.touched().stream().map(Bundle::getLocation).toList());
        steps.accept("forgotten");
        for (Bundle bundle : plan.removed()) {
            try {
                calls.run(bundle, "stop", bundle::uninstall);
            } catch (BundleException e) {
                run.problem(problem(bundle, "cannot be removed: " + BundleFailure.reason(e)));
            }
            steps.accept("removed " + bundle.getSymbolicName());
        }
        for (Map.Entry<Bundle, BundleSet.Wanted> change : plan.updated().entrySet()) {
            install(run, change.getValue(), change.getKey());
        }
        for (BundleSet.Wanted wanted : plan.added()) {
            install(run, wanted, null);
        }
        plan.unchanged().forEach((bundle, wanted) -> level(bundle, wanted));
        jars.save();
        steps.accept("changed");
    }

    private void install(Run run, BundleSet.Wanted wanted, Bundle existing) throws InterruptedException {
        if (run.over()) {
            return;
        }
        try (InputStream in = Files.newInputStream(wanted.jar())) {
            if (existing == null) {
                level(context.installBundle(wanted.location(), in), wanted);
            } else {
                calls.run(existing, "change", () -> existing.update(in));
                level(existing, wanted);
            }
            jars.put(wanted.location(), wanted.hash());
        } catch (BundleException | IOException e) {
            run.problem(BundleProblem.of(wanted.entry(), "cannot be installed: " + BundleFailure.reason(e)));
        }
        steps.accept("installed " + wanted.entry().coordinates());
    }

    private static void level(Bundle bundle, BundleSet.Wanted wanted) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        if (level.getStartLevel() != wanted.entry().startLevel()) {
            level.setStartLevel(wanted.entry().startLevel());
        }
    }

    /** Rewires the bundles that were updated or removed, and their users alone. */
    private void refresh(Collection<Bundle> touched) throws InterruptedException {
        if (touched.isEmpty()) {
            return;
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring().refreshBundles(touched, event -> refreshed.countDown());
        if (!refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the framework did not rewire updated bundles within {} s; going on", REFRESH_SECONDS);
        }
        steps.accept("refreshed");
    }

    private void start(Run run, UpdatePlan plan, BundleSet target) throws InterruptedException {
        Map<String, Bundle> installed = installed();
        for (BundleSet.Wanted wanted : target.bundles().values()) {
            Bundle bundle = installed.get(wanted.location());
            if (bundle == null || runs(bundle) || isFragment(bundle)) {
                continue;
            }
            if (run.over() || ending.getAsBoolean()) {
                return;
            }
            try {
                // transient: after a restart the runtime decides again, not the framework
                calls.run(bundle, "start", () -> bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY));
            } catch (BundleException e) {
                BundleProblem problem =
                        BundleProblem.of(wanted.entry(), "cannot be started: " + BundleFailure.reason(e));
                boolean known = strict && plan.unchanged().containsKey(bundle) && !run.activeBefore.contains(bundle);
                if (!ending.getAsBoolean()) {
                    run.problem(known ? problem.asKnown() : problem);
                }
            }
            steps.accept("started " + wanted.entry().coordinates());
        }
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    private static boolean runs(Bundle bundle) {
        boolean lazy = Constants.ACTIVATION_LAZY.equals(bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY));
        return bundle.getState() == Bundle.ACTIVE || (lazy && bundle.getState() == Bundle.STARTING);
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private static BundleProblem problem(Bundle bundle, String what) {
        return new BundleProblem(bundle.getSymbolicName() + ":" + bundle.getVersion(), what, "", false);
    }
}

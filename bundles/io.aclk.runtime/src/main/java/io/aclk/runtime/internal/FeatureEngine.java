package io.aclk.runtime.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.feature.FeatureService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the features of an instance, and makes what changes them afterwards. Used by one thread. */
final class FeatureEngine {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureEngine.class);

    private final BundleContext context;
    private final InstanceFiles files;
    private final FeatureUpdater.Parts parts;
    private final ShippedConfigurations configurations;
    private final StartGuard guard;
    private final BooleanSupplier ending;
    private final Consumer<String> steps;
    private final List<String> problems = new ArrayList<>();

    /**
     * An engine.
     *
     * @param service reads feature files
     * @param configurations configurations of the features
     * @param guard hears which features run, and what bundles refuse during a change
     * @param ending whether the instance ends already
     * @param steps told the name of each step of each change that is done
     */
    FeatureEngine(
            BundleContext context,
            InstanceFiles files,
            FeatureService service,
            ShippedConfigurations configurations,
            StartGuard guard,
            BooleanSupplier ending,
            Consumer<String> steps) {
        this.context = context;
        this.files = files;
        this.configurations = configurations;
        this.guard = guard;
        this.ending = ending;
        this.steps = steps;
        BundleStore store = new BundleStore(files);
        parts = new FeatureUpdater.Parts(
                files,
                store,
                new FeatureLibrary(files, store, service),
                InstalledJars.of(context),
                context::getProperty);
    }

    /**
     * Starts what files and commands say.
     *
     * @param tidy whether what nothing needs any more is deleted; not by who only looks at an instance
     * @throws IOException if the files of the owner or of the distribution cannot be read; the text names the file
     */
    RunningFeatures start(boolean tidy) throws IOException, InterruptedException {
        RunningFeatures features = select(tidy);
        guard.selected(features.running());
        changes(BundleCalls.UNLIMITED, false)
                .bring(features.bundles(), () -> configurations.use(features.features()))
                .forEach(problem -> problems.add(problem.line()));
        return features;
    }

    /** One line for each thing that went wrong at the start. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** What commands installed; where that cannot be read, what the files of the owner say, so that the agent starts. */
    private RunningFeatures select(boolean tidy) throws IOException {
        List<String> listed = FeatureSelection.listed(files, context::getProperty);
        try {
            InstalledSet set = InstalledSet.read(files);
            RunningFeatures features = parts.features(set, set.running(listed));
            if (tidy) {
                parts.tidy();
            }
            return features;
        } catch (IOException e) {
            RunningFeatures features = parts.features(InstalledSet.NONE, listed);
            LOG.error("{}", e.getMessage());
            problems.add(e.getMessage());
            return features;
        }
    }

    /**
     * What changes the features from now on.
     *
     * @param calls how bundles are stopped and started then
     * @param stay how long a condition that came back must hold
     */
    FeatureUpdater updater(
            RunningFeatures running, FeatureSource source, BundleCalls calls, Duration stay, LastUpdate last) {
        FeatureTransition transition = new FeatureTransition(
                context,
                files,
                changes(calls, true),
                changes(calls, false),
                new RunningJars(parts.store(), parts.jars()),
                configurations,
                guard,
                stay,
                ending,
                steps);
        return new FeatureUpdater(parts, source, transition, last, running);
    }

    private BundleChanges changes(BundleCalls calls, boolean strict) {
        return new BundleChanges(context, parts.jars(), calls, strict, ending, steps);
    }
}

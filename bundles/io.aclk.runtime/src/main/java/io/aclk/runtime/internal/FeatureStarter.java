package io.aclk.runtime.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the installed bundles in step with the selected features: installs what is missing, updates what changed,
 * uninstalls what no feature names, then starts everything in order. A bundle that fails is named with what is missing,
 * and the rest goes on. Used by one thread.
 */
final class FeatureStarter {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureStarter.class);
    private static final long REFRESH_SECONDS = 30;

    private final BundleContext context;
    private final InstanceFiles files;
    private final InstalledJars jars;
    private final BooleanSupplier ending;
    private final List<String> problems = new ArrayList<>();
    private final List<Bundle> touched = new ArrayList<>();

    /**
     * A starter.
     *
     * @param ending whether the instance ends already: then nothing more is started, and no failure to start is a problem
     */
    FeatureStarter(BundleContext context, InstanceFiles files, InstalledJars jars, BooleanSupplier ending) {
        this.context = context;
        this.files = files;
        this.jars = jars;
        this.ending = ending;
    }

    /**
     * Starts the bundles of features.
     *
     * @return one line for each bundle that is not started: which, and what is missing
     */
    List<String> start(List<FeatureFile> features) throws IOException, InterruptedException {
        Map<String, FeatureFile.Entry> wanted = new LinkedHashMap<>();
        features.stream()
                .flatMap(feature -> feature.bundles().stream())
                .sorted(Comparator.comparingInt(FeatureFile.Entry::startLevel))
                .forEach(entry -> wanted.putIfAbsent(entry.coordinates().location(), entry));
        Map<String, Bundle> installed = installed();
        installed.forEach((location, bundle) -> {
            if (!wanted.containsKey(location)) {
                uninstall(bundle);
            }
        });
        Map<Bundle, FeatureFile.Entry> starting = new LinkedHashMap<>();
        for (FeatureFile.Entry entry : wanted.values()) {
            Bundle bundle = install(entry, installed.get(entry.coordinates().location()));
            if (bundle != null) {
                starting.put(bundle, entry);
            }
        }
        jars.save();
        refresh();
        starting.forEach(this::start);
        return List.copyOf(problems);
    }

    private Map<String, Bundle> installed() {
        Map<String, Bundle> installed = new LinkedHashMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (Coordinates.isLocation(bundle.getLocation())) {
                installed.put(bundle.getLocation(), bundle);
            }
        }
        return installed;
    }

    private Bundle install(FeatureFile.Entry entry, Bundle existing) {
        Coordinates coordinates = entry.coordinates();
        Optional<Path> jar = coordinates.find(files.repositories());
        if (jar.isEmpty()) {
            problem(entry, "cannot be installed: its jar is in none of " + files.repositories());
            return null;
        }
        String location = coordinates.location();
        try {
            Bundle bundle = existing;
            if (bundle == null) {
                try (InputStream in = Files.newInputStream(jar.get())) {
                    bundle = context.installBundle(location, in);
                }
            } else if (!jars.same(location, jar.get())) {
                try (InputStream in = Files.newInputStream(jar.get())) {
                    bundle.update(in);
                }
                touched.add(bundle);
            }
            jars.put(location, jar.get());
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
            return bundle;
        } catch (BundleException | IOException e) {
            problem(entry, "cannot be installed: " + BundleFailure.reason(e));
            return null;
        }
    }

    private void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
            touched.add(bundle);
            jars.remove(bundle.getLocation());
        } catch (BundleException e) {
            problem(bundle.getSymbolicName() + " cannot be removed: " + BundleFailure.reason(e));
        }
    }

    /** Rewires the bundles that were updated or removed, and their users alone. */
    private void refresh() throws InterruptedException {
        if (touched.isEmpty()) {
            return;
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(touched, event -> refreshed.countDown());
        if (!refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the framework did not rewire updated bundles within {} s; going on", REFRESH_SECONDS);
        }
        touched.clear();
    }

    private void start(Bundle bundle, FeatureFile.Entry entry) {
        if (ending.getAsBoolean() || bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null) {
            return;
        }
        try {
            // transient: after a restart this class decides again, not the framework
            bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            if (!ending.getAsBoolean()) {
                problem(entry, "cannot be started: " + BundleFailure.reason(e));
            }
        }
    }

    private void problem(FeatureFile.Entry entry, String what) {
        problem(entry.coordinates() + " " + what
                + (entry.without().isEmpty() ? "" : "; the agent continues without " + entry.without()));
    }

    private void problem(String line) {
        LOG.error("{}", line);
        problems.add(line);
    }
}

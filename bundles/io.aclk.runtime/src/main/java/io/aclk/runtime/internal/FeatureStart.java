package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.feature.FeatureService;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of the features: waits for the base, writes what is configured, starts the bundles. Runs once. */
final class FeatureStart implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureStart.class);
    /** The base starts in a second; a machine under load may need many. */
    private static final long BASE_SECONDS = 60;

    private final BundleContext context;
    private final InstanceFiles files;
    private final StartGuard guard;
    private final CommandLineOverrides overrides;

    FeatureStart(BundleContext context, InstanceFiles files, StartGuard guard, CommandLineOverrides overrides) {
        this.context = context;
        this.files = files;
        this.guard = guard;
        this.overrides = overrides;
    }

    @Override
    public void run() {
        try {
            awaitFramework();
            List<String> names = FeatureSelection.of(files, context::getProperty);
            guard.selected(names);
            List<FeatureFile> features = read(names);
            configure(features);
            List<String> problems =
                    new FeatureStarter(context, files, InstalledJars.of(context), this::ending).start(features);
            if (!ending()) {
                LOG.info("started the features {}", names);
                guard.ready(problems);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            guard.accept(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the features cannot be started", e);
            guard.accept("the features cannot be started: " + e);
        }
    }

    /** Whether a bundle refused the start, or somebody stops the framework meanwhile. */
    private boolean ending() {
        return guard.state() == StartGuard.State.REFUSED
                || context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.STOPPING;
    }

    private List<FeatureFile> read(List<String> names) throws IOException, InterruptedException {
        FeatureService service = await(FeatureService.class);
        List<FeatureFile> features = new ArrayList<>();
        for (String name : names) {
            Optional<Path> file = files.feature(name);
            if (file.isEmpty()) {
                throw new IOException("the feature '" + name + "' of conf/features is unknown: there is no "
                        + files.distribution().resolve("features").resolve(name + ".json"));
            }
            features.add(FeatureFile.read(name, file.get(), service));
        }
        return features;
    }

    private void configure(List<FeatureFile> features) throws IOException, InterruptedException {
        Map<String, Map<String, Object>> configurations = new TreeMap<>();
        features.forEach(feature -> configurations.putAll(feature.configurations()));
        ShippedConfigurations shipped =
                ShippedConfigurations.read(await(ConfigurationAdmin.class), files, configurations, overrides.pids());
        context.registerService(ConfigurationListener.class, shipped, null);
        shipped.apply();
    }

    private <S> S await(Class<S> type) throws IOException, InterruptedException {
        ServiceTracker<S, S> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        try {
            if (tracker.waitForService(TimeUnit.SECONDS.toMillis(BASE_SECONDS)) == null) {
                throw new IOException("the distribution is not whole: nothing offers " + type.getName());
            }
            // held until this bundle stops: the tracker gives its own hold back
            return context.getService(tracker.getServiceReference());
        } finally {
            tracker.close();
        }
    }

    /** Before the framework has started, File Install may not have read the files, and our bundles would not start. */
    private void awaitFramework() throws InterruptedException, IOException {
        CountDownLatch started = new CountDownLatch(1);
        FrameworkListener listener = event -> {
            if (event.getType() == FrameworkEvent.STARTED) {
                started.countDown();
            }
        };
        context.addFrameworkListener(listener);
        try {
            if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() != Bundle.ACTIVE
                    && !started.await(BASE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the framework did not start within " + BASE_SECONDS + " s");
            }
        } finally {
            context.removeFrameworkListener(listener);
        }
    }
}

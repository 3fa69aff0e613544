package io.aclk.runtime.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
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
    /** A bundle that is stopped or started while the instance runs gets this long; by the contract it needs under 5 s. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    /** A condition that comes back after an update must not go again at once. */
    private static final Duration STAY = Duration.ofSeconds(3);

    private final BundleContext context;
    private final InstanceFiles files;
    private final StartGuard guard;
    private final CommandLineOverrides overrides;
    private final ControlThreads threads;
    private final LastUpdate last;

    FeatureStart(
            BundleContext context,
            InstanceFiles files,
            StartGuard guard,
            CommandLineOverrides overrides,
            ControlThreads threads,
            LastUpdate last) {
        this.context = context;
        this.files = files;
        this.guard = guard;
        this.overrides = overrides;
        this.threads = threads;
        this.last = last;
    }

    @Override
    public void run() {
        try {
            awaitFramework();
            FeatureService service = await(FeatureService.class);
            ShippedConfigurations configurations =
                    new ShippedConfigurations(await(ConfigurationAdmin.class), files, overrides.pids());
            context.registerService(ConfigurationListener.class, configurations, null);
            FeatureEngine engine = new FeatureEngine(
                    context, files, service, configurations, guard, this::ending, step -> LOG.debug("{}", step));
            boolean probing = Boolean.parseBoolean(context.getProperty(Activator.PROBE));
            RunningFeatures features = engine.start(!probing);
            if (!ending()) {
                LOG.info("started the features {}", features.running());
                if (!probing) {
                    offerUpdates(engine.updater(
                            features,
                            FeatureSources.of(files, service),
                            new LimitedCalls(threads, CALL_LIMIT),
                            STAY,
                            last));
                }
                guard.ready(engine.problems());
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

    /** From now on features can be changed. */
    private void offerUpdates(FeatureUpdater updater) {
        UpdateSettings settings = UpdateSettings.of(context);
        context.registerService(
                Function.class,
                new FeatureCommand(updater, last, settings::watch, files),
                new Hashtable<>(Map.of(Commands.NAME, FeatureCommand.NAME, Commands.HELP, FeatureCommand.HELP)));
        context.registerService(Supplier.class, last, new Hashtable<>(Map.of("aclk.control", "notices")));
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

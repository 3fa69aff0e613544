package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.feature.FeatureService;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instance while it runs: control socket, commands, and the start of its features on a thread of its own. */
final class Instance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);
    /** A claim makes five calls of 10 s. */
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(90);

    private final BundleContext context;
    private final InstanceFiles files;
    private final StartGuard guard;
    private final Commands commands = new Commands();
    private ControlServer server;
    private ServiceTracker<?, ?> whiteboard;
    private Thread starter;

    Instance(BundleContext context, InstanceFiles files, StartGuard guard) {
        this.context = context;
        this.files = files;
        this.guard = guard;
    }

    /** Opens the control socket and begins to start the features. */
    void start() throws IOException {
        context.registerService(Consumer.class, guard, new Hashtable<>(Map.of("aclk.control", "refuse-start")));
        commands.add(
                "ping",
                "says whether the instance is starting or ready",
                request -> Commands.reply(0, guard.state().name().toLowerCase(java.util.Locale.ROOT) + "\n", ""));
        commands.add("stop", "stops the instance", request -> stopFramework());
        whiteboard = new CommandTracker(context, commands);
        whiteboard.open();
        server = new ControlServer(
                ControlSocketFile.prepare(files.run(), Path.of("/tmp")), commands, REQUEST_LIMIT, COMMAND_LIMIT);
        starter = new Thread(this::startFeatures, "control-start");
        starter.setDaemon(true);
        starter.start();
    }

    private void startFeatures() {
        try {
            awaitFramework();
            List<String> names = FeatureSelection.of(files, context);
            List<FeatureFile> features = read(names);
            new FeatureStarter(
                            context,
                            files,
                            new InstalledJars(
                                    context.getDataFile("bundles.properties").toPath()))
                    .start(features);
            guard.ready();
            LOG.info("started the features {}", names);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            guard.accept(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the features cannot be started", e);
            guard.accept("the features cannot be started: " + e);
        }
    }

    private List<FeatureFile> read(List<String> names) throws IOException, InterruptedException {
        ServiceTracker<FeatureService, FeatureService> tracker =
                new ServiceTracker<>(context, FeatureService.class, null);
        tracker.open();
        try {
            FeatureService service = tracker.waitForService(TimeUnit.SECONDS.toMillis(10));
            if (service == null) {
                throw new IOException(
                        "the bundle org.apache.felix.feature does not run; the distribution is not whole");
            }
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
        } finally {
            tracker.close();
        }
    }

    /** Bundles above the start level that the framework has reached would not start. */
    private void awaitFramework() throws InterruptedException {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        while (framework.getState() == Bundle.STARTING) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private Map<String, Object> stopFramework() {
        Thread stopper = new Thread(
                () -> {
                    try {
                        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
                    } catch (BundleException e) {
                        LOG.error("the framework cannot be stopped", e);
                    }
                },
                "control-stop");
        stopper.setDaemon(true);
        stopper.start();
        return Commands.reply(0, "stopping\n", "");
    }

    @Override
    public void close() {
        whiteboard.close();
        starter.interrupt();
        server.close();
        try {
            starter.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Follows the whiteboard. */
    private static final class CommandTracker extends ServiceTracker<Function<Map<String, Object>, ?>, String> {

        private final Commands commands;

        CommandTracker(BundleContext context, Commands commands) {
            super(context, filter(context), null);
            this.commands = commands;
        }

        private static org.osgi.framework.Filter filter(BundleContext context) {
            try {
                return context.createFilter("(&(objectClass=java.util.function.Function)(" + Commands.NAME + "=*))");
            } catch (org.osgi.framework.InvalidSyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String addingService(ServiceReference<Function<Map<String, Object>, ?>> reference) {
            String name = reference.getProperty(Commands.NAME).toString();
            Object help = reference.getProperty(Commands.HELP);
            commands.add(name, help == null ? "" : help.toString(), context.getService(reference));
            return name;
        }

        @Override
        public void removedService(ServiceReference<Function<Map<String, Object>, ?>> reference, String name) {
            commands.remove(name, context.getService(reference));
            context.ungetService(reference);
        }
    }
}

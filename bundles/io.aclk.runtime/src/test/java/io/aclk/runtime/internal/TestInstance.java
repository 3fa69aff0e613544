package io.aclk.runtime.internal;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/** An instance in a real framework, with the engine that starts and changes its features. */
final class TestInstance implements AutoCloseable {

    static final FeatureUpdater.Wish WISH = new FeatureUpdater.Wish("somebody", false, Duration.ofSeconds(30));

    final InstanceFiles files;
    final StartGuard guard = new StartGuard(this::ended, () -> {}, line -> {}, System::nanoTime);
    final Map<String, FeatureBundles> offered = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private Consumer<String> steps = step -> {};
    private Duration limit = Duration.ofSeconds(20);
    private Framework framework;
    private String ended;

    FeatureUpdater updater;
    LastUpdate last;
    List<String> problems;

    TestInstance(Path dir, Path distribution) throws IOException {
        files = new InstanceFiles(dir, distribution);
        Files.createDirectories(files.conf());
        Files.createDirectories(files.shippedConf());
    }

    /** What {@code conf/features} lists. */
    TestInstance listing(String... names) throws IOException {
        Files.write(files.conf().resolve("features"), Arrays.asList(names));
        return this;
    }

    TestInstance hearing(Consumer<String> listener) {
        steps = listener;
        return this;
    }

    TestInstance limited(Duration callLimit) {
        limit = callLimit;
        return this;
    }

    TestInstance property(String key, String value) {
        properties.put(key, value);
        return this;
    }

    /** Starts the framework and the features. */
    TestInstance start() throws Exception {
        Map<String, String> all = new TreeMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, files.data().resolve("cache").toString());
        all.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "100");
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1");
        all.put("felix.cm.pm", "memory");
        all.put("felix.log.level", "0");
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(all);
        framework.start();
        BundleContext context = framework.getBundleContext();
        URL admin = ConfigurationAdmin.class.getClassLoader().getResource("org/apache/felix/cm/impl");
        String jar = admin.toString().replaceAll("^jar:|!.*$", "");
        context.installBundle(jar).start();
        context.registerService(Consumer.class, guard, new Hashtable<>(Map.of("aclk.control", "refuse-start")));
        last = LastUpdate.read(files);
        FeatureEngine engine = new FeatureEngine(
                context,
                files,
                new FeatureServiceImpl(),
                new ShippedConfigurations(configurations(), files, List.of()),
                guard,
                () -> false,
                step -> steps.accept(step));
        RunningFeatures running = engine.start(true);
        problems = engine.problems();
        guard.ready(problems);
        FeatureSource shipped = new ShippedFeatures(files, new FeatureServiceImpl());
        updater = engine.updater(
                running,
                (what, allowUnsigned) ->
                        offered.containsKey(what) ? offered.get(what) : shipped.open(what, allowUnsigned),
                new LimitedCalls(new ControlThreads(), limit),
                Duration.ofMillis(200),
                last);
        return this;
    }

    ConfigurationAdmin configurations() {
        BundleContext context = framework.getBundleContext();
        return context.getService(context.getServiceReference(ConfigurationAdmin.class));
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Optional<Bundle> bundle(String name) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    /** The running bundles of features and their versions. */
    Map<String, String> active() {
        Map<String, String> active = new TreeMap<>();
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if (Coordinates.isLocation(bundle.getLocation()) && bundle.getState() == Bundle.ACTIVE) {
                active.put(bundle.getSymbolicName(), bundle.getVersion().toString());
            }
        }
        return active;
    }

    /** What refused the start, if anything did. */
    String ended() {
        return ended;
    }

    private void ended(String line) {
        ended = line;
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        if (framework != null) {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(20));
        }
    }
}

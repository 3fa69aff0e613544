package io.aclk.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/**
 * A framework with the base bundles, from start to end. SIGTERM and SIGINT stop it in order, which is when the link says
 * goodbye.
 */
final class FrameworkProcess {

    /** Five seconds for the link, and the same again for everything else. */
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private static final long SETTLE_MILLIS = 30_000;
    private static final long POLL_MILLIS = 50;

    private final Distribution distribution;
    private final InstanceLock lock;
    private final Map<String, String> properties;
    private final Map<String, Map<String, String>> overrides;
    private final Optional<ReadyLine> readyLine;
    private final AtomicInteger exit = new AtomicInteger();
    private Framework framework;

    /**
     * A process that does not run yet.
     *
     * @param properties of the framework
     * @param overrides values of the command line by PID
     * @param readyLine what to print once the instance is ready, if anything
     */
    FrameworkProcess(
            Distribution distribution,
            InstanceLock lock,
            Map<String, String> properties,
            Map<String, Map<String, String>> overrides,
            Optional<ReadyLine> readyLine) {
        this.distribution = distribution;
        this.lock = lock;
        this.properties = properties;
        this.overrides = overrides;
        this.readyLine = readyLine;
    }

    /**
     * Starts the framework and returns when it has stopped.
     *
     * @return exit code
     */
    int run() throws IOException, BundleException, InterruptedException {
        // logback.xml can name system properties only
        System.setProperty("aclk.dir", lock.directory().toString());
        boolean fresh = prepareCache();
        framework = BaseBundles.framework(properties);
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.registerService(Consumer.class, this::refuse, new Hashtable<>(Map.of("aclk.launcher", "refuse")));
        context.registerService(
                Consumer.class, FrameworkProcess::warn, new Hashtable<>(Map.of("aclk.launcher", "warn")));
        context.registerService(Map.class, overrides, new Hashtable<>(Map.of("aclk.launcher", "overrides")));
        readyLine.ifPresent(line ->
                context.registerService(Runnable.class, line, new Hashtable<>(Map.of("aclk.launcher", "ready"))));
        if (fresh) {
            install(context);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "control-shutdown"));
        framework.start();
        if (settles()) {
            // the garbage of the start is in the old generation, where nothing would look for it for hours
            System.gc();
            framework.waitForStop(0);
        }
        return exit.get();
    }

    /** Prints the line meanwhile; returns whether the framework still runs when the start is over. */
    private boolean settles() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
        Optional<String> text = Optional.empty();
        while (readyLine.isPresent() && text.isEmpty() && System.nanoTime() - end < 0) {
            if (!runsFor(POLL_MILLIS)) {
                return false;
            }
            text = readyLine.get().text();
            text.ifPresent(System.out::println);
        }
        long rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        // 0 would wait for ever
        return runsFor(Math.max(1, rest));
    }

    private boolean runsFor(long millis) throws InterruptedException {
        return framework.waitForStop(millis).getType() == FrameworkEvent.WAIT_TIMEDOUT;
    }

    private static void warn(Object line) {
        System.err.println(line);
    }

    /** A bundle refuses the start: says why at once, and ends the process even if a bundle does not stop. */
    private void refuse(Object line) {
        if (exit.compareAndSet(0, 1)) {
            System.err.println(line);
            Thread end = new Thread(this::end, "control-refused");
            end.setDaemon(true);
            end.start();
        }
    }

    /**
     * Stops the framework in order and ends the process. Also the shutdown hook, where halting gives the exit code 0 that
     * an orderly end deserves instead of the JVM's 143.
     */
    private void end() {
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (BundleException e) {
            System.err.println("the framework cannot be stopped: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.close();
        Runtime.getRuntime().halt(exit.get());
    }

    /** Whether the framework begins with an empty cache: the first start, or another base than the last time. */
    private boolean prepareCache() throws IOException {
        Path cache = Path.of(properties.get(FrameworkProperties.STORAGE));
        Path stamp = cache.resolve("base");
        String fingerprint = distribution.fingerprint();
        if (Files.isRegularFile(stamp) && Files.readString(stamp).equals(fingerprint)) {
            return false;
        }
        Directories.delete(cache);
        Files.createDirectories(
                cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return true;
    }

    private void install(BundleContext context) throws IOException, BundleException {
        BaseBundles.install(context, distribution.base());
        Files.writeString(
                Path.of(properties.get(FrameworkProperties.STORAGE)).resolve("base"), distribution.fingerprint());
    }
}

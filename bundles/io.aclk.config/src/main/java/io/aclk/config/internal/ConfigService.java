package io.aclk.config.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.host.api.InstanceDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link LinkSettings#PID} in step with all doors. All reading, deciding and writing is done by one thread,
 * {@code config-watch-1}, which looks after the files and the limits twice a second.
 *
 * <p>The values of {@code io.aclk.link} come to a {@code ManagedService} of its own and not from SCR, which would make
 * them service properties, the password of a proxy included.
 */
@Component(
        service = EffectiveConfig.class,
        immediate = true,
        configurationPid = PidDoor.PID,
        configurationPolicy = ConfigurationPolicy.IGNORE)
@Designate(ocd = LinkConfig.class)
public final class ConfigService implements EffectiveConfig {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigService.class);

    private static final Duration PERIOD = Duration.ofMillis(500);
    /** How long the first values wait for File Install to deliver a file that exists. */
    private static final Duration FIRST_CONFIGURATION = Duration.ofSeconds(10);

    private static final int MAX_TEXT = 300;

    private final Sources sources;
    private final Trials trials;
    private final Publication publication;
    private final ProxySecret proxySecret;
    private final KeptFile keptFile;
    private final long waitUntil = System.nanoTime() + FIRST_CONFIGURATION.toNanos();
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, ConfigService::thread);

    private volatile Report report = Report.EMPTY;
    private volatile boolean online;
    private Merger.Merged merged;
    private ServiceRegistration<ManagedService> pid;
    private boolean published;
    private String writeFailure = "";

    /** Made by SCR; nothing is read before {@link #start}. */
    @Activate
    public ConfigService(BundleContext context, @Reference ConfigurationAdmin admin) throws IOException {
        this(
                InstanceDirectory.of(context),
                scratch(context),
                context.getProperty(InstanceDirectory.DEFAULTS_PROPERTY),
                System.getenv(),
                admin,
                PidDoor.stored(admin),
                System::nanoTime);
    }

    /**
     * With another environment, for tests.
     *
     * @param scratch where to write what must be in a file, when nothing may be written to the instance; empty if it may
     * @param nanoTime monotonic clock for limits
     */
    ConfigService(
            InstanceDirectory instance,
            Optional<Path> scratch,
            String defaults,
            Map<String, String> environment,
            ConfigurationAdmin admin,
            Map<String, Object> properties,
            LongSupplier nanoTime) {
        sources = new Sources(instance, defaults, environment, properties);
        trials = new Trials(nanoTime);
        proxySecret = new ProxySecret(scratch.orElse(instance.cloudD()));
        publication = new Publication(new EffectivePid(admin), proxySecret, sources);
        keptFile = new KeptFile(instance.data().resolve("settings.kept"), proxySecret, scratch.isPresent());
    }

    private static Optional<Path> scratch(BundleContext context) {
        if (!InstanceDirectory.probing(context)) {
            return Optional.empty();
        }
        File file = context.getDataFile("secrets");
        if (file == null) {
            throw new IllegalStateException("this framework has no storage area for " + context.getBundle());
        }
        return Optional.of(file.toPath());
    }

    /** The link is online: changes of its way to the cloud must prove themselves first. */
    @Reference(
            service = Condition.class,
            target = "(" + Condition.CONDITION_ID + "=aclk.online)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "offline")
    void online(Map<String, Object> condition) {
        online = true;
    }

    /** The link is not online any more: a candidate has nothing to lose. Called by SCR. */
    void offline(Map<String, Object> condition) {
        online = false;
        soon(this::decide);
    }

    /** The link is online, or tries to be. Called by SCR. */
    @Reference(
            service = Condition.class,
            target = "(" + Condition.CONDITION_ID + "=aclk.active)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "inactive")
    void active(Map<String, Object> condition) {
        soon(() -> trials.active(true));
    }

    /** The link is switched off, not claimed, or lacks a bundle: settings on trial are not to blame. Called by SCR. */
    void inactive(Map<String, Object> condition) {
        soon(() -> trials.active(false));
    }

    /** Begins to listen and to read. Called by SCR. */
    @Activate
    void start(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(Constants.SERVICE_PID, PidDoor.PID));
        ManagedService listener = changed -> modified(PidDoor.map(changed));
        pid = context.registerService(ManagedService.class, listener, properties);
        start();
    }

    /** Begins to read. */
    void start() {
        watch.scheduleWithFixedDelay(guarded(this::look), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes changed properties of {@code io.aclk.link}. Any thread. */
    void modified(Map<String, Object> properties) {
        sources.update(properties);
        refresh();
    }

    /** Ends the thread. The last values stay in force. */
    @Deactivate
    void stop() {
        if (pid != null) {
            pid.unregister();
            pid = null;
        }
        watch.shutdownNow();
        try {
            watch.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Setting> settings() {
        return report.settings();
    }

    @Override
    public List<String> problems() {
        return report.problems();
    }

    @Override
    public Optional<Fixed> aboveClaim(String key) {
        return Optional.ofNullable(report.aboveClaim().get(key));
    }

    @Override
    public void refresh() {
        readSoon();
    }

    /** As {@link #refresh}; the future is done when everything was read. */
    Future<?> readSoon() {
        return soon(this::readAll);
    }

    @Override
    public void judged(LinkSettings candidate, Optional<String> failure) {
        soon(() -> {
            // it may be about values that are not wanted any more
            if (trials.candidate().isPresent() && publication.candidate(candidate)) {
                trials.judged(failure.map(ConfigService::oneLine));
                publish();
            }
        });
    }

    @Override
    public void connected(LinkSettings settings) {
        soon(() -> {
            if (trials.proven().isPresent() && publication.inForce(settings)) {
                trials.connected();
                publish();
            }
        });
    }

    private void look() {
        if (!published || sources.changed()) {
            readAll();
        } else if (trials.overdue()) {
            publish();
        }
    }

    private void readAll() {
        if (!published && sources.waitsForFileInstall() && System.nanoTime() - waitUntil < 0) {
            return;
        }
        merged = sources.read(trials::lastGood);
        decide();
    }

    private void decide() {
        if (merged == null) {
            return;
        }
        Route wanted = Route.of(merged);
        if (!trials.begun()) {
            trials.resume(wanted, keptFile.load(wanted), online ? before() : Optional.empty());
        }
        trials.want(wanted, online, Boolean.parseBoolean(merged.text(LinkKey.ENABLED)));
        trials.overdue();
        publish();
    }

    private Optional<Route> before() {
        try {
            return publication.before();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("ACLK: the settings of the live connection are not known", e);
            return Optional.empty();
        }
    }

    private void publish() {
        List<String> before = report.problems();
        report = Report.of(merged, trials);
        report.problems().stream()
                .filter(problem -> !before.contains(problem))
                .forEach(problem -> LOG.warn("ACLK: {}", problem));
        write();
        keep();
    }

    private void write() {
        try {
            List<String> changed = publication.write(merged, trials);
            if (published) {
                log(changed);
            }
            published = true;
            writeFailure = "";
        } catch (IOException e) {
            if (!e.toString().equals(writeFailure)) {
                LOG.warn("ACLK: the settings cannot be put in force, will be tried again at the next change", e);
            }
            writeFailure = e.toString();
        }
    }

    private void log(List<String> changed) {
        List<String> inForce = changed.stream()
                .filter(key -> !key.startsWith(LinkSettings.CANDIDATE))
                .toList();
        if (!inForce.isEmpty()) {
            LOG.info("ACLK: settings changed: {}", String.join(", ", inForce));
        }
        if (inForce.size() < changed.size()) {
            trials.candidate()
                    .ifPresent(candidate -> LOG.info(
                            "ACLK: settings changed, to be proven before they are in force: {}",
                            String.join(
                                    ", ",
                                    trials.inForce().changed(candidate).stream()
                                            .map(LinkKey::key)
                                            .toList())));
        }
    }

    /** What a restart must not forget; without it the settings are in force as they are written. */
    private void keep() {
        try {
            Optional<KeptRoute> kept = trials.kept();
            if (kept.isPresent()) {
                keptFile.keep(Route.of(merged), kept.get());
            } else {
                keptFile.forget();
            }
            proxySecret.tidy();
        } catch (IOException e) {
            LOG.debug("ACLK: what to go back to cannot be kept", e);
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "..." : line;
    }

    private Future<?> soon(Runnable task) {
        try {
            return watch.submit(guarded(task));
        } catch (RejectedExecutionException e) {
            // being stopped: the last values stay in force
            return CompletableFuture.completedFuture(null);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // the thread must go on: without it no change would be noticed any more
                LOG.error("ACLK: the configuration could not be read", e);
            }
        };
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "config-watch-1");
        thread.setDaemon(true);
        thread.setContextClassLoader(ConfigService.class.getClassLoader());
        return thread;
    }
}

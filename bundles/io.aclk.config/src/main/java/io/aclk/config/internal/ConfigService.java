package io.aclk.config.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.config.shared.WatchedFiles;
import io.aclk.host.api.InstanceDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link LinkSettings#PID} in step with all doors. All reading and writing is done by one thread,
 * {@code config-watch-1}, which looks after the files twice a second.
 */
@Component(service = EffectiveConfig.class, immediate = true, configurationPid = PidDoor.PID)
@Designate(ocd = LinkConfig.class)
public final class ConfigService implements EffectiveConfig {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigService.class);

    private static final Duration PERIOD = Duration.ofMillis(500);
    /** How long the first values wait for File Install to deliver a file that exists. */
    private static final Duration FIRST_CONFIGURATION = Duration.ofSeconds(10);

    private final PidDoor pidDoor;
    private final Merger merger;
    private final WatchedFiles watched;
    private final ProxySecret proxySecret;
    private final EffectivePid effective;
    private final Path pidFile;
    private final List<Path> authorities;
    private final long waitUntil = System.nanoTime() + FIRST_CONFIGURATION.toNanos();
    private final ScheduledThreadPoolExecutor watch;

    private volatile Snapshot snapshot = new Snapshot(List.of(), List.of());
    private boolean published;
    private String writeFailure = "";

    private record Snapshot(List<Setting> settings, List<String> problems) {}

    /** Starts to read the doors of the instance that the framework runs. */
    @Activate
    public ConfigService(BundleContext context, @Reference ConfigurationAdmin admin, Map<String, Object> properties) {
        this(
                InstanceDirectory.of(context),
                context.getProperty(InstanceDirectory.DEFAULTS_PROPERTY),
                System.getenv(),
                admin,
                properties);
    }

    /** With another environment, for tests. */
    ConfigService(
            InstanceDirectory instance,
            String defaults,
            Map<String, String> environment,
            ConfigurationAdmin admin,
            Map<String, Object> properties) {
        Path cloudConf = instance.cloudD().resolve("cloud.conf");
        List<Path> netdataConf = new ArrayList<>(List.of(instance.conf().resolve("netdata.conf")));
        if (defaults != null && !defaults.isEmpty()) {
            netdataConf.add(Path.of(defaults, "netdata.conf"));
        }
        pidDoor = new PidDoor(properties);
        merger = new Merger(
                List.of(
                        new EnvironmentDoor(environment),
                        pidDoor,
                        IniDoor.netdataConf(netdataConf),
                        IniDoor.cloudConf(cloudConf, instance.cloudD().resolve("claimed_id"))),
                instance.root());
        authorities = List.of(
                instance.cloudD().resolve("trusted.pem"), instance.cloudD().resolve("cloud_fullchain.pem"));
        List<Path> files = new ArrayList<>(netdataConf);
        files.add(cloudConf);
        files.add(instance.cloudD().resolve("claimed_id"));
        files.addAll(authorities);
        watched = new WatchedFiles(() -> files);
        proxySecret = new ProxySecret(instance.cloudD());
        effective = new EffectivePid(admin);
        pidFile = instance.conf().resolve(PidDoor.PID + ".cfg");
        watch = new ScheduledThreadPoolExecutor(1, ConfigService::thread);
        watch.scheduleWithFixedDelay(guarded(this::look), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes changed properties of {@code io.aclk.link}. */
    @Modified
    void modified(Map<String, Object> properties) {
        pidDoor.update(properties);
        refresh();
    }

    /** Ends the thread. The last values stay in force. */
    @Deactivate
    void stop() {
        watch.shutdownNow();
        try {
            watch.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Setting> settings() {
        return snapshot.settings();
    }

    @Override
    public List<String> problems() {
        return snapshot.problems();
    }

    @Override
    public void refresh() {
        readSoon();
    }

    @Override
    public void judged(LinkSettings candidate, Optional<String> failure) {
        LOG.debug("ACLK: candidate settings judged");
    }

    @Override
    public void connected(LinkSettings settings) {
        LOG.debug("ACLK: settings proven");
    }

    /** As {@link #refresh}; the future is done when everything was read. */
    Future<?> readSoon() {
        try {
            return watch.submit(guarded(this::readAll));
        } catch (RejectedExecutionException e) {
            // being stopped: the last values stay in force
            return CompletableFuture.completedFuture(null);
        }
    }

    private void look() {
        if (!published || watched.changed()) {
            readAll();
        }
    }

    private void readAll() {
        if (!published && waitsForFileInstall()) {
            return;
        }
        watched.markRead();
        Merger.Merged merged = merger.merge();
        List<Setting> settings = new ArrayList<>();
        merged.values().forEach((key, values) -> {
            if (key != LinkKey.CLAIMED_ID) {
                settings.add(setting(key, values));
            }
        });
        List<String> before = snapshot.problems();
        snapshot = new Snapshot(List.copyOf(settings), merged.problems());
        merged.problems().stream()
                .filter(problem -> !before.contains(problem))
                .forEach(problem -> LOG.warn("ACLK: {}", problem));
        write(merged);
    }

    /** With a file that File Install has not delivered yet, its values would come into force a moment too late. */
    private boolean waitsForFileInstall() {
        return !pidDoor.present() && Files.exists(pidFile) && System.nanoTime() - waitUntil < 0;
    }

    private void write(Merger.Merged merged) {
        try {
            List<String> changed = effective.write(properties(merged));
            if (!changed.isEmpty() && published) {
                LOG.info("ACLK: settings changed: {}", String.join(", ", changed));
            }
            published = true;
            if (!ProxyValue.hasCredentials(merged.text(LinkKey.PROXY))) {
                proxySecret.forget();
            }
            writeFailure = "";
        } catch (IOException e) {
            if (!e.toString().equals(writeFailure)) {
                LOG.warn("ACLK: the settings cannot be put in force, will be tried again at the next change", e);
            }
            writeFailure = e.toString();
        }
    }

    private Map<String, Object> properties(Merger.Merged merged) throws IOException {
        Map<String, Object> properties = new HashMap<>();
        for (LinkKey key : LinkKey.values()) {
            properties.put(key.key(), merged.text(key));
        }
        List<String> ca = new ArrayList<>(LinkKey.paths(merged.text(LinkKey.CA)));
        authorities.stream().filter(Files::exists).limit(1).forEach(file -> ca.add(file.toString()));
        properties.put(LinkSettings.CA, EffectivePid.array(ca));
        String proxy = merged.text(LinkKey.PROXY);
        properties.put(LinkSettings.PROXY, ProxyValue.withoutCredentials(proxy));
        properties.put(
                LinkSettings.PROXY_FILE,
                ProxyValue.hasCredentials(proxy) ? proxySecret.keep(proxy).toString() : "");
        return properties;
    }

    private static Setting setting(LinkKey key, List<Merger.Value> values) {
        String text = values.get(0).text();
        return new Setting(
                key.key(),
                key == LinkKey.PROXY ? ProxyValue.forDisplay(text) : text,
                values.get(0).source(),
                values.stream().skip(1).map(Merger.Value::source).toList(),
                Optional.empty());
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

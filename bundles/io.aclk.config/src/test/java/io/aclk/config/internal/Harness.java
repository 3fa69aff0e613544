package io.aclk.config.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.host.api.InstanceDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A {@link ConfigService} over an instance directory of its own, with a clock that stands still. */
final class Harness implements AutoCloseable {

    static final String CLAIM_ID = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
    static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    final Path dir;
    final InstanceDirectory instance;
    final TestConfigurationAdmin admin = new TestConfigurationAdmin();
    final Map<String, String> environment = new HashMap<>();
    final Map<String, Object> pid = new HashMap<>();
    final AtomicLong nanoTime = new AtomicLong();
    Optional<Path> scratch = Optional.empty();
    String defaults;
    ConfigService config;

    Harness(Path dir) throws IOException {
        this.dir = dir;
        instance = new InstanceDirectory(dir);
        Files.createDirectories(instance.conf());
        Files.createDirectories(instance.cloudD());
    }

    /** Starts it, as SCR would: a link that is there is told before. */
    void activate(boolean online) {
        config = new ConfigService(instance, scratch, defaults, environment, admin.service(), pid, nanoTime::get);
        config.active(Map.of());
        if (online) {
            config.online(Map.of());
        }
        config.start();
    }

    void activate() {
        activate(false);
    }

    /** What was written the n-th time, from 1. */
    LinkSettings settings(int write) throws InterruptedException {
        return LinkSettings.of(admin.await(write));
    }

    /** The candidate of what was written last, once all sources were read again. */
    Optional<LinkSettings> candidate() throws Exception {
        awaitRead();
        return LinkSettings.candidate(admin.await(admin.writes()));
    }

    /** What is in force once all sources were read again. */
    LinkSettings inForce() throws Exception {
        awaitRead();
        return LinkSettings.of(admin.await(admin.writes()));
    }

    EffectiveConfig.Setting setting(String key) {
        return config.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until everything was read once more. */
    void awaitRead() throws Exception {
        config.readSoon().get(10, TimeUnit.SECONDS);
    }

    void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    void netdataConf(String cloud) throws IOException {
        replace(instance.conf().resolve("netdata.conf"), "[cloud]\n" + cloud);
    }

    void cloudConf(String global) throws IOException {
        replace(instance.cloudD().resolve("cloud.conf"), "[global]\n" + global);
    }

    /** At once: whoever looks meanwhile sees the file of before, and no half of the new one. */
    private void replace(Path file, String text) throws IOException {
        Path written = Files.writeString(dir.resolve("written"), text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void stop() {
        config.stop();
        config = null;
    }

    @Override
    public void close() throws InterruptedException {
        if (config != null) {
            config.stop();
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("config-")) {
                // the thread may be on its last steps
                thread.join(5000);
                assertFalse(thread.isAlive(), "left behind: " + thread);
            }
        }
    }
}

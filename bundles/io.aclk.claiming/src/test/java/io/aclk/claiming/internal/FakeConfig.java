package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The bundle that reads the settings. */
final class FakeConfig implements EffectiveConfig {

    final AtomicInteger refreshed = new AtomicInteger();
    private final CountDownLatch firstRefresh = new CountDownLatch(1);
    private List<Setting> settings = List.of();
    private int asked;
    /** The url above that of a claim. */
    volatile Optional<Fixed> url = Optional.empty();
    /** What the question for that one ends with. */
    volatile Optional<Error> failure = Optional.empty();

    /** Has read all doors. */
    static FakeConfig done() {
        FakeConfig reading = new FakeConfig();
        reading.finish();
        return reading;
    }

    synchronized void finish() {
        settings = List.of(new Setting("enabled", "true", "default", List.of(), Optional.empty()));
    }

    /** Counts from now on. */
    synchronized void askedAnew() {
        asked = 0;
    }

    /** Waits until the settings were asked for so often. */
    synchronized void awaitAsked(int times) throws InterruptedException {
        long end = System.currentTimeMillis() + 20_000;
        while (asked < times) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                fail("asked " + asked + " times");
            }
            wait(left);
        }
    }

    @Override
    public synchronized List<Setting> settings() {
        asked++;
        notifyAll();
        return settings;
    }

    @Override
    public List<String> problems() {
        return List.of();
    }

    @Override
    public Optional<Fixed> aboveClaim(String key) {
        failure.ifPresent(error -> {
            throw error;
        });
        return key.equals(LinkSettings.URL) ? url : Optional.empty();
    }

    @Override
    public void refresh() {
        refreshed.incrementAndGet();
        firstRefresh.countDown();
    }

    /** Waits until somebody wanted the files to be read again. */
    void awaitRefreshed() throws InterruptedException {
        assertTrue(firstRefresh.await(20, TimeUnit.SECONDS));
    }

    @Override
    public void judged(LinkSettings candidate, Optional<String> failure) {}

    @Override
    public void connected(LinkSettings connected) {}
}

package io.aclk.claiming.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The settings of the link, and who reads them. {@link #settled} is for one thread only. */
final class SettingsInForce {

    /** So long {@link #settled} waits for the bundle that reads the settings. */
    static final Duration LIMIT = Duration.ofSeconds(15);

    private final AtomicReference<LinkSettings> now;
    private final Supplier<EffectiveConfig> config;
    private final long started = System.nanoTime();
    private boolean read;
    private boolean settled;

    /**
     * Settings.
     *
     * @param config gives {@code null} while missing
     */
    SettingsInForce(LinkSettings now, Supplier<EffectiveConfig> config) {
        this.now = new AtomicReference<>(now);
        this.config = config;
    }

    /** The settings. */
    LinkSettings now() {
        return now.get();
    }

    /** Takes others. */
    void change(LinkSettings changed) {
        now.set(changed);
    }

    /** Has them read again, soon: the files changed. */
    void refresh() {
        EffectiveConfig effective = config.get();
        if (effective != null) {
            effective.refresh();
        }
    }

    /**
     * Whether the settings are those of today. At a start ConfigAdmin delivers what the last run left, a moment before
     * somebody has read what the owner changed since: with that no claim is made by itself. Asked once a second.
     */
    boolean settled() {
        if (!settled) {
            EffectiveConfig effective = config.get();
            settled = read || System.nanoTime() - started >= LIMIT.toNanos();
            // what was read is delivered a moment later: until the next question
            read = effective != null && !effective.settings().isEmpty();
        }
        return settled;
    }
}

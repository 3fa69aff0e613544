package io.aclk.claiming.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.EffectiveConfig.Fixed;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.config.shared.CloudUrl;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The settings of the link, and who reads them. {@link #settled} and {@link #checkLinkFollows} are for one
 * thread only.
 */
final class SettingsInForce {

    /** So long {@link #settled} waits for the bundle that reads the settings. */
    static final Duration LIMIT = Duration.ofSeconds(15);

    /** So long {@link #checkLinkFollows} waits for a file that was changed a moment ago to be read. */
    static final Duration CHANGE = Duration.ofSeconds(3);

    private static final Duration POLL = Duration.ofMillis(100);

    private final AtomicReference<LinkSettings> now;
    private final Supplier<EffectiveConfig> config;
    private final Pauses pauses;
    private final long started = System.nanoTime();
    private boolean read;
    private boolean settled;

    /**
     * Settings.
     *
     * @param config gives {@code null} while missing
     */
    SettingsInForce(LinkSettings now, Supplier<EffectiveConfig> config, Pauses pauses) {
        this.now = new AtomicReference<>(now);
        this.config = config;
        this.pauses = pauses;
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
     * Checks that no setting goes before the url of a claim: the link would take the new identity to a cloud that does
     * not know it.
     *
     * @param abort ends the wait
     * @throws ClaimFailure if one does; says where it stands
     * @throws NetworkException only {@code ABORTED}
     * @throws InterruptedException the bundle is being stopped
     */
    void checkLinkFollows(URI url, AbortSignal abort) throws ClaimFailure, NetworkException, InterruptedException {
        Optional<Fixed> other = otherUrl(url);
        if (other.isPresent()) {
            refresh();
        }
        for (long polls = CHANGE.dividedBy(POLL); polls > 0 && other.isPresent(); polls--) {
            pauses.pause(POLL, abort);
            other = otherUrl(url);
        }
        if (other.isPresent()) {
            throw new ClaimFailure(
                    "Failed: the claim is for " + url + ", but the link goes to "
                            + other.get().value() + ", which " + other.get().source()
                            + " says and which goes before what is given at a claim: remove 'url' there, or set it to "
                            + url + ", then claim again",
                    null);
        }
    }

    private Optional<Fixed> otherUrl(URI url) {
        return Optional.ofNullable(config.get())
                .flatMap(effective -> effective.aboveClaim(LinkSettings.URL))
                .filter(fixed -> !CloudUrl.same(fixed.value(), url.toString()));
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

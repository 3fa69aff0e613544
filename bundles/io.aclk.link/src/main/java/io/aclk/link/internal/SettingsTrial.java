package io.aclk.link.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkProbe.Depth;
import io.aclk.api.link.ProbeException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the configuration hears of the link: that it is online with the settings in force, and whether candidates ({@link
 * LinkSettings#candidate}) work. Those are proven beside the connection, as far as the answered challenge. Without a
 * connection there is nothing to lose: a candidate then passes at once. One that failed is proven again from time to
 * time, since what it leads to may come up later. Used on the event thread only.
 */
final class SettingsTrial {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsTrial.class);

    /** Time until a candidate that failed is proven again. */
    static final Duration AGAIN = Duration.ofMinutes(5);

    private final Platform platform;
    private final Runnable reconsider;
    private Probe probe;
    private LinkSettings probed;
    /** The candidate that was judged last, and to whom that was told. */
    private LinkSettings judged;

    private EffectiveConfig told;
    private EventLoop.Timer again = () -> {};
    /** With what the link is known to be online, and who was told so. */
    private LinkSettings confirmed;

    private EffectiveConfig confirmedTo;

    /**
     * A trial of nothing.
     *
     * @param reconsider makes that {@link #consider} is called
     */
    SettingsTrial(Platform platform, Runnable reconsider) {
        this.platform = platform;
        this.reconsider = reconsider;
    }

    /** Tells what is to be told now, and proves, judges, or ends proving a candidate. */
    void consider(LinkInputs inputs, boolean online) {
        confirm(inputs, online);
        LinkSettings candidate = inputs.candidate;
        if (probe != null && !(online && probed.equals(candidate) && inputs.identity != null)) {
            endProbe();
        }
        if (candidate == null || inputs.config == null) {
            forget();
        } else if (!candidate.equals(judged) || inputs.config != told) {
            if (probe == null) {
                forget();
                tryOrPass(candidate, inputs, online);
            }
        }
    }

    private void confirm(LinkInputs inputs, boolean online) {
        if (!online) {
            confirmed = null;
        } else if (inputs.config != null && (inputs.settings != confirmed || inputs.config != confirmedTo)) {
            confirmed = inputs.settings;
            confirmedTo = inputs.config;
            try {
                confirmedTo.connected(confirmed);
            } catch (RuntimeException e) {
                LOG.warn("ACLK: io.aclk.config did not take that the link is online", e);
            }
        }
    }

    /** The link ends. */
    void stop() {
        endProbe();
        forget();
    }

    private void endProbe() {
        if (probe != null) {
            probe.abort();
            probe = null;
        }
    }

    private void forget() {
        again.cancel();
        judged = null;
        told = null;
    }

    private void tryOrPass(LinkSettings candidate, LinkInputs inputs, boolean online) {
        // what switches the link off, or belongs to another identity, cannot be proven with this one
        boolean provable = online
                && inputs.identity != null
                && candidate.enabled()
                && candidate.claimedId().equals(Optional.of(inputs.identity.claimId()));
        if (!provable) {
            judge(candidate, inputs.config, Optional.empty());
            return;
        }
        LOG.info("ACLK: changed settings are tried beside the connection: {}", candidate.url());
        Probe current = new Probe(
                candidate, inputs.identity, inputs.network, inputs.transport, Stages.NOBODY, platform.clock());
        probe = current;
        probed = candidate;
        EffectiveConfig config = inputs.config;
        platform.worker().execute(() -> {
            Optional<String> failure = run(current);
            platform.loop().execute(() -> proven(current, candidate, config, failure));
        });
    }

    /** On the worker. */
    private static Optional<String> run(Probe current) {
        try {
            current.run(Depth.CHALLENGE);
            return Optional.empty();
        } catch (ProbeException e) {
            return Optional.of(e.getMessage());
        } catch (RuntimeException e) {
            LOG.debug("ACLK: trying changed settings failed unexpectedly", e);
            return Optional.of("unexpected: " + e);
        }
    }

    private void proven(Probe current, LinkSettings candidate, EffectiveConfig config, Optional<String> failure) {
        if (current == probe) {
            probe = null;
            judge(candidate, config, failure);
        }
    }

    private void judge(LinkSettings candidate, EffectiveConfig config, Optional<String> failure) {
        judged = candidate;
        told = config;
        if (failure.isPresent()) {
            LOG.warn("ACLK: the changed settings do not work and are not used: {}", failure.get());
            again = platform.loop().schedule(AGAIN, () -> {
                judged = null;
                reconsider.run();
            });
        }
        try {
            config.judged(candidate, failure);
        } catch (RuntimeException e) {
            LOG.warn("ACLK: io.aclk.config did not take what became of the changed settings", e);
        }
    }
}

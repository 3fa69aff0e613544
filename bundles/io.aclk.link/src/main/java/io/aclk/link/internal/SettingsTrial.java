package io.aclk.link.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkProbe.Depth;
import io.aclk.api.link.ProbeException;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the configuration hears of the link: whether it is online or tries to be, so that settings on trial have their
 * time; that it is online with the settings in force; and whether candidates ({@link LinkSettings#candidate}) work. Those
 * are proven beside the connection, as far as the answered challenge, once each. Without a connection there is nothing to
 * lose: a candidate then passes at once. Used on the event thread only.
 */
final class SettingsTrial {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsTrial.class);

    private final Platform platform;
    private final Consumer<Boolean> active;
    private Probe probe;
    private LinkSettings probed;
    /** The candidate that was judged last, and to whom that was told. */
    private LinkSettings judged;

    private EffectiveConfig told;
    /** With what the link is known to be online, and who was told so. */
    private LinkSettings confirmed;

    private EffectiveConfig confirmedTo;

    /**
     * A trial of nothing.
     *
     * @param active told again and again whether the link is online or tries to be
     */
    SettingsTrial(Platform platform, Consumer<Boolean> active) {
        this.platform = platform;
        this.active = active;
    }

    /** Tells what is to be told now, and proves, judges, or ends proving a candidate. */
    void consider(LinkInputs inputs, boolean online) {
        active.accept(inputs.dependOnSettingsAlone());
        confirm(inputs, online);
        LinkSettings candidate = inputs.candidate;
        if (probe != null && !(online && probed.equals(candidate) && inputs.identity != null)) {
            endProbe();
        }
        if (candidate == null || inputs.config == null) {
            forget();
        } else if (probe == null && !(candidate.equals(judged) && inputs.config == told)) {
            tryOrPass(candidate, inputs, online);
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
        active.accept(false);
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
        } catch (RuntimeException | LinkageError e) {
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
        try {
            config.judged(candidate, failure);
        } catch (RuntimeException e) {
            LOG.warn("ACLK: io.aclk.config did not take what became of the changed settings", e);
        }
    }
}

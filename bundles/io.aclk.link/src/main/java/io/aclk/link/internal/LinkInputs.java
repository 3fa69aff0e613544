package io.aclk.link.internal;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.Network;
import io.aclk.api.transport.Transport;
import io.aclk.host.api.NodeDirectory;
import io.aclk.link.internal.ReasonLog.Weight;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the link depends on, as it is now, and what follows from it. Used on the event thread only. */
final class LinkInputs {

    private static final Logger LOG = LoggerFactory.getLogger(LinkInputs.class);

    /** Follows the settings; used on any thread. */
    final ConversationLog conversation = new ConversationLog();

    LinkSettings settings;
    /** Why the settings cannot be used, or {@code null}. */
    String settingsProblem;
    /** Settings that shall replace those in force, or {@code null}. */
    LinkSettings candidate;
    /** Takes the verdict on them; or {@code null}. */
    EffectiveConfig config;

    Identity identity;
    /** Says why there is no identity; or {@code null}. */
    Claiming claiming;
    /** The host, which claiming waits for; or {@code null}. */
    NodeDirectory nodes;

    Network network;
    Transport transport;
    /** The dispatcher of this bundle. */
    Inbox inbox;
    /** Who switched the link off and when. */
    Optional<String> switchedOff = Optional.empty();

    /**
     * Why there is nothing to connect to.
     *
     * @param text link status string
     * @param reason one line for people: what is missing and what to do
     * @param weight how it is logged
     * @param claim it is the identity that is missing
     */
    record Missing(String text, String reason, Weight weight, boolean claim) {

        /** Only the owner can change it. */
        static Missing lasting(String text, String reason) {
            return new Missing(text, reason, Weight.WANTED, false);
        }

        /** At each start and stop it is so for a moment, since the parts of the link come and go one by one. */
        static Missing passing(String reason) {
            return new Missing("offline", reason, Weight.PASSING, false);
        }

        /** There is no identity. */
        static Missing identity(String reason) {
            return new Missing("offline", reason, Weight.PASSING, true);
        }
    }

    /** Whether nothing but the settings, or what they lead to, can keep the link from being online. */
    boolean dependOnSettingsAlone() {
        return switchedOff.isEmpty()
                && (settings == null ? settingsProblem != null : settings.enabled())
                && identity != null
                && network != null
                && transport != null
                && inbox != null;
    }

    /** Why a connection that is not wanted any more is left. */
    Missing whyLeave() {
        return missing()
                .orElse(Missing.lasting(
                        "disconnected, to reload config", "the settings or a service of the link changed"));
    }

    /** What is missing first, if anything. */
    Optional<Missing> missing() {
        return Optional.ofNullable(missing(identity == null ? null : identity.claimId()));
    }

    private Missing missing(String claimId) {
        if (switchedOff.isPresent()) {
            return Missing.lasting(
                    "disabled", "switched off by " + switchedOff.get() + "; \"link start\" switches it on");
        }
        if (settings == null && settingsProblem != null) {
            return Missing.lasting("configuration error, no cloud url", settingsProblem);
        }
        if (settings == null) {
            return Missing.passing("no settings yet: the bundle io.aclk.config has not written " + LinkSettings.PID);
        }
        if (!settings.enabled()) {
            return Missing.lasting("disabled", "switched off by the setting enabled of io.aclk.link");
        }
        if (!usable(settings.url())) {
            return Missing.lasting(
                    "configuration error, invalid cloud url", "the setting url of io.aclk.link is not an http(s) URL");
        }
        if (claimId == null) {
            return Missing.identity(claimState().map(LinkInputs::whyNoIdentity).orElseGet(this::whyNoClaiming));
        }
        if (!settings.claimedId().equals(Optional.of(claimId))) {
            return Missing.passing("waiting for the settings of claim " + claimId + " from io.aclk.config");
        }
        if (network == null) {
            return Missing.passing("the bundle io.aclk.network is missing or stopped");
        }
        if (transport == null) {
            return Missing.passing("the bundle io.aclk.transport is missing or stopped");
        }
        return inbox == null ? Missing.passing("the dispatcher of io.aclk.link is not started") : null;
    }

    /** What claiming says; empty if it is not there. */
    Optional<ClaimState> claimState() {
        return claimState(claiming);
    }

    /** What claiming says; empty if it is not there. Any thread. */
    static Optional<ClaimState> claimState(Claiming claiming) {
        try {
            return Optional.ofNullable(claiming).map(Claiming::state);
        } catch (RuntimeException e) {
            LOG.debug("ACLK: io.aclk.claiming does not say whether this agent is claimed", e);
            return Optional.empty();
        }
    }

    /** Whoever looks for a claim shall hear of the part that is missing first, not of those that wait for it. */
    private String whyNoClaiming() {
        return nodes == null
                ? "the host of the agent is missing: io.aclk.agent.store, or what takes its place, is missing or stopped,"
                        + " and io.aclk.claiming waits for it; \"bin/aclk feature install agent\" brings it back"
                : "the bundle io.aclk.claiming is missing or stopped, so nobody knows whether this agent is claimed";
    }

    /** Why there is no identity, for people. */
    static String whyNoIdentity(ClaimState claim) {
        if (claim.withheld().isPresent()) {
            return claim.withheld().get();
        }
        if (claim.claimId().isPresent()) {
            return "waiting for the identity of claim " + claim.claimId().get() + " from io.aclk.claiming";
        }
        return claim.failure().isEmpty() ? ClaimState.NOT_CLAIMED_YET : claim.failure();
    }

    static boolean usable(URI url) {
        return ("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()))
                && url.getHost() != null
                && url.getUserInfo() == null;
    }

    /** Another text whenever a trusted certificate changed: an attempt that failed is then worth repeating. */
    String trustStamp() {
        return settings == null ? "" : settings.trustStamp();
    }

    /** What to connect to; empty if something is missing. */
    Optional<Target> target() {
        return identity == null ? Optional.empty() : target(identity.claimId());
    }

    private Optional<Target> target(String claimId) {
        return missing(claimId) == null
                ? Optional.of(new Target(claimId, settings.url(), settings.network(), network, transport))
                : Optional.empty();
    }

    /**
     * Whether something that was connected, or is being connected, is still wanted. An identity that is away for a
     * moment, because claiming is being updated, changes nothing as long as the settings name its claim; one that
     * claiming withholds is not used.
     */
    boolean wants(Target current) {
        if (identity == null && claimState().flatMap(ClaimState::withheld).isPresent()) {
            return false;
        }
        String claimId = identity == null ? current.claimId() : identity.claimId();
        return target(claimId).equals(Optional.of(current));
    }
}

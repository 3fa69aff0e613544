package io.aclk.doctor.internal;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkProbe;
import io.aclk.api.network.AbortSignal;
import io.aclk.doctor.internal.Diagnosis.Agent;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.NodeDirectory;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows the parts of the link, whatever is missing, and examines them. */
@Component(service = Doctor.class, configurationPid = LinkSettings.PID)
public final class Doctor {

    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

    /** A little more than the longest limit that the network itself gives to one stage. */
    private static final Duration STAGE_LIMIT = Duration.ofSeconds(35);

    /** How long a framework that was started for a command is waited for. */
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(15);

    private static final long LOOK_MILLIS = 50;

    private static final String CLAIMED_ID = "claimed_id";

    private final InstanceDirectory instance;
    private final Agent agent;
    private final AbortSignal stopping = new AbortSignal();
    private volatile Optional<LinkSettings> settings = Optional.empty();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile EffectiveConfig config;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Claiming claiming;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Identity identity;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Link link;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile LinkProbe probe;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile AgentApi api;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile NodeDirectory nodes;

    /** Called by SCR, which sets the references. */
    @Activate
    public Doctor(BundleContext context, Map<String, Object> properties) {
        instance = InstanceDirectory.of(context);
        agent = InstanceDirectory.probing(context) ? Agent.STOPPED : Agent.RUNNING;
        modified(properties);
    }

    /** Takes changed settings. */
    @Modified
    void modified(Map<String, Object> properties) {
        if (!properties.containsKey(LinkSettings.URL)) {
            settings = Optional.empty();
            return;
        }
        try {
            settings = Optional.of(LinkSettings.of(properties));
        } catch (IllegalArgumentException e) {
            LOG.warn("ACLK: settings that cannot be used are passed over: {}", e.getMessage());
        }
    }

    /** Ends an examination that runs. */
    @Deactivate
    void stop() {
        stopping.abort();
    }

    InstanceDirectory instance() {
        return instance;
    }

    Agent agent() {
        return agent;
    }

    /** What is there now. */
    Services services() {
        return new Services(
                Optional.ofNullable(config),
                settings,
                Optional.ofNullable(claiming),
                Optional.ofNullable(identity),
                Optional.ofNullable(link),
                Optional.ofNullable(probe),
                Optional.ofNullable(api),
                Optional.ofNullable(nodes),
                instance.root(),
                claimWaits());
    }

    /**
     * Examines everything; blocks for as long as the server takes.
     *
     * @param force probe although the link is switched off
     */
    Diagnosis examine(boolean force) throws InterruptedException {
        if (agent == Agent.STOPPED) {
            settle();
        }
        return new Examination(services(), agent, force, Clock.systemUTC(), STAGE_LIMIT, stopping).run();
    }

    /** Waits for the bundles of a framework that was just started. They tell nobody when they are done: one has to look. */
    void settle() throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
        synchronized (this) {
            while (!settled() && System.nanoTime() - deadline < 0) {
                wait(LOOK_MILLIS);
            }
        }
    }

    private boolean settled() {
        Services now = services();
        boolean there = now.config().isPresent()
                && now.settings().isPresent()
                && now.claiming().isPresent()
                && now.link().isPresent()
                && now.probe().isPresent();
        return there
                && (now.identity().isPresent()
                        || !claimed()
                        || told(now.claiming().get().state()));
    }

    private boolean claimed() {
        return Files.exists(instance.cloudD().resolve(CLAIMED_ID))
                || (!claimWaits() && Files.exists(instance.cloudD().resolve("cloud.conf")));
    }

    private boolean claimWaits() {
        return Files.exists(instance.cloudD().resolve("token"))
                && !Files.exists(instance.cloudD().resolve(CLAIMED_ID));
    }

    private static boolean told(ClaimState state) {
        return state.withheld().isPresent() || !state.failure().equals(ClaimState.NOT_CLAIMED_YET);
    }
}

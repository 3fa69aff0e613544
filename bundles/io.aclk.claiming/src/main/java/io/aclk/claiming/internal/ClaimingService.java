package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkException;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.NodeDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims, and keeps the identity: the door to {@link ClaimLife}, whose work is done by {@link ClaimThread}. Changed
 * settings do not touch the identity.
 */
@Component(
        service = Claiming.class,
        immediate = true,
        configurationPid = LinkSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ClaimingService implements Claiming {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimingService.class);

    private static final String BUSY = "Claiming is in progress";
    private static final String PROBING =
            "nothing is changed while a command looks at a stopped agent: start the agent";

    private final AbortSignal stopping = new AbortSignal();
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    private final boolean probing;
    private final Path root;
    private final SettingsInForce settings;
    private final ClaimThread thread;
    private final AutomaticClaims automatic;
    private final ClaimLife life;
    private volatile boolean linkOn = !conditionsExist();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ClaimingPid pid;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EffectiveConfig config;

    /** There while the link is online, each connection with another one. */
    @Reference(
            service = Condition.class,
            target = "(osgi.condition.id=aclk.online)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ServiceReference<?> online;

    /** Loads the identity and looks for inputs, on its own thread. */
    @Activate
    public ClaimingService(
            BundleContext context,
            @Reference Network network,
            @Reference NodeDirectory nodes,
            Map<String, Object> properties) {
        this(
                context,
                network,
                nodes,
                InstanceDirectory.of(context),
                System.getenv(),
                new RunningAgents(),
                ClaimThread.PERIOD,
                properties);
    }

    /** With other surroundings, for tests. */
    ClaimingService(
            BundleContext context,
            Network network,
            NodeDirectory nodes,
            InstanceDirectory instance,
            Map<String, String> environment,
            RunningAgents running,
            Duration period,
            Map<String, Object> properties) {
        probing = InstanceDirectory.probing(context);
        root = instance.root();
        thread = new ClaimThread(this::look, period);
        settings = new SettingsInForce(LinkSettings.of(properties), () -> config, thread);
        Clock clock = Clock.systemUTC();
        CloudDirectory directory = new CloudDirectory(instance.cloudD());
        IdentityCheck check =
                new CloneCheck(instance.cloudD(), nodes, new LocalMachine(), this::reclaimsCopies, probing, clock);
        IdentityHolder identity = new IdentityHolder(context, nodes, directory, check);
        UnclaimedMark mark = new UnclaimedMark(instance.data().resolve("unclaimed"));
        Archive archive = new Archive(instance.data(), clock);
        automatic = new AutomaticClaims(
                sources(context, instance, directory, environment, identity),
                () -> settings.now().network().trusted(),
                mark::covers,
                () -> !looking() || !open.isEmpty(),
                System::nanoTime);
        OnlineWatch watch = new OnlineWatch(this::connection, this::adoptionLimit, thread);
        life = new ClaimLife(
                new ClaimLife.Parts(
                        nodes,
                        directory,
                        check,
                        identity,
                        new ClaimRun(nodes, directory, new ClaimCall(network, clock), thread, AgentKey::generate),
                        automatic,
                        mark,
                        archive,
                        new Adoption(new AdoptedDirectory(instance.data(), archive), nodes, new Around(), watch),
                        running,
                        watch,
                        stopping),
                settings,
                clock);
        lookOrRest();
    }

    /** The link is there and nobody switched it off. Called by SCR. */
    @Reference(
            service = Condition.class,
            target = "(osgi.condition.id=aclk.switched.on)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "linkOff")
    void linkOn(Map<String, Object> condition) {
        switched(true);
    }

    /** The link is switched off, or its bundle is stopped: nothing is claimed that nobody asks for. Called by SCR. */
    void linkOff(Map<String, Object> condition) {
        switched(false);
    }

    private void switched(boolean on) {
        linkOn = on;
        lookOrRest();
    }

    /** Whether the identity and the inputs of a claim are looked after. */
    private boolean looking() {
        return !probing && linkOn && !stopping.aborted() && settings.now().enabled();
    }

    private void lookOrRest() {
        automatic.interrupt();
        thread.look(this::looking);
    }

    private List<ClaimSource> sources(
            BundleContext context,
            InstanceDirectory instance,
            CloudDirectory directory,
            Map<String, String> environment,
            IdentityHolder identity) {
        List<Path> claimConf = new ArrayList<>(List.of(instance.conf().resolve("claim.conf")));
        String defaults = context.getProperty(InstanceDirectory.DEFAULTS_PROPERTY);
        if (defaults != null && !defaults.isEmpty()) {
            claimConf.add(Path.of(defaults, "claim.conf"));
        }
        return List.of(
                new ClaimConf(claimConf),
                ClaimSources.environment(environment),
                ClaimSources.tokenFiles(directory.place(CloudDirectory.TOKEN), directory.place(CloudDirectory.ROOMS)),
                ClaimSources.pid(() -> pid, instance.root()),
                ClaimSources.claimInUse(new ClaimFiles(directory), identity::claimAnew));
    }

    /** What an adoption needs of this component. */
    private final class Around implements Adoption.Surroundings {
        @Override
        public void withdraw() {
            life.withdraw();
        }

        @Override
        public void refreshSettings() {
            settings.refresh();
        }

        @Override
        public void offer() {
            life.reload();
        }
    }

    /** A framework before OSGi R8 has none, so that nobody can say that the link is switched on. */
    private static boolean conditionsExist() {
        try {
            Class.forName("org.osgi.service.condition.Condition", false, ClaimingService.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private boolean reclaimsCopies() {
        ClaimingPid now = pid;
        return now != null && now.reclaim();
    }

    private Duration adoptionLimit() {
        ClaimingPid now = pid;
        return now == null ? ClaimingPid.DEFAULT_ADOPT : now.adopt();
    }

    /** The number of the connection that the link has now. */
    private Optional<Long> connection() {
        return Optional.ofNullable(online).map(reference -> (Long) reference.getProperty(Constants.SERVICE_ID));
    }

    /** Takes changed settings. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings.change(LinkSettings.of(properties));
        } catch (IllegalArgumentException e) {
            LOG.warn("ACLK: settings that cannot be used are passed over: {}", e.getMessage());
            return;
        }
        lookOrRest();
    }

    /** Ends a running call and the thread, and withdraws the identity. */
    @Deactivate
    void stop() {
        stopping.abort();
        automatic.interrupt();
        thread.stop();
        life.withdraw();
        open.forEach(task -> task.completeExceptionally(stopped()));
    }

    @Override
    public ClaimState state() {
        return life.state();
    }

    @Override
    public CompletionStage<ClaimResult> claim(ClaimRequest request) {
        return perform(() -> life.claim(request), refused(BUSY), refused(PROBING));
    }

    @Override
    public CompletionStage<ClaimResult> rotateKey() {
        return perform(life::rotateKey, refused(BUSY), refused(PROBING));
    }

    @Override
    public CompletionStage<Path> unclaim(String who) {
        return perform(() -> life.unclaim(who), failed(BUSY), failed(PROBING));
    }

    @Override
    public CompletionStage<ClaimResult> adopt(Path cloudD, String who) {
        return linkOn
                ? perform(() -> life.adopt(cloudD, who), refused(BUSY), refused(PROBING))
                : refused(
                        probing
                                ? PROBING
                                : "the link is switched off, or its bundle is stopped, so that it cannot prove the identity:"
                                        + " switch it on with 'bin/aclk link start --dir " + root + "' first");
    }

    @Override
    public void takenOver(String claimId) {
        if (!thread.submit(() -> life.takenOver(claimId))) {
            LOG.debug("ACLK: another connection took the place of {}, which is not counted", claimId);
        }
    }

    private void look() {
        if (probing) {
            life.loadOnly();
        } else {
            life.look();
        }
    }

    /** What {@link ClaimLife} does for somebody who waits. */
    @FunctionalInterface
    private interface Task<T> {
        T run() throws ClaimException, NetworkException, InterruptedException;
    }

    private <T> CompletionStage<T> perform(Task<T> task, CompletionStage<T> busy, CompletionStage<T> notWhileProbing) {
        if (probing) {
            return notWhileProbing;
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        open.add(done);
        done.whenComplete((result, e) -> open.remove(done));
        // an act of a person goes before a claim that makes itself, which is made again afterwards
        automatic.interrupt();
        boolean taken = thread.submit(() -> {
            try {
                done.complete(task.run());
            } catch (NetworkException | InterruptedException e) {
                done.completeExceptionally(stopped());
            } catch (ClaimException e) {
                done.completeExceptionally(e);
            } catch (RuntimeException | Error e) {
                // also a class that went with its bundle: what is never done would keep the agent from claiming by
                // itself
                done.completeExceptionally(e);
                throw e;
            }
        });
        if (stopping.aborted()) {
            done.completeExceptionally(stopped());
        } else if (!taken) {
            open.remove(done);
            return busy;
        }
        return done;
    }

    private static CompletionStage<ClaimResult> refused(String reason) {
        return CompletableFuture.completedStage(new ClaimResult(false, reason, 0));
    }

    private static <T> CompletionStage<T> failed(String reason) {
        return CompletableFuture.failedStage(new ClaimException(reason, null));
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("the claim was ended because the bundle is being stopped");
    }
}

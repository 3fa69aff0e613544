package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkException;
import io.aclk.config.shared.WatchedFiles;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.NodeDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims, and keeps the identity. Everything happens on the one thread of {@link ClaimThread}; others read a snapshot of
 * the state. Changed settings do not touch the identity.
 */
@Component(
        service = Claiming.class,
        immediate = true,
        configurationPid = LinkSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ClaimingService implements Claiming {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimingService.class);

    private final AbortSignal stopping = new AbortSignal();
    private final Set<CompletableFuture<ClaimResult>> open = ConcurrentHashMap.newKeySet();
    private final ClaimThread thread;
    private final ClaimFiles files;
    private final ClaimRun run;
    private final IdentityCheck check;
    private final IdentityHolder identity;
    private final WatchedFiles identityFiles;
    private final AutomaticClaims automatic;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile ClaimingPid pid;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile EffectiveConfig config;

    private volatile LinkSettings settings;
    private volatile ClaimState state;
    private LinkSettings tried;
    private boolean loaded;
    private String failure = "";

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
                context.getProperty(InstanceDirectory.DEFAULTS_PROPERTY),
                System.getenv(),
                properties);
    }

    /** With another environment, for tests. */
    ClaimingService(
            BundleContext context,
            Network network,
            NodeDirectory nodes,
            InstanceDirectory instance,
            String defaults,
            Map<String, String> environment,
            Map<String, Object> properties) {
        settings = LinkSettings.of(properties);
        state = new ClaimState(
                Optional.empty(), Optional.of(settings.url()), ClaimState.NOT_CLAIMED_YET, false, Optional.empty());
        KeyFiles keys = new KeyFiles(instance.cloudD());
        files = new ClaimFiles(instance.cloudD());
        check = new CloneCheck(
                instance.cloudD(),
                nodes,
                new LocalMachine(),
                this::reclaimsCopies,
                InstanceDirectory.probing(context),
                Clock.systemUTC());
        identity = new IdentityHolder(context, nodes, keys, files, check);
        identityFiles = new WatchedFiles(files::identityFiles);
        List<Path> claimConf = new ArrayList<>(List.of(instance.conf().resolve("claim.conf")));
        if (defaults != null && !defaults.isEmpty()) {
            claimConf.add(Path.of(defaults, "claim.conf"));
        }
        automatic = new AutomaticClaims(
                List.of(
                        ClaimSources.claimConf(claimConf),
                        ClaimSources.environment(environment),
                        ClaimSources.tokenFiles(files.token(), files.rooms()),
                        ClaimSources.pid(() -> pid, instance.root())),
                System::nanoTime);
        thread = new ClaimThread(this::look);
        run = new ClaimRun(nodes, keys, files, new ClaimCall(network), thread, stopping);
        thread.look(settings.enabled());
    }

    /** Takes changed settings. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = LinkSettings.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.warn("ACLK: settings that cannot be used are passed over: {}", e.getMessage());
            return;
        }
        thread.look(settings.enabled());
    }

    /** Ends a running call and the thread, and withdraws the identity. */
    @Deactivate
    void stop() {
        stopping.abort();
        thread.stop();
        identity.withdraw();
        open.forEach(claim -> claim.completeExceptionally(stopped()));
    }

    @Override
    public ClaimState state() {
        return state;
    }

    @Override
    public CompletionStage<ClaimResult> claim(ClaimRequest request) {
        CompletableFuture<ClaimResult> done = new CompletableFuture<>();
        open.add(done);
        done.whenComplete((result, e) -> open.remove(done));
        boolean taken = thread.submit(() -> {
            try {
                done.complete(claimNow(request).result());
            } catch (NetworkException | InterruptedException e) {
                done.completeExceptionally(stopped());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                throw e;
            }
        });
        if (stopping.aborted()) {
            done.completeExceptionally(stopped());
        } else if (!taken) {
            done.complete(new ClaimResult(false, "Claiming is in progress", 0));
        }
        return done;
    }

    @Override
    public CompletionStage<ClaimResult> rotateKey() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Path> unclaim(String who) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<ClaimResult> adopt(Path cloudD, String who) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public void takenOver(String claimId) {
        thread.submit(() -> {
            check.takenOver(claimId);
            reloadIdentity();
            publish(false);
        });
    }

    /** Once a second, and when the settings changed: has the identity changed, is there something to claim with. */
    private void look() {
        if (!loaded) {
            files.tidy();
        }
        // one that is withheld is looked at again each time: the owner may have removed the reason
        if (!loaded || identityFiles.changed() || identity.refused().isPresent()) {
            loaded = true;
            reloadIdentity();
        }
        LinkSettings now = settings;
        if (!now.equals(tried)) {
            automatic.inputsChanged();
            tried = now;
        }
        publish(false);
        if (now.enabled() && identity.unclaimed() && automatic.due()) {
            try {
                automatic.attempt(this::claimNow, this::remember);
            } catch (NetworkException | InterruptedException e) {
                LOG.debug("ACLK: an automatic claim was ended because the bundle is being stopped");
            }
            publish(false);
        }
    }

    private ClaimRun.Ended claimNow(ClaimRequest request) throws NetworkException, InterruptedException {
        publish(true);
        try {
            ClaimInputs inputs = ClaimInputs.of(request, settings);
            ClaimRun.Ended ended = run.run(inputs);
            if (ended.result().claimed()) {
                accepted(inputs);
            } else {
                remember(ended.result().reason());
            }
            return ended;
        } finally {
            publish(false);
        }
    }

    private void accepted(ClaimInputs inputs) {
        failure = "";
        // the settings first: the link waits for those that belong to the new identity
        EffectiveConfig effective = config;
        if (effective != null) {
            effective.refresh();
        }
        reloadIdentity();
        identity.inUse().ifPresent(now -> LOG.info("ACLK: claimed to {} as {}", inputs.url(), now.claimId()));
    }

    private boolean reclaimsCopies() {
        ClaimingPid now = pid;
        return now != null && now.reclaim();
    }

    private void reloadIdentity() {
        identityFiles.markRead();
        identity.reload();
    }

    /** Logs a failure; a repeated one only once. */
    private void remember(String reason) {
        if (!reason.equals(failure)) {
            LOG.error("ACLK: CLAIM: {}", ClaimCall.oneLine(reason));
        }
        failure = reason;
    }

    private void publish(boolean inProgress) {
        Optional<ClaimFiles.Stored> inUse = identity.inUse();
        Optional<URI> url = inUse.flatMap(ClaimFiles.Stored::url).or(() -> Optional.of(settings.url()));
        if (inUse.isPresent()) {
            state = new ClaimState(inUse.map(ClaimFiles.Stored::claimId), url, "", inProgress, Optional.empty());
            return;
        }
        if (identity.refused().isPresent()) {
            Optional<String> withheld = identity.objection().map(IdentityCheck.Objection::text);
            state = new ClaimState(identity.refused().map(ClaimFiles.Stored::claimId), url, "", inProgress, withheld);
            return;
        }
        String why = identity.failure().isEmpty() ? failure : identity.failure();
        state = new ClaimState(
                Optional.empty(), url, why.isEmpty() ? ClaimState.NOT_CLAIMED_YET : why, inProgress, Optional.empty());
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("the claim was ended because the bundle is being stopped");
    }
}

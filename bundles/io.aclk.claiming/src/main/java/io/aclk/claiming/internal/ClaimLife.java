package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.config.shared.WatchedFiles;
import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of the identity of this agent, from the first claim to the last. Everything but {@link #state} happens on the
 * one thread of {@link ClaimThread}.
 */
final class ClaimLife {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimLife.class);

    private final NodeDirectory nodes;
    private final CloudDirectory directory;
    private final ClaimFiles files;
    private final IdentityCheck check;
    private final IdentityHolder identity;
    private final ClaimRun run;
    private final AutomaticClaims automatic;
    private final UnclaimedMark mark;
    private final Archive archive;
    private final Adoption adoption;
    private final RunningAgents running;
    private final OnlineWatch online;
    private final AbortSignal stopping;
    private final SettingsInForce settings;
    private final Clock clock;
    private final WatchedFiles identityFiles;

    private volatile ClaimState state;
    private LinkSettings tried;
    private boolean loaded;
    private String failure = "";
    /** Whether {@link #failure} is that of a claim that was made by itself. */
    private boolean ownFailure;
    /** The identity is another machine's, and this one is to claim itself anew. */
    private boolean copied;

    /**
     * What a life consists of.
     *
     * @param directory {@code data/cloud.d}
     * @param identity offers what is stored
     * @param run makes a claim
     * @param automatic knows when one is made by itself
     * @param mark remembers an end
     * @param archive where an identity lies after its end
     * @param adoption takes over the identity of another agent
     * @param running knows of agents that run on this machine
     * @param online knows of the link
     * @param stopping ends what a person asked for
     */
    record Parts(
            NodeDirectory nodes,
            CloudDirectory directory,
            IdentityCheck check,
            IdentityHolder identity,
            ClaimRun run,
            AutomaticClaims automatic,
            UnclaimedMark mark,
            Archive archive,
            Adoption adoption,
            RunningAgents running,
            OnlineWatch online,
            AbortSignal stopping) {}

    ClaimLife(Parts parts, SettingsInForce settings, Clock clock) {
        nodes = parts.nodes();
        directory = parts.directory();
        files = new ClaimFiles(directory);
        check = parts.check();
        identity = parts.identity();
        run = parts.run();
        automatic = parts.automatic();
        mark = parts.mark();
        archive = parts.archive();
        adoption = parts.adoption();
        running = parts.running();
        online = parts.online();
        stopping = parts.stopping();
        this.settings = settings;
        this.clock = clock;
        identityFiles = new WatchedFiles(files::identityFiles);
        Optional<URI> url = Optional.of(settings.now().url());
        state = new ClaimState(Optional.empty(), url, ClaimState.NOT_CLAIMED_YET, false, Optional.empty());
    }

    /** A snapshot; may be called by anybody. */
    ClaimState state() {
        return state;
    }

    /** In a framework that only looks: loads what is stored, and writes nothing. */
    void loadOnly() {
        reload();
        publish(false);
    }

    /** Once a second, and when the settings changed: has the identity changed, is there something to claim with. */
    void look() {
        if (!loaded) {
            recover();
        } else if (directory.unfinished()) {
            finish();
        }
        // one that is withheld is looked at again each time: the owner may have removed the reason
        if (!loaded || identityFiles.changed() || identity.withheld().isPresent()) {
            loaded = true;
            reload();
        }
        LinkSettings now = settings.now();
        if (!now.equals(tried)) {
            automatic.inputsChanged();
            tried = now;
        }
        boolean anew = identity.claimAnew();
        if (anew && !copied) {
            // what it was claimed with is at hand again
            automatic.inputsChanged();
        }
        copied = anew;
        publish(false);
        if (settings.settled() && (anew || identity.stored().isEmpty()) && automatic.due()) {
            claimByItself();
            publish(false);
        }
    }

    private void claimByItself() {
        String before = failure;
        try {
            boolean anything = automatic.attempt((request, abort) -> claimNow(request, false, abort), this::remember);
            if (!anything && identity.claimAnew()) {
                remember(
                        "there is no token at hand to claim with: claim this agent with 'bin/aclk claim --token TOKEN --dir "
                                + directory.path().resolve("../..").normalize() + "'");
            } else if (!anything && ownFailure) {
                failure = "";
            }
            ownFailure = ownFailure || !failure.equals(before);
        } catch (NetworkException | InterruptedException e) {
            LOG.debug("ACLK: an automatic claim was ended, for the owner or because the bundle is being stopped");
        }
    }

    /** See {@link io.aclk.api.claim.Claiming#claim}. */
    ClaimResult claim(ClaimRequest request) throws NetworkException, InterruptedException {
        ownFailure = false;
        return claimNow(request, false, stopping).result();
    }

    /** See {@link io.aclk.api.claim.Claiming#rotateKey}. */
    ClaimResult rotateKey() throws NetworkException, InterruptedException {
        if (files.load().isEmpty()) {
            return refused("this agent is not claimed, so it has no key pair to replace; claim it");
        }
        Optional<ClaimRequest> request = files.request();
        if (request.isEmpty()) {
            return refused(
                    "cloud.conf holds no token to claim with again: claim with a token, which the cloud gives you");
        }
        return claimNow(request.get(), true, stopping).result();
    }

    /** See {@link io.aclk.api.claim.Claiming#unclaim}. */
    Path unclaim(String who) throws ClaimException, InterruptedException {
        if (files.load().isEmpty()) {
            throw new ClaimException("this agent is not claimed", null);
        }
        identity.withdraw();
        Path place;
        try {
            directory.recover();
            mark.set(clock.instant(), who, automatic.ready());
            place = archive.take(directory.path());
        } catch (IOException e) {
            mark.clear();
            reload();
            throw new ClaimException(
                    "the identity could not be moved to the archive, so this agent stays claimed: " + e.getMessage(),
                    e);
        }
        failure = "";
        try {
            nodes.forgetNodeIds();
        } catch (UncheckedIOException e) {
            // the next claim forgets them before it is in force
            LOG.warn("ACLK: the ids that the cloud gave to the nodes could not be deleted yet: {}", e.getMessage());
        }
        settings.refresh();
        reload();
        publish(false);
        online.awaitOffline();
        LOG.info("ACLK: unclaimed by {}; the identity lies in {}", who, place);
        return place;
    }

    /** See {@link io.aclk.api.claim.Claiming#adopt}. */
    ClaimResult adopt(Path cloudD, String who) throws InterruptedException {
        publish(true);
        try {
            if (!settings.now().enabled()) {
                throw new ClaimFailure(
                        "the link is switched off, so that it cannot prove the identity: set enabled"
                                + " = true in conf/io.aclk.link.cfg first",
                        null);
            }
            if (directory.isSame(cloudD)) {
                throw new ClaimFailure("'" + cloudD + "' is the directory of this agent itself", null);
            }
            Optional<String> agent = running.on(cloudD);
            if (agent.isPresent()) {
                throw new ClaimFailure(
                        agent.get() + ": two agents with one identity would take each other's place; stop"
                                + " it and keep it from starting again (an installed one with"
                                + " 'systemctl disable --now netdata'), then adopt",
                        null);
            }
            ForeignIdentity foreign = ForeignIdentity.read(cloudD);
            directory.recover();
            Path former = adoption.adopt(foreign);
            failure = "";
            mark.clear();
            LOG.info(
                    "ACLK: {} adopted the identity of {}, {}; the former one lies in {}", who, cloudD, foreign, former);
            return new ClaimResult(true, "", 0);
        } catch (ClaimFailure e) {
            return refused(e.getMessage());
        } catch (IOException e) {
            return refused("Failed to save claiming info to disk: " + e.getMessage());
        } finally {
            publish(false);
        }
    }

    /** See {@link io.aclk.api.claim.Claiming#takenOver}. */
    void takenOver(String claimId) {
        check.takenOver(claimId);
        reload();
        publish(false);
    }

    /** Offers what the files say. */
    void reload() {
        identityFiles.markRead();
        identity.reload();
    }

    /** Ends the service of the identity. */
    void withdraw() {
        identity.withdraw();
    }

    private ClaimRun.Ended claimNow(ClaimRequest request, boolean newKey, AbortSignal abort)
            throws NetworkException, InterruptedException {
        publish(true);
        try {
            ClaimInputs inputs = ClaimInputs.of(request, settings.now(), files.trust());
            settings.checkLinkFollows(inputs.url(), abort);
            ClaimRun.Ended ended =
                    identity.foreign() ? asAnotherMachine(inputs, abort) : run.run(inputs, newKey, abort);
            if (ended.result().claimed()) {
                accepted(inputs);
            } else {
                remember(ended.result().reason());
            }
            return ended;
        } catch (ClaimFailure e) {
            remember(e.getMessage());
            return ClaimRun.Ended.here(false, e.getMessage(), 0);
        } finally {
            publish(false);
        }
    }

    /**
     * An identity that was copied came with the machine GUID that it was claimed with. A claim that is not accepted
     * leaves that as it was: the agent may have been moved here on purpose.
     */
    private ClaimRun.Ended asAnotherMachine(ClaimInputs inputs, AbortSignal abort)
            throws ClaimFailure, NetworkException, InterruptedException {
        UUID before = nodes.local().machineGuid();
        boolean own = !identity.stored()
                .flatMap(ClaimFiles.Stored::machineGuid)
                .orElse(before)
                .equals(before);
        if (own) {
            return run.run(inputs, true, abort);
        }
        UUID another = UUID.randomUUID();
        changeGuid(another);
        boolean claimed = false;
        try {
            ClaimRun.Ended ended = run.run(inputs, true, abort);
            claimed = ended.result().claimed();
            return ended;
        } finally {
            if (claimed) {
                LOG.info("ACLK: the machine GUID {} belongs to another machine; this one has {}", before, another);
            } else {
                giveBackGuid(before);
            }
        }
    }

    private void changeGuid(UUID guid) throws ClaimFailure {
        try {
            nodes.changeMachineGuid(guid);
        } catch (UnsupportedOperationException | UncheckedIOException e) {
            throw new ClaimFailure(
                    "the machine GUID is another machine's and could not be replaced: " + e.getMessage(), e);
        }
    }

    private void giveBackGuid(UUID guid) {
        try {
            nodes.changeMachineGuid(guid);
        } catch (UnsupportedOperationException | UncheckedIOException e) {
            LOG.warn("ACLK: CLAIM: the machine GUID {} could not be put back: {}", guid, e.getMessage());
        }
    }

    private void accepted(ClaimInputs inputs) {
        failure = "";
        mark.clear();
        finish();
        // the settings first: the link waits for those that belong to the new identity
        settings.refresh();
        reload();
        identity.stored().ifPresent(now -> LOG.info("ACLK: claimed to {} as {}", inputs.url(), now.claimId()));
    }

    private void recover() {
        try {
            adoption.recover();
            directory.recover();
        } catch (IOException | UncheckedIOException e) {
            LOG.error("ACLK: CLAIM: {} cannot be set right: {}", directory.path(), e.getMessage());
        }
        mark.load();
    }

    private void finish() {
        try {
            directory.finish();
        } catch (IOException e) {
            LOG.warn(
                    "ACLK: CLAIM: claimed, but {} could not be brought up to date: {}",
                    directory.path(),
                    e.getMessage());
        }
    }

    private ClaimResult refused(String reason) {
        remember(reason);
        return new ClaimResult(false, reason, 0);
    }

    /** Keeps a failure as one line, and logs it; a repeated one only once. */
    private void remember(String reason) {
        String line = ClaimCall.oneLine(reason);
        if (!line.equals(failure)) {
            LOG.error("ACLK: CLAIM: {}", line);
        }
        failure = line;
    }

    private void publish(boolean inProgress) {
        Optional<ClaimFiles.Stored> stored = identity.stored();
        Optional<URI> url = stored.flatMap(ClaimFiles.Stored::url)
                .or(() -> Optional.of(settings.now().url()));
        if (stored.isPresent()) {
            Optional<String> withheld = identity.withheld()
                    .map(text -> failure.isEmpty() ? text : text + "; " + ClaimCall.oneLine(failure));
            state = new ClaimState(stored.map(ClaimFiles.Stored::claimId), url, "", inProgress, withheld);
            return;
        }
        String why = failure.isEmpty()
                ? ClaimState.NOT_CLAIMED_YET
                        + mark.text().map(text -> ": " + text).orElse("")
                : failure;
        state = new ClaimState(Optional.empty(), url, why, inProgress, Optional.empty());
    }
}

package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimResult;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One claim from the key pair to the stored identity, with its attempts. Used by one thread. */
final class ClaimRun {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimRun.class);
    /** {@code protocol/claiming.md} section 3. */
    private static final int ATTEMPTS = 5;

    /** So long a run waits where the server asks for it; if it asks for more, the run ends. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final NodeDirectory nodes;
    private final CloudDirectory directory;
    private final ClaimFiles files;
    private final KeyFiles keys;
    private final ClaimCall call;
    private final Pauses pauses;
    private final Supplier<AgentKey> maker;
    /** Made for a claim that was not accepted: good for the next one. */
    private Optional<AgentKey> unused = Optional.empty();

    /** @param maker makes a key pair */
    ClaimRun(NodeDirectory nodes, CloudDirectory directory, ClaimCall call, Pauses pauses, Supplier<AgentKey> maker) {
        this.nodes = nodes;
        this.directory = directory;
        files = new ClaimFiles(directory);
        keys = new KeyFiles(directory);
        this.call = call;
        this.pauses = pauses;
        this.maker = maker;
    }

    /**
     * How a run ended.
     *
     * @param result for the caller
     * @param retry whether trying again later may help without a change of the inputs
     * @param retryAfter how long the server wants no other attempt
     */
    record Ended(ClaimResult result, boolean retry, Optional<Duration> retryAfter) {

        /** For a reason of this side, or without need. */
        static Ended here(boolean claimed, String reason, int attempts) {
            return new Ended(new ClaimResult(claimed, reason, attempts), false, Optional.empty());
        }
    }

    /**
     * Claims.
     *
     * @param newKey whether to claim with another key pair than the stored one
     * @param abort ends the run
     * @throws NetworkException only {@code ABORTED}; an {@link AbortedPause} between two attempts
     * @throws InterruptedException the bundle is being stopped
     */
    Ended run(ClaimInputs inputs, boolean newKey, AbortSignal abort) throws NetworkException, InterruptedException {
        int attempts = 0;
        try {
            Optional<AgentKey> stored = newKey ? Optional.empty() : keys.usable();
            AgentKey key = stored.orElseGet(this::make);
            Node node = nodes.local();
            StagedClaim claim = new StagedClaim(directory, files, inputs, node);
            claim.begin(key, stored.isEmpty(), !keys.publicOf(key));
            while (true) {
                UUID claimId = UUID.randomUUID();
                claim.name(claimId);
                ClaimCall.Outcome outcome = call.put(inputs, claimId, node, key.publicPem(), keys.publicFile(), abort);
                attempts++;
                if (outcome.claimed()) {
                    accept(claim);
                    return Ended.here(true, "", attempts);
                }
                LOG.debug("ACLK: claim attempt {}: {}", attempts, ClaimCall.oneLine(outcome.reason()));
                Duration pause = pauseAfter(attempts - 1, outcome.retryAfter());
                if (!outcome.retry() || attempts == ATTEMPTS || pause.compareTo(LONGEST_PAUSE) > 0) {
                    ClaimResult result = new ClaimResult(false, outcome.reason(), attempts);
                    return new Ended(result, outcome.retry(), outcome.retryAfter());
                }
                pause(pause, abort, outcome.retryAfter());
            }
        } catch (ClaimFailure e) {
            LOG.debug("ACLK: the claim failed here", e);
            return Ended.here(false, e.getMessage(), attempts);
        } finally {
            directory.discard();
        }
    }

    private void pause(Duration pause, AbortSignal abort, Optional<Duration> wanted)
            throws AbortedPause, InterruptedException {
        try {
            pauses.pause(pause, abort);
        } catch (NetworkException e) {
            throw new AbortedPause(wanted.orElse(Duration.ZERO));
        }
    }

    private AgentKey make() {
        if (unused.isEmpty()) {
            unused = Optional.of(maker.get());
        }
        return unused.get();
    }

    /**
     * Node ids are forgotten first: if the process dies before the new identity is stored, the old one registers the
     * nodes anew, while ids under an identity they were not given for would be wrong for ever.
     */
    private void accept(StagedClaim claim) throws ClaimFailure {
        try {
            nodes.forgetNodeIds();
        } catch (UncheckedIOException e) {
            throw new ClaimFailure("Failed to save claiming info to disk: " + e.getMessage(), e);
        }
        claim.commit();
        unused = Optional.empty();
    }

    /** After the n-th failed attempt, n from 0. */
    private static Duration pauseAfter(int n, Optional<Duration> wanted) {
        Duration usual = Duration.ofMillis(300 + n * 100L);
        return wanted.filter(time -> time.compareTo(usual) > 0).orElse(usual);
    }
}

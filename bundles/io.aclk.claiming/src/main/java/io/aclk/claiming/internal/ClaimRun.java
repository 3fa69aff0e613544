package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimResult;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One claim from the key pair to the stored identity, with its attempts. Used by one thread. */
final class ClaimRun {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimRun.class);
    /** {@code protocol/claiming.md} section 3. */
    private static final int ATTEMPTS = 5;

    private final NodeDirectory nodes;
    private final KeyFiles keys;
    private final ClaimFiles files;
    private final ClaimCall call;
    private final Pauses pauses;
    private final AbortSignal abort;

    ClaimRun(NodeDirectory nodes, KeyFiles keys, ClaimFiles files, ClaimCall call, Pauses pauses, AbortSignal abort) {
        this.nodes = nodes;
        this.keys = keys;
        this.files = files;
        this.call = call;
        this.pauses = pauses;
        this.abort = abort;
    }

    /**
     * How a run ended.
     *
     * @param result for the caller
     * @param retry whether trying again later may help without a change of the inputs
     */
    record Ended(ClaimResult result, boolean retry) {}

    /**
     * Claims.
     *
     * @throws NetworkException only {@code ABORTED}: the bundle is being stopped
     * @throws InterruptedException for the same reason
     */
    Ended run(ClaimInputs inputs) throws NetworkException, InterruptedException {
        int attempts = 0;
        try {
            KeyFiles.Pair pair = keys.loadOrGenerate();
            Node node = nodes.local();
            while (true) {
                UUID claimId = UUID.randomUUID();
                ClaimFiles.Prepared prepared = files.prepare(inputs, claimId, node);
                ClaimCall.Outcome outcome = call.put(inputs, claimId, node, pair.publicPem(), keys.publicFile(), abort);
                attempts++;
                if (outcome.claimed()) {
                    store(prepared);
                    return new Ended(new ClaimResult(true, "", attempts), false);
                }
                LOG.debug("ACLK: claim attempt {}: {}", attempts, ClaimCall.oneLine(outcome.reason()));
                if (!outcome.retry() || attempts == ATTEMPTS) {
                    return new Ended(new ClaimResult(false, outcome.reason(), attempts), outcome.retry());
                }
                pauses.pause(delayAfter(attempts - 1));
            }
        } catch (ClaimFailure e) {
            LOG.debug("ACLK: the claim failed here", e);
            return new Ended(new ClaimResult(false, e.getMessage(), attempts), false);
        }
    }

    /**
     * Node ids are forgotten first: if the process dies before the new identity is stored, the old one registers the
     * nodes anew, while ids under an identity they were not given for would be wrong for ever.
     */
    private void store(ClaimFiles.Prepared claim) throws ClaimFailure {
        try {
            nodes.forgetNodeIds();
        } catch (UncheckedIOException e) {
            throw new ClaimFailure("Failed to save claiming info to disk", e);
        }
        files.store(claim);
    }

    /** Delay after the n-th failed attempt, n from 0. */
    private static Duration delayAfter(int n) {
        return Duration.ofMillis(300 + n * 100L);
    }
}

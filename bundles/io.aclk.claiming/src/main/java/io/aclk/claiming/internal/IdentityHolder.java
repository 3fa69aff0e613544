package io.aclk.claiming.internal;

import io.aclk.api.claim.Identity;
import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the service {@link Identity} exactly while the files say that this agent is claimed. Used by one thread. */
final class IdentityHolder {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityHolder.class);

    private final BundleContext context;
    private final NodeDirectory nodes;
    private final KeyFiles keys;
    private final ClaimFiles files;
    private final IdentityCheck check;

    private Optional<ClaimFiles.Stored> stored = Optional.empty();
    private Optional<IdentityCheck.Objection> objection = Optional.empty();
    private boolean foreign;
    private String told = "";
    private Offer offer;
    /** Claim id of the last offer: the nodes have the ids that were given under it. */
    private String known = "";

    /** What is offered. */
    private record Offer(ServiceRegistration<Identity> registration, String claimId, AgentKey key) {}

    IdentityHolder(BundleContext context, NodeDirectory nodes, CloudDirectory directory, IdentityCheck check) {
        this.context = context;
        this.nodes = nodes;
        keys = new KeyFiles(directory);
        files = new ClaimFiles(directory);
        this.check = check;
    }

    /** What is stored, in use or withheld; empty while unclaimed. */
    Optional<ClaimFiles.Stored> stored() {
        return stored;
    }

    /** Why what is stored is not in use. */
    Optional<String> withheld() {
        return objection.map(IdentityCheck.Objection::text);
    }

    /** Whether the stored identity is another machine's, so that a claim needs another machine GUID and key pair. */
    boolean foreign() {
        return foreign;
    }

    /** Whether this agent shall claim itself anew although an identity is stored. */
    boolean claimAnew() {
        return objection.filter(IdentityCheck.Objection::claimAnew).isPresent();
    }

    /** Loads the files and offers what they say, if that is another identity than the one on offer. */
    void reload() {
        stored = files.load();
        objection = stored.flatMap(check::objection);
        foreign = objection.isPresent();
        Optional<AgentKey> key = objection.isEmpty() && stored.isPresent() ? key() : Optional.empty();
        if (stored.isPresent() && key.isPresent()) {
            offer(stored.get().claimId(), key.get());
        } else {
            end();
        }
    }

    /** Ends the service; whoever calls it answers for the ids of the nodes. */
    void withdraw() {
        known = "";
        end();
    }

    private void end() {
        if (offer != null) {
            Offer ended = offer;
            offer = null;
            ended.registration().unregister();
        }
    }

    private Optional<AgentKey> key() {
        try {
            AgentKey key = keys.load();
            told = "";
            return Optional.of(key);
        } catch (IOException e) {
            String text =
                    "the identity cannot be used: " + e.getMessage() + "; put the file back, or claim this agent again";
            if (!text.equals(told)) {
                LOG.error("ACLK: CLAIM: {}", text);
            }
            told = text;
            objection = Optional.of(new IdentityCheck.Objection(text, false));
            return Optional.empty();
        }
    }

    private void offer(String claimId, AgentKey key) {
        if (offer != null && offer.claimId().equals(claimId) && offer.key().sameAs(key)) {
            return;
        }
        end();
        if (!known.isEmpty() && !known.equals(claimId)) {
            forgetNodeIds();
        }
        known = claimId;
        offer = new Offer(
                context.registerService(Identity.class, new ClaimedIdentity(claimId, key, nodes), null), claimId, key);
    }

    /** The files were edited by hand: the ids of the nodes were given under the other claim. */
    private void forgetNodeIds() {
        try {
            nodes.forgetNodeIds();
        } catch (UncheckedIOException e) {
            LOG.warn("ACLK: CLAIM: the ids that the cloud gave to the nodes of the former claim stay known", e);
        }
    }
}

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

    private Optional<ClaimFiles.Stored> inUse = Optional.empty();
    private ServiceRegistration<Identity> registration;
    private String failure = "";
    private Optional<ClaimFiles.Stored> refused = Optional.empty();
    private Optional<IdentityCheck.Objection> objection = Optional.empty();

    IdentityHolder(BundleContext context, NodeDirectory nodes, KeyFiles keys, ClaimFiles files, IdentityCheck check) {
        this.context = context;
        this.nodes = nodes;
        this.keys = keys;
        this.files = files;
        this.check = check;
    }

    /** What is in use, empty while unclaimed. */
    Optional<ClaimFiles.Stored> inUse() {
        return inUse;
    }

    /** Why the stored identity cannot be used; empty if there is none or it is in use. */
    String failure() {
        return failure;
    }

    /** A stored identity that is not used because of {@link #objection()}. */
    Optional<ClaimFiles.Stored> refused() {
        return refused;
    }

    /** What the check has against {@link #refused()}. */
    Optional<IdentityCheck.Objection> objection() {
        return objection;
    }

    /** Whether no claim id is known at all: one whose key cannot be used is known. */
    boolean unclaimed() {
        return inUse.isEmpty() && failure.isEmpty() && refused.isEmpty();
    }

    /** Loads the files and offers what they say, if that is another identity than the one in use. */
    void reload() {
        Optional<ClaimFiles.Stored> stored = files.load();
        Optional<String> before = inUse.map(ClaimFiles.Stored::claimId);
        Optional<String> now = stored.map(ClaimFiles.Stored::claimId);
        objection = stored.flatMap(check::objection);
        refused = objection.isPresent() ? stored : Optional.empty();
        if (registration != null && before.equals(now) && objection.isEmpty()) {
            inUse = stored;
            return;
        }
        withdraw();
        failure = "";
        if (objection.isPresent()) {
            return;
        }
        stored.ifPresent(found -> offer(found, before));
    }

    /** Ends the service. */
    void withdraw() {
        inUse = Optional.empty();
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }

    private void offer(ClaimFiles.Stored stored, Optional<String> before) {
        try {
            AgentKey key = keys.load();
            if (before.isPresent()) {
                // edited by hand: the ids of the nodes were given under the other claim
                nodes.forgetNodeIds();
            }
            inUse = Optional.of(stored);
            registration =
                    context.registerService(Identity.class, new ClaimedIdentity(stored.claimId(), key, nodes), null);
        } catch (IOException | UncheckedIOException e) {
            failure = "the identity cannot be used: private key file '" + keys.privateFile() + "': " + e.getMessage();
            LOG.error("ACLK: CLAIM: {}", failure);
        }
    }
}

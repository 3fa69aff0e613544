package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.Identity;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.util.UUID;

/** The identity in use. */
final class ClaimedIdentity implements Identity {

    private final String claimId;
    private final AgentKey key;
    private final NodeDirectory nodes;

    ClaimedIdentity(String claimId, AgentKey key, NodeDirectory nodes) {
        this.claimId = claimId;
        this.key = key;
        this.nodes = nodes;
    }

    @Override
    public String claimId() {
        return claimId;
    }

    @Override
    public UUID machineGuid() {
        return local().machineGuid();
    }

    @Override
    public String hostname() {
        return local().hostname();
    }

    @Override
    public String agentVersion() {
        return local().info().version();
    }

    @Override
    public byte[] decryptChallenge(byte[] challenge) throws ClaimException {
        return key.decrypt(challenge);
    }

    private Node local() {
        return nodes.local();
    }

    @Override
    public String toString() {
        return "claim id " + claimId;
    }
}

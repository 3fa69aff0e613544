package io.aclk.api.link;

import io.aclk.host.api.Capability;
import java.util.List;
import java.util.Objects;

/**
 * One connection to the cloud, from online to offline.
 *
 * @param claimId claim id that it was made with
 * @param sessionId microseconds since the epoch of its attempt; orders connection messages
 * @param capabilities what was announced in {@code UpdateAgentConnection}
 * @param maximumPayload largest payload that the server takes, bytes
 */
public record LinkSession(String claimId, long sessionId, List<Capability> capabilities, int maximumPayload) {
    /** Checks that nothing is missing. */
    public LinkSession {
        Objects.requireNonNull(claimId, "claimId");
        capabilities = List.copyOf(capabilities);
    }
}

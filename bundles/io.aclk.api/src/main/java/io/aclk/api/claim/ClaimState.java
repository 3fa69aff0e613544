package io.aclk.api.claim;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether this agent is claimed. Immutable snapshot.
 *
 * @param claimId the claim id, empty when not claimed
 * @param url where it was claimed to, or where it would be
 * @param failure why it is not claimed: the last failure or {@code Agent is not claimed yet}; empty when claimed
 * @param inProgress a claim is running now
 * @param withheld why {@link Identity} is not registered although there is a claim id, with the way out; empty
 *     otherwise
 */
public record ClaimState(
        Optional<String> claimId, Optional<URI> url, String failure, boolean inProgress, Optional<String> withheld) {
    /** Text when no claim was attempted ({@code protocol/claiming.md} section 3.1). */
    public static final String NOT_CLAIMED_YET = "Agent is not claimed yet";

    /** Checks that nothing is missing. */
    public ClaimState {
        Objects.requireNonNull(claimId, "claimId");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(withheld, "withheld");
    }
}

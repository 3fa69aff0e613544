package io.aclk.claiming.internal;

import io.aclk.api.network.NetworkException;
import java.time.Duration;

/** A run was aborted between two attempts. */
final class AbortedPause extends NetworkException {

    private static final long serialVersionUID = 1L;

    private final Duration wanted;

    /** @param wanted how long the server wants no other attempt, zero if it does not say */
    AbortedPause(Duration wanted) {
        super(Reason.ABORTED, "aborted between two attempts");
        this.wanted = wanted;
    }

    /** How long the server wants no other attempt, zero if it does not say. */
    Duration wanted() {
        return wanted;
    }
}

package io.aclk.api.claim;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Claims this agent. Thread-safe. */
@ProviderType
public interface Claiming {

    /** Whether this agent is claimed. Never blocks. */
    ClaimState state();

    /**
     * Claims with given values. Runs on a thread of the bundle; a claim that is running already is waited for first.
     * An identity in use stays in use until the new one is accepted.
     *
     * @return how it ended; completes exceptionally only when the bundle is stopped meanwhile
     */
    CompletionStage<ClaimResult> claim(ClaimRequest request);
}

package io.aclk.api.claim;

import java.util.Objects;

/**
 * How a claim ended.
 *
 * @param claimed true only for HTTP 204 with all files written
 * @param reason empty when claimed, else the text of {@code protocol/claiming.md} section 3.1
 * @param attempts HTTP calls made
 */
public record ClaimResult(boolean claimed, String reason, int attempts) {
    /** Checks that nothing is missing. */
    public ClaimResult {
        Objects.requireNonNull(reason, "reason");
    }
}

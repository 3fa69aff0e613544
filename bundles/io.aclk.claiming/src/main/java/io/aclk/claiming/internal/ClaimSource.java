package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A place where the inputs of an automatic claim may be ({@code protocol/claiming.md} section 1.1). */
interface ClaimSource {

    /** What it is called in logs. */
    String name();

    /** Files whose change makes another look worthwhile. */
    List<Path> files();

    /**
     * Reads it.
     *
     * @return empty if there is no token
     * @throws IOException if it cannot be used; the text says which file and why, never a value
     */
    Optional<ClaimRequest> read() throws IOException;
}

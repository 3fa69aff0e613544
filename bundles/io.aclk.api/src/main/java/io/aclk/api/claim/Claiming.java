package io.aclk.api.claim;

import java.nio.file.Path;
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

    /**
     * Claims again with a new key pair, with token, rooms and server of the claim in use. The old identity stays in use
     * until the new one is accepted.
     *
     * @return how it ended
     */
    CompletionStage<ClaimResult> rotateKey();

    /**
     * Gives the identity up: it is archived with the date, node ids are forgotten, and no source of a claim is used
     * again before it changes. The cloud is told by the goodbye of the link; it keeps what it knows of the node.
     *
     * @param who recorded in the log
     * @return the archive, when the identity is gone from the link; exceptionally with {@link ClaimException} if there
     *     was none or it cannot be moved, and the identity is then as before
     */
    CompletionStage<Path> unclaim(String who);

    /**
     * Takes over the identity of an installed Netdata agent: copies it, lets the link prove that the cloud accepts it,
     * and only then leaves the one in use, which returns if the proof fails. Nothing is written to the given folder.
     *
     * @param cloudD its {@code cloud.d}, usually {@code /var/lib/netdata/cloud.d}
     * @param who recorded in the log
     * @return how it ended
     */
    CompletionStage<ClaimResult> adopt(Path cloudD, String who);

    /**
     * Says that another connection with the same identity took the place of this one: twice that, beside other
     * evidence, means that the identity was copied.
     *
     * @param claimId whose connection it was
     */
    void takenOver(String claimId);
}

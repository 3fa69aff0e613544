package io.aclk.api.claim;

import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The identity of a claimed agent. This service is registered exactly while the agent is claimed; another claim is
 * another service object. Immutable and thread-safe. The private key never leaves it.
 */
@ProviderType
public interface Identity {

    /** Claim id, lower-case UUID text. */
    String claimId();

    /** Machine GUID of the local node. */
    UUID machineGuid();

    /** Host name of the local node. */
    String hostname();

    /** Version of the agent with a leading {@code v}. */
    String agentVersion();

    /**
     * Decrypts a challenge: RSAES-OAEP, SHA-1, MGF1 with SHA-1, empty label ({@code protocol/connecting.md} section 4).
     *
     * @param challenge 256 bytes
     * @return the plaintext, at most 214 bytes
     * @throws ClaimException if it is not for this key
     */
    byte[] decryptChallenge(byte[] challenge) throws ClaimException;
}

package io.aclk.claiming.internal;

import java.util.Objects;
import java.util.Optional;

/**
 * Decides whether the stored identity may be used on this machine. Called on the thread of claiming, also while the
 * framework only probes: it then must not write.
 */
interface IdentityCheck {

    /** Has nothing against any identity. */
    IdentityCheck NONE = stored -> Optional.empty();

    /** Name of the file in {@code cloud.d} for what the check remembers of an identity. */
    String EVIDENCE = "machine";

    /**
     * Why an identity is not used.
     *
     * @param text for people, with the way out
     * @param claimAnew whether this agent shall claim itself anew with what is at hand, under another machine GUID and
     *     with another key pair
     */
    record Objection(String text, boolean claimAnew) {
        /** Checks that nothing is missing. */
        public Objection {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Looks at what is stored before it is used: when it is loaded, and again after {@link #takenOver}.
     *
     * @return empty if it may be used
     */
    Optional<Objection> objection(ClaimFiles.Stored stored);

    /** Another connection with this claim id took the place of ours. The objection is asked for afterwards. */
    default void takenOver(String claimId) {}
}

package io.aclk.api.network;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a peer's certificate says, for people.
 *
 * @param subject whom it is for, as a distinguished name (RFC 2253)
 * @param issuer who signed it, as a distinguished name
 * @param authority issuer of the last certificate that the peer showed: the authority that would have to be trusted
 * @param validFrom first moment of its validity
 * @param validUntil last moment of its validity
 * @param names DNS names and IP addresses that it is for; at most {@value #MAX_NAMES}
 */
public record PeerCertificate(
        String subject, String issuer, String authority, Instant validFrom, Instant validUntil, List<String> names) {

    /** More names than this are left out. */
    public static final int MAX_NAMES = 16;

    /** Checks that nothing is missing. */
    public PeerCertificate {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(validFrom, "validFrom");
        Objects.requireNonNull(validUntil, "validUntil");
        names = List.copyOf(names);
    }
}

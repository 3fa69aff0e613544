package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/** The SHA-256 of the public key (SubjectPublicKeyInfo) that a server must show. */
final class Pin {

    private static final String PREFIX = "sha256/";

    private final byte[] expected;

    private Pin(byte[] expected) {
        this.expected = expected;
    }

    /**
     * Parses {@code sha256/<base64>}.
     *
     * @return empty if the text is
     * @throws NetworkException {@code CONFIGURATION}
     */
    static Optional<Pin> parse(String text) throws NetworkException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] digest = text.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(text.substring(PREFIX.length()).strip())
                    : new byte[0];
            if (digest.length == 32) {
                return Optional.of(new Pin(digest));
            }
        } catch (IllegalArgumentException e) {
            // not base64: the same mistake as any other
        }
        throw new NetworkException(
                Fault.PIN_SETTING,
                Peer.SERVER,
                "the setting pin is not sha256/ and the base64 of 32 bytes",
                null,
                null);
    }

    /** Whether the certificate is for the expected key. */
    boolean matches(X509Certificate certificate) {
        return MessageDigest.isEqual(expected, digest(certificate));
    }

    /** The pin of a certificate as it is written in the setting. */
    static String of(X509Certificate certificate) {
        return PREFIX + Base64.getEncoder().encodeToString(digest(certificate));
    }

    private static byte[] digest(X509Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.aclk.cloud.store.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Makes and hashes secrets. Thread-safe.
 *
 * <p>A token is 256 random bits, which nobody guesses, so one SHA-256 is enough. A password is chosen by a person, so it
 * is hashed slowly: PBKDF2 with HMAC-SHA-256, salted, with the iterations that OWASP's password storage cheat sheet
 * asks for.
 */
final class Secrets {

    /** Iterations for new passwords; each stored one keeps its own number. */
    static final int ITERATIONS = 600_000;

    private static final int BITS = 256;

    private final SecureRandom random = new SecureRandom();

    /** A new token: 43 letters of base64url. */
    String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BITS / 8));
    }

    /** A new id of a token: 8 hexadecimal digits. */
    String tokenId() {
        return HexFormat.of().formatHex(bytes(4));
    }

    /** A new salt, base64. */
    String salt() {
        return Base64.getEncoder().encodeToString(bytes(16));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** SHA-256 of a token, hexadecimal: the stored form, by which it is found. */
    static String tokenHash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** PBKDF2 of a password, base64. Takes some tenths of a second on purpose. */
    static String passwordHash(String password, String salt, int iterations) {
        PBEKeySpec spec =
                new PBEKeySpec(password.toCharArray(), Base64.getDecoder().decode(salt), iterations, BITS);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2WithHmacSHA256 does not work", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Compares in a time that does not depend on where they differ. */
    static boolean equal(String left, String right) {
        return MessageDigest.isEqual(
                left.getBytes(StandardCharsets.US_ASCII), right.getBytes(StandardCharsets.US_ASCII));
    }
}

package io.aclk.runtime.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.util.HexFormat;

/**
 * A public key, which tells what its owner signed.
 *
 * @param id names the key: the first 16 hexadecimal digits of the SHA-256 of its encoding (SubjectPublicKeyInfo)
 * @param key the key
 * @param file the file that it was read from
 */
public record VerifyingKey(String id, PublicKey key, Path file) {

    /** Ending of the files of public keys. */
    public static final String SUFFIX = ".pub";

    private static final int ID_DIGITS = 16;

    /**
     * Reads a public key, a PEM file.
     *
     * @throws UntrustedException if it holds no Ed25519 key
     */
    public static VerifyingKey read(Path file) throws IOException, UntrustedException {
        return parse(file, SmallFile.read(file));
    }

    static VerifyingKey parse(Path file, String text) throws UntrustedException {
        byte[] der = Pem.decode(Pem.PUBLIC_KEY, text)
                .orElseThrow(() -> new UntrustedException(file + " holds no public key in PEM form"));
        try {
            return of(Ed25519.publicKey(der), file);
        } catch (InvalidKeySpecException e) {
            throw new UntrustedException("the public key of " + file + " is damaged, or no Ed25519 key");
        }
    }

    static VerifyingKey of(PublicKey key, Path file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return new VerifyingKey(HexFormat.of().formatHex(digest).substring(0, ID_DIGITS), key, file);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    String pem() {
        return Pem.encode(Pem.PUBLIC_KEY, key.getEncoded());
    }
}

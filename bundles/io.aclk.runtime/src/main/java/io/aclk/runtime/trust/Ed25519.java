package io.aclk.runtime.trust;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * Signatures with Ed25519ph (RFC 8032, section 5.1): the variant that hashes the content first. Plain Ed25519 needs all
 * of it in memory twice, and an archive is larger than the heap of an agent may be.
 */
final class Ed25519 {

    private static final String ALGORITHM = "Ed25519";
    private static final int BUFFER = 64 * 1024;

    private Ed25519() {}

    static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static PublicKey publicKey(byte[] der) throws InvalidKeySpecException {
        return factory().generatePublic(new X509EncodedKeySpec(der));
    }

    static PrivateKey privateKey(byte[] der) throws InvalidKeySpecException {
        return factory().generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    static byte[] sign(PrivateKey key, InputStream content) throws IOException {
        try {
            Signature signature = prehashed();
            signature.initSign(key);
            update(signature, content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static boolean verify(PublicKey key, InputStream content, byte[] value) throws IOException {
        try {
            Signature signature = prehashed();
            signature.initVerify(key);
            update(signature, content);
            return verify(signature, value);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** A value that is no signature at all, of a wrong length or out of range, is one that does not fit. */
    private static boolean verify(Signature signature, byte[] value) {
        try {
            return signature.verify(value);
        } catch (SignatureException e) {
            return false;
        }
    }

    private static void update(Signature signature, InputStream content) throws IOException, SignatureException {
        byte[] buffer = new byte[BUFFER];
        for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
            signature.update(buffer, 0, length);
        }
    }

    private static Signature prehashed() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.setParameter(new EdDSAParameterSpec(true));
        return signature;
    }

    private static KeyFactory factory() {
        try {
            return KeyFactory.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("every Java 17 has Ed25519", e);
    }
}

package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The key pair of the agent: RSA, 2048 bits ({@code protocol/claiming.md} section 2). Immutable and thread-safe. Uses
 * Bouncy Castle without its security provider: a provider is remembered by static tables of the platform, which would
 * keep a removed bundle alive.
 */
final class AgentKey {

    /** Bits of the modulus, which the length of a challenge follows. */
    private static final int BITS = 2048;

    private static final BigInteger PUBLIC_EXPONENT = BigInteger.valueOf(65537);
    /** Certainty of the primes: 1 - 2^-112, the strength of the key itself. */
    private static final int CERTAINTY = 112;

    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String PRIVATE_KEY_PKCS1 = "RSA PRIVATE KEY";
    private static final String PUBLIC_KEY = "PUBLIC KEY";

    private final RSAPrivateCrtKeyParameters key;

    private AgentKey(RSAPrivateCrtKeyParameters key) {
        this.key = key;
    }

    /** Makes a new one. Takes about a second. */
    static AgentKey generate() {
        RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
        generator.init(new RSAKeyGenerationParameters(PUBLIC_EXPONENT, new SecureRandom(), BITS, CERTAINTY));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        return new AgentKey((RSAPrivateCrtKeyParameters) pair.getPrivate());
    }

    /**
     * Reads a private key in PEM form, PKCS#8 or (of old agents) PKCS#1.
     *
     * @throws IOException if it is none or not of 2048 bits; the text holds nothing of the key
     */
    static AgentKey parse(String pem) throws IOException {
        RSAPrivateCrtKeyParameters key;
        try {
            PemObject object = read(pem);
            key = switch (object.getType()) {
                case PRIVATE_KEY ->
                    (RSAPrivateCrtKeyParameters)
                            PrivateKeyFactory.createKey(PrivateKeyInfo.getInstance(object.getContent()));
                case PRIVATE_KEY_PKCS1 -> parameters(RSAPrivateKey.getInstance(object.getContent()));
                default -> throw new IOException("it holds something else than a private key");
            };
        } catch (IllegalArgumentException | ClassCastException e) {
            // the cause may quote the key: it is left out
            throw new IOException("it holds no RSA key");
        }
        if (key.getModulus().bitLength() != BITS) {
            throw new IOException("the key has not " + BITS + " bits");
        }
        return new AgentKey(key);
    }

    /** The private key, PKCS#8, unencrypted. Secret. */
    String privatePem() {
        return write(PRIVATE_KEY, () -> PrivateKeyInfoFactory.createPrivateKeyInfo(key)
                .getEncoded());
    }

    /** The public key, SubjectPublicKeyInfo. */
    String publicPem() {
        RSAKeyParameters publicKey = new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent());
        return write(PUBLIC_KEY, () -> SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey)
                .getEncoded());
    }

    /** Whether it is the same pair. */
    boolean sameAs(AgentKey other) {
        return key.getModulus().equals(other.key.getModulus());
    }

    /** Whether a public key in PEM form belongs to this one. */
    boolean belongsTo(String pem) {
        try {
            PemObject object = read(pem);
            return object.getType().equals(PUBLIC_KEY)
                    && PublicKeyFactory.createKey(object.getContent()) instanceof RSAKeyParameters publicKey
                    && publicKey.getModulus().equals(key.getModulus());
        } catch (IOException | IllegalArgumentException e) {
            // no public key at all, so not that of this pair
            return false;
        }
    }

    /** See {@link io.aclk.api.claim.Identity#decryptChallenge}. */
    byte[] decrypt(byte[] challenge) throws ClaimException {
        if (challenge.length != BITS / 8) {
            throw new ClaimException("the challenge has " + challenge.length + " bytes and not " + BITS / 8, null);
        }
        OAEPEncoding oaep = new OAEPEncoding(new RSABlindedEngine(), new SHA1Digest(), new SHA1Digest(), null);
        oaep.init(false, key);
        try {
            return oaep.processBlock(challenge, 0, challenge.length);
        } catch (InvalidCipherTextException | RuntimeException e) {
            throw new ClaimException("the challenge was not made for the key of this agent", e);
        }
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "RSA key, " + BITS + " bits";
    }

    private static RSAPrivateCrtKeyParameters parameters(RSAPrivateKey key) {
        return new RSAPrivateCrtKeyParameters(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrime1(),
                key.getPrime2(),
                key.getExponent1(),
                key.getExponent2(),
                key.getCoefficient());
    }

    private static PemObject read(String pem) throws IOException {
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            PemObject object = reader.readPemObject();
            if (object == null) {
                throw new IOException("it is not in PEM form");
            }
            return object;
        }
    }

    @FunctionalInterface
    private interface Encoding {
        byte[] bytes() throws IOException;
    }

    private static String write(String type, Encoding content) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("writing a key to memory cannot fail", e);
        }
        return text.toString();
    }
}

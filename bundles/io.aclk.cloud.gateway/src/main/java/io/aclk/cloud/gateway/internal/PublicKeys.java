package io.aclk.cloud.gateway.internal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;

/** Public keys of agents ({@code protocol/claiming.md} section 2). */
final class PublicKeys {

    /** Agents have 2048 bits; more is slow for us and pointless for them. */
    private static final int MIN_BITS = 2048;

    private static final int MAX_BITS = 4096;

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]{1,3000})-----END PUBLIC KEY-----\\s*");

    private PublicKeys() {}

    /** An RSA key in PEM; empty if it is none that we accept. */
    static Optional<RSAPublicKey> parse(String pem) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
            RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            int bits = key.getModulus().bitLength();
            return bits >= MIN_BITS && bits <= MAX_BITS ? Optional.of(key) : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty(); // not RSA, or no key at all
        }
    }

    /** RSAES-OAEP with SHA-1 and an empty label, as {@code protocol/connecting.md} section 4 has it. */
    static byte[] encrypt(RSAPublicKey key, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher.doFinal(text);
    }
}

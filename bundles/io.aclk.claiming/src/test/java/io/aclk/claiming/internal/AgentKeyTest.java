package io.aclk.claiming.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimException;
import java.io.IOException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentKeyTest {

    private static final AgentKey KEY = AgentKey.generate();

    @Test
    void formatsOfTheProtocol() throws Exception {
        assertTrue(KEY.privatePem().startsWith("-----BEGIN PRIVATE KEY-----\n"), "PKCS#8");
        assertTrue(KEY.publicPem().startsWith("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"));
        assertTrue(KEY.publicPem().endsWith("\n-----END PUBLIC KEY-----\n"));
        RSAPublicKey publicKey = (RSAPublicKey) publicKey(KEY);
        assertEquals(2048, publicKey.getModulus().bitLength());
        assertEquals(65537, publicKey.getPublicExponent().intValueExact());
    }

    @Test
    void readsWhatItWrites() throws Exception {
        AgentKey read = AgentKey.parse(KEY.privatePem());
        assertEquals(KEY.publicPem(), read.publicPem());
        assertTrue(read.belongsTo(KEY.publicPem()));
    }

    @Test
    void readsPkcs1OfOldAgents() throws Exception {
        KeyPair pair = rsa(2048);
        byte[] pkcs1 = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        AgentKey read = AgentKey.parse(pem("RSA PRIVATE KEY", pkcs1));
        assertEquals(pair.getPublic(), publicKey(read));
    }

    @Test
    void decryptsAChallenge() throws Exception {
        byte[] secret = "an opaque text of the cloud, up to 214 bytes".getBytes(UTF_8);
        assertArrayEquals(secret, KEY.decrypt(encrypt(secret)));
        byte[] longest = new byte[214];
        assertArrayEquals(longest, AgentKey.parse(KEY.privatePem()).decrypt(encrypt(longest)));
    }

    @Test
    void refusesAChallengeForAnotherKey() throws Exception {
        byte[] challenge = encrypt(new byte[10]);
        assertThrows(ClaimException.class, () -> TestKeys.OTHER.decrypt(challenge));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 257})
    void refusesAChallengeOfAnotherLength(int length) {
        assertThrows(ClaimException.class, () -> KEY.decrypt(new byte[length]));
    }

    @Test
    void refusesAShortKey() throws Exception {
        String pem = pem("PRIVATE KEY", rsa(1024).getPrivate().getEncoded());
        assertThrows(IOException.class, () -> AgentKey.parse(pem));
    }

    @Test
    void refusesAnotherKindOfKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        String pem = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
        assertThrows(IOException.class, () -> AgentKey.parse(pem));
        assertThrows(IOException.class, () -> AgentKey.parse(KEY.publicPem()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "-----BEGIN PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n"
            })
    void refusesGarbage(String pem) {
        assertThrows(IOException.class, () -> AgentKey.parse(pem));
        assertFalse(KEY.belongsTo(pem));
    }

    @Test
    void doesNotBelongToAnother() throws Exception {
        assertFalse(KEY.belongsTo(TestKeys.OTHER.publicPem()));
    }

    private static byte[] encrypt(byte[] secret) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, publicKey(KEY));
        return cipher.doFinal(secret);
    }

    private static PublicKey publicKey(AgentKey key) throws Exception {
        String base64 = key.publicPem().replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }
}

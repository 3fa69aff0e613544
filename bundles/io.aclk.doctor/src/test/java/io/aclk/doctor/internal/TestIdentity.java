package io.aclk.doctor.internal;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.Identity;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.UUID;
import javax.crypto.Cipher;

/** A claimed agent with a key of its own. */
final class TestIdentity implements Identity {

    static final String CLAIM_ID = "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11";

    /** Two keys for all tests: making one takes long. */
    static final KeyPair KEY = pair();

    static final KeyPair OTHER_KEY = pair();

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static PublicKey publicKey() {
        return KEY.getPublic();
    }

    @Override
    public String claimId() {
        return CLAIM_ID;
    }

    @Override
    public UUID machineGuid() {
        return UUID.fromString("0d3cc0f2-8a67-11ee-b9d1-0242ac120002");
    }

    @Override
    public String hostname() {
        return "garage-pi";
    }

    @Override
    public String agentVersion() {
        return "v0.1.0";
    }

    @Override
    public byte[] decryptChallenge(byte[] challenge) throws ClaimException {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.DECRYPT_MODE, KEY.getPrivate());
            return cipher.doFinal(challenge);
        } catch (GeneralSecurityException e) {
            throw new ClaimException("it cannot be decrypted", e);
        }
    }
}

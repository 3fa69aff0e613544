package io.aclk.link.internal;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.Identity;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** The recorded agent: it knows the plaintexts of the recorded challenges. */
final class FakeIdentity implements Identity {

    private final String claimId;

    FakeIdentity(String claimId) {
        this.claimId = claimId;
    }

    @Override
    public String claimId() {
        return claimId;
    }

    @Override
    public UUID machineGuid() {
        return UUID.fromString("9f0af6f3-c046-487f-8bdf-b85c402f769a");
    }

    @Override
    public String hostname() {
        return "golden-agent";
    }

    @Override
    public String agentVersion() {
        return Golden.VERSION;
    }

    @Override
    public byte[] decryptChallenge(byte[] challenge) throws ClaimException {
        var challenges = Golden.exchanges("challenge");
        var passwords = Golden.exchanges("password");
        String wanted = Base64.getEncoder().encodeToString(challenge);
        for (int i = 0; i < challenges.size(); i++) {
            if (challenges.get(i).responseBody().contains(wanted)) {
                return Base64.getDecoder().decode(response(passwords.get(i).requestBody()));
            }
        }
        throw new ClaimException("not for this key", null);
    }

    private static String response(String body) {
        try {
            Map<String, Object> members = Json.object(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return (String) members.get("response");
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

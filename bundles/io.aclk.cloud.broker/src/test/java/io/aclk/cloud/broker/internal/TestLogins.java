package io.aclk.cloud.broker.internal;

import io.aclk.cloud.api.Logins;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Credentials that are valid once, with the rights that the gateway gives. */
final class TestLogins implements Logins {

    private final Map<String, Rights> open = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();

    /** Issues a password for one login of an agent. */
    String issue(String claimId) {
        String password = "p" + number.incrementAndGet();
        open.put(
                claimId + " " + password,
                new Rights(
                        claimId,
                        List.of("/agent/" + claimId + "/outbound/#"),
                        List.of("/agent/" + claimId + "/inbound/cmd/+", "/agent/" + claimId + "/inbound/v1/cmd/+")));
        return password;
    }

    @Override
    public Optional<Rights> login(String clientId, String username, String password) {
        return username.equals("user-" + clientId)
                ? Optional.ofNullable(open.remove(clientId + " " + password))
                : Optional.empty();
    }
}

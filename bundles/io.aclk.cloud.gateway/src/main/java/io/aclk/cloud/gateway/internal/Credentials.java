package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Logins;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Credentials for the broker: each is made for one connection, valid once, within a minute. A bounded number is open, and
 * the oldest makes room. They are kept in memory only: after a restart agents ask for new ones anyway.
 */
@Component(service = {Logins.class, Credentials.class})
public final class Credentials implements Logins {

    private static final int OPEN = 10_000;
    private static final Duration VALID = Duration.ofSeconds(60);

    /** What an agent logs in with. */
    record Login(String clientId, String username, String password) {
        @Override
        public String toString() {
            return "login of " + clientId;
        }
    }

    private record Open(String claimId, Login login, Instant end) {}

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Open> open = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
            return size() > OPEN;
        }
    };

    /** With the clock of the machine. */
    @Activate
    public Credentials() {
        this(Clock.systemUTC());
    }

    Credentials(Clock clock) {
        this.clock = clock;
    }

    /** MQTT client id of an agent: one connection each, the newer takes the older one's place. */
    static String clientId(String claimId) {
        return "agent-" + claimId;
    }

    /** New credentials for an agent that has proved who it is. */
    synchronized Login create(String claimId) {
        Login login = new Login(clientId(claimId), "u-" + secret(12), secret(24));
        open.put(login.username(), new Open(claimId, login, clock.instant().plus(VALID)));
        return login;
    }

    /** Takes back what was made for an agent and not used yet. */
    synchronized void forget(String claimId) {
        open.values().removeIf(one -> one.claimId().equals(claimId));
    }

    private String secret(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    @Override
    public synchronized Optional<Rights> login(String clientId, String username, String password) {
        Open found = open.remove(username);
        boolean right = found != null
                && found.login().clientId().equals(clientId)
                && MessageDigest.isEqual(
                        found.login().password().getBytes(StandardCharsets.UTF_8),
                        password.getBytes(StandardCharsets.UTF_8))
                && clock.instant().isBefore(found.end());
        return right
                ? Optional.of(new Rights(
                        found.claimId(),
                        Topics.publishRights(found.claimId()),
                        Topics.subscribeRights(found.claimId())))
                : Optional.empty();
    }
}

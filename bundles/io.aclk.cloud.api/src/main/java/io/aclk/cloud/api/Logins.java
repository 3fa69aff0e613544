package io.aclk.cloud.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Who may connect to the broker, and what they may do there. Thread-safe. */
@ProviderType
public interface Logins {

    /**
     * Checks credentials and uses them up: they are valid once.
     *
     * @param clientId MQTT client id
     * @param username MQTT user name
     * @param password MQTT password
     * @return what the client may do; empty = refused
     */
    Optional<Rights> login(String clientId, String username, String password);

    /**
     * What a client may do.
     *
     * @param claimId who it is
     * @param publish topic filters that it may publish to
     * @param subscribe topic filters that it may subscribe to
     */
    record Rights(String claimId, List<String> publish, List<String> subscribe) {
        /** Copies the lists. */
        public Rights {
            Objects.requireNonNull(claimId, "claimId");
            publish = List.copyOf(publish);
            subscribe = List.copyOf(subscribe);
        }
    }
}

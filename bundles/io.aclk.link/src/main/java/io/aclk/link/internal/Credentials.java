package io.aclk.link.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answer to {@code POST .../password} ({@code protocol/connecting.md} section 4).
 *
 * @param clientId MQTT client id
 * @param username MQTT user name
 * @param password MQTT password
 * @param topics topic table, empty when the answer has none
 */
record Credentials(String clientId, String username, String password, Optional<TopicTable> topics) {

    private static final String NOT_JSON = "otp password response is not JSON";

    static Credentials parse(byte[] body, String claimId) throws AttemptException {
        Map<String, Object> members;
        try {
            members = Json.object(body);
        } catch (IOException e) {
            // the exception is left out: it may quote a piece of a secret
            throw new AttemptException(NOT_JSON, "the password answer is not a JSON object");
        }
        if (members.get("clientID") instanceof String clientId
                && members.get("username") instanceof String username
                && members.get("password") instanceof String password) {
            Object topics = members.get("topics");
            if (topics == null) {
                return new Credentials(clientId, username, password, Optional.empty());
            }
            if (topics instanceof List<?> elements) {
                return new Credentials(clientId, username, password, Optional.of(TopicTable.of(elements, claimId)));
            }
        }
        throw new AttemptException(NOT_JSON, "a member of the password answer is missing or wrong");
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "credentials of " + clientId;
    }
}

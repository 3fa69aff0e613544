package io.aclk.link.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a server says when it refuses env, challenge or password ({@code protocol/connecting.md} section 3.1).
 *
 * @param code {@code errorCode}
 * @param key {@code errorMsgKey}
 * @param message {@code errorMessage}
 * @param banned {@code errorNonRetryable}
 * @param retryDelay {@code errorRetryDelaySeconds}, if above 0
 */
record ErrorBody(String code, String key, String message, boolean banned, Optional<Duration> retryDelay) {

    private static final String NODE_REMOVED = "ErrNodeRemoved";

    /** Longest block obeyed to the letter: a number that no wait can hold must not become an error of its own. */
    private static final long MAX_DELAY_SECONDS = Duration.ofDays(365).toSeconds();

    private static final int MAX_TEXT = 200;

    /** The error body of an answer; empty if there is none or a required member is missing. */
    static Optional<ErrorBody> of(byte[] body) {
        if (body.length == 0) {
            return Optional.empty();
        }
        Map<String, Object> members;
        try {
            members = Json.object(body);
        } catch (IOException e) {
            // a proxy or another server answered: the HTTP status alone is judged
            return Optional.empty();
        }
        if (members.get("errorCode") instanceof String code
                && members.get("errorMsgKey") instanceof String key
                && members.get("errorMessage") instanceof String message) {
            return Optional.of(new ErrorBody(
                    Texts.printable(code, MAX_TEXT),
                    Texts.printable(key, MAX_TEXT),
                    Texts.printable(message, MAX_TEXT),
                    Boolean.TRUE.equals(members.get("errorNonRetryable")),
                    delay(members.get("errorRetryDelaySeconds"))));
        }
        return Optional.empty();
    }

    /** Whether the agent is not wanted because its node was removed, rather than banned. */
    boolean removed() {
        return banned && key.equals(NODE_REMOVED);
    }

    private static Optional<Duration> delay(Object seconds) {
        return seconds instanceof Long value && value > 0
                ? Optional.of(Duration.ofSeconds(Math.min(value, MAX_DELAY_SECONDS)))
                : Optional.empty();
    }
}

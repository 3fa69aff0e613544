package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.ClaimRefusedException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * An answer other than success, in the form that agents read ({@code protocol/connecting.md} section 3.1).
 *
 * @param status HTTP status
 * @param key {@code errorMsgKey}
 * @param message for people, without secrets
 * @param nonRetryable the agent need not try again until somebody acts
 * @param retrySeconds it should wait that long; 0 = its own back-off
 */
record Verdict(int status, String key, String message, boolean nonRetryable, int retrySeconds) {

    private static final int TOO_MANY_REQUESTS = 429;

    static final Verdict TOO_LARGE = new Verdict(413, "ErrTooLarge", "The request is too large", false, 0);
    static final Verdict TOO_SLOW = new Verdict(408, "ErrTimeout", "The request came too slowly", false, 0);
    static final Verdict NOT_JSON = new Verdict(422, "ErrInvalidRequest", "The request is not a JSON object", false, 0);
    static final Verdict TOO_MANY =
            new Verdict(429, "ErrTooManyRequests", "Too many failed attempts from this address", false, 60);
    static final Verdict UNAVAILABLE =
            new Verdict(503, "ErrServiceUnavailable", "The cloud side is not ready; it will be shortly", false, 5);
    static final Verdict BAD_HOST =
            new Verdict(400, "ErrInvalidRequest", "The Host header is missing or malformed", false, 0);

    /**
     * An ended claim. Its agent is told not to try again, which is what the person who removed it wants; a new claim
     * lifts that.
     */
    static final Verdict REMOVED = new Verdict(
            403, "ErrNodeRemoved", "This agent was removed from its space; claim it again to bring it back", true, 0);

    /** A banned agent. Nobody needs to claim it again: the ban is lifted here, and its next attempt finds that out. */
    static final Verdict BANNED = new Verdict(
            403, "ErrNodeBanned", "This agent is banned from its space; ask the owner to lift that", true, 0);

    /** More agents at once than we can answer. */
    static final Verdict OVERLOADED =
            new Verdict(503, "ErrServiceUnavailable", "Too many agents ask at once", false, 10);

    /**
     * A claim id that this database has never seen, perhaps since an older one was restored. Nobody decided that the
     * agent should go, so it may ask again, slowly.
     */
    static final Verdict UNKNOWN = new Verdict(404, "ErrNotFound", "No agent is claimed under this id here", false, 60);

    static final Verdict WRONG_RESPONSE =
            new Verdict(403, "ErrForbidden", "The response does not answer a challenge that is open", false, 0);

    static Verdict of(ClaimRefusedException refused) {
        return new Verdict(refused.reason().status(), refused.reason().key(), refused.getMessage(), false, 0);
    }

    /** Sends it. */
    void send(HttpServletResponse response) throws IOException {
        if (retrySeconds > 0 && (status == TOO_MANY_REQUESTS || status == HttpServletResponse.SC_SERVICE_UNAVAILABLE)) {
            response.setIntHeader(
                    "Retry-After", retrySeconds); // RFC 9110 section 10.2.3, for clients that read no body
        }
        Answers.json(response, status, json -> {
            json.writeStartObject();
            json.writeStringField("errorCode", Integer.toString(status));
            json.writeStringField("errorMsgKey", key);
            json.writeStringField("errorMessage", message);
            if (nonRetryable) {
                json.writeBooleanField("errorNonRetryable", true);
            }
            if (retrySeconds > 0) {
                json.writeNumberField("errorRetryDelaySeconds", retrySeconds);
            }
            json.writeEndObject();
        });
    }
}

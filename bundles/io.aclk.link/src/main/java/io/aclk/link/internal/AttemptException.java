package io.aclk.link.internal;

import java.util.Objects;
import java.util.Optional;

/** An attempt to connect failed. The text is for people and holds no secret. */
final class AttemptException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String statusText;
    private final transient Optional<ErrorBody> errorBody;

    /**
     * A failure.
     *
     * @param statusText link status string, verbatim of {@code protocol/status.md} section 4
     * @param message what was attempted, what happened, what to do
     * @param errorBody what the server said about it
     * @param cause the exception behind it or {@code null}
     */
    AttemptException(String statusText, String message, Optional<ErrorBody> errorBody, Throwable cause) {
        super(message, cause);
        this.statusText = Objects.requireNonNull(statusText, "statusText");
        this.errorBody = Objects.requireNonNull(errorBody, "errorBody");
    }

    AttemptException(String statusText, String message, Throwable cause) {
        this(statusText, message, Optional.empty(), cause);
    }

    AttemptException(String statusText, String message) {
        this(statusText, message, null);
    }

    String statusText() {
        return statusText;
    }

    Optional<ErrorBody> errorBody() {
        return errorBody;
    }
}

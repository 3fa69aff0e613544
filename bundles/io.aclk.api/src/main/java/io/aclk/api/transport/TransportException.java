package io.aclk.api.transport;

import java.io.IOException;
import java.util.Objects;

/** A connection could not be made, or a message not sent. */
public class TransportException extends IOException {

    private static final long serialVersionUID = 1L;

    private final DisconnectCause cause;
    private final int code;

    /**
     * A failure.
     *
     * @param cause what kind
     * @param code HTTP status of a refused upgrade, or MQTT reason code; -1 if there is none
     * @param message what was attempted and what happened, without secrets
     * @param exception the exception behind it or {@code null}
     */
    public TransportException(DisconnectCause cause, int code, String message, Throwable exception) {
        super(message, exception);
        this.cause = Objects.requireNonNull(cause, "cause");
        this.code = code;
    }

    /** What kind of failure. */
    public DisconnectCause disconnectCause() {
        return cause;
    }

    /** HTTP status of a refused upgrade, or MQTT reason code; -1 if there is none. */
    public int code() {
        return code;
    }
}

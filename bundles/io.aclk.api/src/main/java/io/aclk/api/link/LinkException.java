package io.aclk.api.link;

import java.util.Objects;

/** A message was not sent. */
public class LinkException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** There is no session, or another one than the message is for. Try again in the next session. */
        OFFLINE,
        /** It exceeds the server's maximum packet size. */
        TOO_BIG,
        /** The server offers no topic for it. */
        NO_TOPIC,
        /** The server refused it. */
        REFUSED,
        /** Not acknowledged in time, or the queue is full. */
        NOT_DELIVERED
    }

    private final Reason reason;

    /** A failure with its cause, which may be {@code null}. */
    public LinkException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}

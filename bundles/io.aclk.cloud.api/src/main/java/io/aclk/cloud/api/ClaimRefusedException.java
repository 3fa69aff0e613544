package io.aclk.cloud.api;

import java.util.Objects;

/** A claim was refused: the verdict that the agent is told ({@code protocol/claiming.md} section 3.1). */
public class ClaimRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why, with HTTP status and {@code errorMsgKey}. */
    public enum Reason {
        /** The id is not a UUID or does not match the URL. */
        INVALID_NODE_ID(422, "ErrInvalidNodeID"),
        /** The host name is missing or too long. */
        INVALID_NODE_NAME(422, "ErrInvalidNodeName"),
        /** A room is unknown. */
        INVALID_ROOM_ID(422, "ErrInvalidRoomID"),
        /** Not an RSA key of 2048 bits or more in PEM. */
        INVALID_PUBLIC_KEY(422, "ErrInvalidPublicKey"),
        /** The token is unknown, expired or revoked. */
        FORBIDDEN(403, "ErrForbidden"),
        /** The claim id is taken by another agent. */
        ALREADY_CLAIMED(409, "ErrAlreadyClaimed");

        private final int status;
        private final String key;

        Reason(int status, String key) {
            this.status = status;
            this.key = key;
        }

        /** HTTP status. */
        public int status() {
            return status;
        }

        /** Value of {@code errorMsgKey}. */
        public String key() {
            return key;
        }
    }

    private final Reason reason;

    /** A verdict with a text for people, without secrets. */
    public ClaimRefusedException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}

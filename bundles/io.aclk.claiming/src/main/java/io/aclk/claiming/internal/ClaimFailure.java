package io.aclk.claiming.internal;

/** A claim cannot succeed for a local reason, which is the message: it is shown to people and never a secret. */
final class ClaimFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ClaimFailure(String reason, Throwable cause) {
        super(reason, cause);
    }
}

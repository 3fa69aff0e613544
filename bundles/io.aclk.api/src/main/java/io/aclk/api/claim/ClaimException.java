package io.aclk.api.claim;

/** The identity cannot be used. The text names the file and what to do, never its content. */
public class ClaimException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A failure with its cause. */
    public ClaimException(String message, Throwable cause) {
        super(message, cause);
    }
}

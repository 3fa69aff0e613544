package io.aclk.cloud.api;

/** Something would be more than the owner allows; nothing was changed. The text names the limit and its setting. */
public class LimitReachedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A refusal. */
    public LimitReachedException(String message) {
        super(message);
    }
}

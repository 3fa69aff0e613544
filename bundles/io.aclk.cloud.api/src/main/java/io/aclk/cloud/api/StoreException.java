package io.aclk.cloud.api;

/** The database failed; nothing was changed. Unchecked, since only the outermost frame can answer with a 5xx. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with its cause. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.aclk.runtime.trust;

/** A file cannot be trusted, or a key cannot be used; the text says which, why, and what to do. */
public final class UntrustedException extends Exception {

    private static final long serialVersionUID = 1L;

    UntrustedException(String message) {
        super(message);
    }
}

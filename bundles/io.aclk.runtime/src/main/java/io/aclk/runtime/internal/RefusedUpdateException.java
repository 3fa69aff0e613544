package io.aclk.runtime.internal;

/** A feature is not installed, updated or removed, and nothing was touched; the text says why, and what to do. */
final class RefusedUpdateException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedUpdateException(String message) {
        super(message);
    }
}

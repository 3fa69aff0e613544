package io.aclk.runtime.trust;

/** A file cannot be trusted, or a key cannot be used; the text says which, why, and what to do. */
public final class UntrustedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean unsigned;

    UntrustedException(String message) {
        this(message, false);
    }

    private UntrustedException(String message, boolean unsigned) {
        super(message);
        this.unsigned = unsigned;
    }

    /** Nobody known vouches for a file, which may be as it should nevertheless. */
    static UntrustedException unsigned(String message) {
        return new UntrustedException(message, true);
    }

    /** Whether the signature is missing, or of an unknown key; otherwise something is wrong for certain. */
    public boolean unsigned() {
        return unsigned;
    }
}

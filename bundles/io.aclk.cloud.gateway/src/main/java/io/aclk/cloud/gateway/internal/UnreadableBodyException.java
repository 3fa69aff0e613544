package io.aclk.cloud.gateway.internal;

/** The body of a request is not read to its end. */
final class UnreadableBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    UnreadableBodyException(Verdict verdict) {
        super(verdict.message());
        this.verdict = verdict;
    }

    /** The answer. */
    Verdict verdict() {
        return verdict;
    }
}

package io.aclk.launcher;

/** A program ends here: with one line on standard error and an exit code. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exit;

    private RefusedException(int exit, String line) {
        super(line);
        this.exit = exit;
    }

    /** Refused or failed: exit code 1. */
    static RefusedException refused(String line) {
        return new RefusedException(1, line);
    }

    /** Wrong usage: exit code 2. */
    static RefusedException usage(String line) {
        return new RefusedException(2, line);
    }

    /** No agent answers: exit code 3. */
    static RefusedException noAgent(String line) {
        return new RefusedException(3, line);
    }

    int exit() {
        return exit;
    }
}

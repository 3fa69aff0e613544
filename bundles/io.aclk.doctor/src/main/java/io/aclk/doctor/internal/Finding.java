package io.aclk.doctor.internal;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What one check found. Immutable.
 *
 * @param check which
 * @param result how it ended
 * @param live taken from the live session rather than tried
 * @param took how long it took, if it was measured
 * @param text one line for people: what came out; of a failure its cause; of a check that was not reached the reason,
 *     which may be empty
 * @param cure one line for people: what to do; empty unless it failed
 */
record Finding(Check check, Result result, boolean live, Optional<Duration> took, String text, String cure) {

    /** How a check ended. */
    enum Result {
        PASSED("passed"),
        FAILED("failed"),
        NOT_REACHED("not reached");

        private final String title;

        Result(String title) {
            this.title = title;
        }

        /** For people. */
        String title() {
            return title;
        }

        /** For programs. */
        String id() {
            return title.replace(' ', '-');
        }
    }

    Finding {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(cure, "cure");
    }

    static Finding passed(Check check, String text) {
        return new Finding(check, Result.PASSED, false, Optional.empty(), text, "");
    }

    static Finding live(Check check, String text) {
        return new Finding(check, Result.PASSED, true, Optional.empty(), text, "");
    }

    static Finding failed(Check check, String cause, String cure) {
        return new Finding(check, Result.FAILED, false, Optional.empty(), cause, cure);
    }

    static Finding failed(Remedy remedy) {
        return failed(remedy.check(), remedy.cause(), remedy.cure());
    }

    static Finding notReached(Check check, String why) {
        return new Finding(check, Result.NOT_REACHED, false, Optional.empty(), why, "");
    }

    /** The same, measured. */
    Finding took(Optional<Duration> time) {
        return new Finding(check, result, live, time, text, cure);
    }

    boolean failed() {
        return result == Result.FAILED;
    }
}

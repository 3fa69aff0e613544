package io.aclk.doctor.internal;

import java.util.Objects;

/**
 * A fault in words.
 *
 * @param check where it belongs: not always where it was met, since a wrong clock is met at a certificate
 * @param cause what is wrong, one line without a full stop
 * @param cure what to do, one line without a full stop
 */
record Remedy(Check check, String cause, String cure) {

    Remedy {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(cure, "cure");
    }
}

package io.aclk.network.internal;

import java.util.Optional;

/** What is below an exception. */
final class Causes {

    private Causes() {}

    /** The first of this type among the exception and its causes. */
    static <T extends Throwable> Optional<T> find(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}

package io.aclk.doctor.internal;

import java.time.Duration;

/** {@link Check#CLOCK}: compared with the time that the server says in its answer. */
final class ClockCheck {

    /** A server's clock is read to the second, and certificates are issued with this much grace. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private ClockCheck() {}

    /**
     * What the story says of the clock.
     *
     * @param story {@code null} if nothing was probed
     */
    static Finding of(Story story) {
        if (story == null || story.clockAhead().isEmpty()) {
            return Finding.notReached(Check.CLOCK, "the server did not say what time it is");
        }
        Duration ahead = story.clockAhead().get();
        if (ahead.abs().compareTo(TOLERANCE) > 0) {
            return Finding.failed(
                    Check.CLOCK,
                    "the clock of this machine is " + words(ahead) + " that of the server",
                    "set the clock and keep it right: `timedatectl set-ntp true`");
        }
        return Finding.passed(
                Check.CLOCK,
                ahead.abs().toSeconds() <= 1 ? "as the server's" : words(ahead) + " the server's, which is fine");
    }

    private static String words(Duration ahead) {
        return length(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead of");
    }

    private static String length(Duration duration) {
        if (duration.toDays() > 1) {
            return duration.toDays() + " days";
        }
        if (duration.toHours() > 1) {
            return duration.toHours() + " hours";
        }
        return duration.toMinutes() > 1 ? duration.toMinutes() + " minutes" : duration.toSeconds() + " s";
    }
}

package io.aclk.doctor.internal;

import io.aclk.api.link.LinkProbe.Stage;
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
            boolean answered = story != null && story.passed(Stage.ENV);
            return Finding.notReached(Check.CLOCK, answered ? "the server does not say what time it is" : "");
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
        if (duration.toHours() >= 48) {
            return Math.round(duration.toHours() / 24.0) + " days";
        }
        if (duration.toMinutes() >= 120) {
            return Math.round(duration.toMinutes() / 60.0) + " hours";
        }
        return duration.toSeconds() >= 120
                ? Math.round(duration.toSeconds() / 60.0) + " minutes"
                : duration.toSeconds() + " s";
    }
}

package io.aclk.claiming.internal;

import io.aclk.api.network.HttpReply;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** How long a server wants to be left alone: the header {@code Retry-After} (RFC 9110 section 10.2.3). */
final class RetryAfter {

    /** More is not believed: a wrong clock on either side must not keep an agent away for ever. */
    static final Duration MOST = Duration.ofHours(1);

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}; one digit of the day is accepted too. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

    private final Clock clock;

    RetryAfter(Clock clock) {
        this.clock = clock;
    }

    /** The time to wait from now, between nothing and {@link #MOST}; empty if there is no such header or it is neither. */
    Optional<Duration> of(HttpReply reply) {
        return Optional.ofNullable(reply.header("Retry-After"))
                .map(String::strip)
                .flatMap(this::parse);
    }

    private Optional<Duration> parse(String text) {
        if (text.matches("[0-9]+")) {
            // more digits than a long has are more than the limit
            return Optional.of(text.length() > 9 ? MOST : bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        try {
            return Optional.of(bounded(Duration.between(
                    clock.instant(), ZonedDateTime.parse(text, DATE).toInstant())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MOST) < 0 ? wait : MOST;
    }
}

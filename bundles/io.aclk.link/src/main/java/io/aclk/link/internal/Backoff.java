package io.aclk.link.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Truncated exponential back-off with jitter ({@code protocol/connecting.md} section 9, as recommended there for a new
 * client): attempt 0 at once, attempt k after a random time of {@code base^(k-1)} to one and a half times as many
 * seconds, within the limits of the cloud.
 */
final class Backoff {

    /** Own ceiling, whatever the cloud says. */
    static final Duration CEILING = Duration.ofMinutes(30);

    private static final double JITTER = 0.5;
    private static final double MILLIS = 1000;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * What the cloud wants.
     *
     * @param base growth of each step, at least 1
     * @param min shortest delay
     * @param max longest delay
     */
    record Limits(int base, Duration min, Duration max) {

        /** In force while no answer to {@code /env} is held. */
        static final Limits DEFAULT = new Limits(2, Duration.ZERO, Duration.ofSeconds(1024));

        /** The numbers of {@code /env}: from 1000 on they are milliseconds, below seconds. */
        static Limits ofEnvironment(int base, long min, long max) {
            return new Limits(base, duration(min), duration(max));
        }

        private static Duration duration(long number) {
            long capped = Math.min(number, CEILING.toMillis());
            return number >= 1000 ? Duration.ofMillis(capped) : Duration.ofSeconds(capped);
        }
    }

    /**
     * How long to wait.
     *
     * @param attempt number of the attempt since the last reset, from 0
     * @param limits what the cloud wants
     */
    Duration delay(int attempt, Limits limits) {
        if (attempt == 0) {
            return Duration.ZERO;
        }
        double term = Math.min(Math.pow(limits.base(), attempt - 1.0), CEILING.toSeconds());
        double seconds = term + random.nextDouble() * term * JITTER;
        Duration delay = Duration.ofMillis(Math.round(seconds * MILLIS));
        return min(max(min(delay, limits.max()), limits.min()), CEILING);
    }

    /** A time of that length to one longer by that share, so that many agents do not come at the same moment. */
    Duration spread(Duration time, double share) {
        return time.plusMillis((long) (random.nextDouble() * share * time.toMillis()));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}

package io.aclk.link.internal;

import java.time.Duration;
import java.util.Optional;

/**
 * When to try next: ban, block and back-off in the order of {@code protocol/connecting.md} section 9. All by the time of
 * the timers ({@link EventLoop#nanos()}), so that setting the clock of the machine shortens or lengthens nothing. Used on
 * the event thread only.
 */
final class RetryPlan {

    /**
     * A banned agent looks once an hour whether it is banned still. The reference agent comes back every minute, which
     * no cloud that banned somebody can want.
     */
    static final Duration BANNED_WAIT = Duration.ofHours(1);
    /** Share of {@link #BANNED_WAIT} that is added at random, at most. */
    static final double BANNED_SPREAD = 0.1;
    /** Shortest wait after another connection with the same identity took over; doubles while that goes on. */
    static final Duration TAKEN_OVER_WAIT = Duration.ofMinutes(1);

    private static final double TAKEN_OVER_SPREAD = 0.5;
    /** A connection that lasted so long was not taken over because of a quarrel about the identity. */
    private static final Duration CALM = Duration.ofHours(1);
    /** Shortest time from one attempt to the next when only the network of the machine changes again and again. */
    private static final Duration SPACING = Duration.ofSeconds(10);
    /** The network of a whole site may have come back: its agents do not come at the same moment. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final int MAX_DOUBLINGS = 10;

    private final Backoff backoff;
    private Backoff.Limits limits = Backoff.Limits.DEFAULT;
    private int attempts;
    private boolean banned;
    private Optional<Long> blockedUntil = Optional.empty();
    private int takeovers;
    /** Somebody took over, and that was not waited for yet. */
    private boolean contested;

    private long plannedAt;
    private Optional<Long> planned = Optional.empty();
    /** The planned wait is the wish of somebody else: nothing on this side shortens it. */
    private boolean obliged;

    RetryPlan(Backoff backoff) {
        this.backoff = backoff;
    }

    /** How long to wait before the next attempt; counts it. */
    Duration next(long now) {
        Duration blocked = blocked(now);
        obliged = true;
        if (banned || !blocked.isZero()) {
            attempts = 0;
            Duration wait = banned ? backoff.spread(BANNED_WAIT, BANNED_SPREAD) : Duration.ZERO;
            return plan(now, longer(wait, blocked));
        }
        if (contested) {
            contested = false;
            attempts = Math.max(attempts, 1);
            Duration wait = TAKEN_OVER_WAIT.multipliedBy(1L << Math.min(takeovers - 1, MAX_DOUBLINGS));
            wait = wait.compareTo(Backoff.CEILING) < 0 ? wait : Backoff.CEILING;
            return plan(now, backoff.spread(wait, TAKEN_OVER_SPREAD));
        }
        obliged = false;
        return plan(now, backoff.delay(attempts++, limits));
    }

    /**
     * How long to wait when the cause of the end was on this side: not at all, unless the cloud forbids it. Counts as
     * the attempt at once, so that the one after it waits.
     */
    Duration local(long now) {
        attempts = Math.max(attempts, 1);
        contested = false;
        Duration blocked = blocked(now);
        obliged = banned || !blocked.isZero();
        Duration rest = Duration.ZERO;
        if (banned) {
            // neither a restart nor a change of the settings brings the hourly attempt forward
            rest = planned.map(at -> Duration.ofNanos(at - now))
                    .filter(time -> !time.isNegative())
                    .orElseGet(() -> backoff.spread(BANNED_WAIT, BANNED_SPREAD));
        }
        return plan(now, longer(rest, blocked));
    }

    private Duration plan(long now, Duration wait) {
        plannedAt = now;
        planned = Optional.of(now + wait.toNanos());
        return wait;
    }

    /** The machine woke up: how long to wait now, if that is shorter than what is planned. */
    Optional<Duration> afterSleep(long now) {
        return sooner(now, Duration.ZERO);
    }

    /** The machine has other addresses or routes: how long to wait now, if that is shorter than what is planned. */
    Optional<Duration> afterMove(long now) {
        Duration spacing = SPACING.minusNanos(now - plannedAt);
        return sooner(now, longer(spacing, backoff.spread(SOON, 1)));
    }

    private Optional<Duration> sooner(long now, Duration wait) {
        if (obliged || planned.isEmpty() || planned.get() - now <= wait.toNanos()) {
            return Optional.empty();
        }
        planned = Optional.of(now + wait.toNanos());
        return Optional.of(wait);
    }

    private Duration blocked(long now) {
        return blockedUntil
                .map(until -> Duration.ofNanos(until - now))
                .filter(time -> !time.isNegative())
                .orElse(Duration.ZERO);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** A connection turned out to be stable. */
    void stable() {
        attempts = 0;
    }

    /**
     * Another connection with the same identity took the place of this one: coming back at once would only take it over
     * in turn.
     *
     * @param lasted how long this one was online
     */
    void takenOver(Duration lasted) {
        takeovers = lasted.compareTo(CALM) >= 0 ? 1 : takeovers + 1;
        contested = true;
    }

    /** The limits of the env that was read now; empty = reading it failed, so that the defaults apply. */
    void limits(Optional<Backoff.Limits> read) {
        limits = read.orElse(Backoff.Limits.DEFAULT);
    }

    /** Whether the cloud does not want this agent. */
    void banned(boolean isBanned) {
        banned = isBanned;
    }

    /** The cloud wants no attempt for some time. */
    void block(long now, Duration time) {
        blockedUntil = Optional.of(now + time.toNanos());
    }

    /** Another cloud or another claim, or the owner wants it: what was said and counted before is void. */
    void forget() {
        banned = false;
        blockedUntil = Optional.empty();
        attempts = 0;
        takeovers = 0;
        contested = false;
        planned = Optional.empty();
        limits = Backoff.Limits.DEFAULT;
    }
}

package io.aclk.link.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When to try next: ban, block and back-off in the order of {@code protocol/connecting.md} section 9. Used on the event
 * thread only.
 */
final class RetryPlan {

    /** A banned agent tries once a minute. */
    static final Duration BANNED_WAIT = Duration.ofSeconds(60);

    private final Backoff backoff;
    private Backoff.Limits limits = Backoff.Limits.DEFAULT;
    private int attempts;
    private boolean banned;
    private Instant blockedUntil = Instant.MIN;
    private Instant planned = Instant.MIN;

    RetryPlan(Backoff backoff) {
        this.backoff = backoff;
    }

    /** How long to wait before the next attempt; counts it. */
    Duration next(Instant now) {
        Duration wait;
        if (banned) {
            attempts = 0;
            wait = BANNED_WAIT;
        } else if (blockedUntil.isAfter(now)) {
            attempts = 0;
            wait = Duration.between(now, blockedUntil);
        } else {
            wait = backoff.delay(attempts++, limits);
        }
        planned = now.plus(wait);
        return wait;
    }

    /**
     * How long to wait when the cause of the end was on this side: not at all, unless the cloud forbids it. Counts as
     * the attempt at once, so that the one after it waits.
     */
    Duration local(Instant now) {
        attempts = Math.max(attempts, 1);
        if (blockedUntil.isAfter(now)) {
            return Duration.between(now, blockedUntil);
        }
        if (banned) {
            return planned.isAfter(now) ? Duration.between(now, planned) : BANNED_WAIT;
        }
        return Duration.ZERO;
    }

    /** A connection turned out to be stable. */
    void stable() {
        attempts = 0;
    }

    /** The limits of the env that was read now; empty = reading it failed, so that the defaults apply. */
    void limits(Optional<Backoff.Limits> read) {
        limits = read.orElse(Backoff.Limits.DEFAULT);
    }

    /** The cloud does not want this agent. */
    void ban() {
        banned = true;
    }

    boolean banned() {
        return banned;
    }

    /** The cloud wants no attempt for some time. */
    void block(Instant until) {
        blockedUntil = until;
    }

    /** Another cloud or another claim: what the former said is void. */
    void forget() {
        banned = false;
        blockedUntil = Instant.MIN;
        attempts = 0;
        limits = Backoff.Limits.DEFAULT;
    }
}

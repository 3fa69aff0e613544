package io.aclk.cloud.console.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after {@link #FREE} failures an address waits, twice as long with each further one, at most
 * {@link #LONGEST}. Remembers a bounded number of addresses; the one that failed longest ago is forgotten. Thread-safe.
 */
final class SignInGuard {

    static final int FREE = 5;
    static final int MAX_ADDRESSES = 10_000;
    static final Duration LONGEST = Duration.ofMinutes(15);

    private record Failures(int count, Instant until) {}

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

    SignInGuard(Clock clock) {
        this.clock = clock;
    }

    /** How long this address has to wait before another attempt; zero if it may try now. */
    synchronized Duration wait(String address) {
        Failures known = failures.get(address);
        if (known == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), known.until());
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void failed(String address) {
        Failures known = failures.get(address);
        int count = known == null ? 1 : known.count() + 1;
        Duration pause = Duration.ZERO;
        if (count >= FREE) {
            pause = Duration.ofSeconds(1L << Math.min(20, count - FREE));
            if (pause.compareTo(LONGEST) > 0) {
                pause = LONGEST;
            }
        }
        failures.put(address, new Failures(count, clock.instant().plus(pause)));
        if (failures.size() > MAX_ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    synchronized void succeeded(String address) {
        failures.remove(address);
    }
}

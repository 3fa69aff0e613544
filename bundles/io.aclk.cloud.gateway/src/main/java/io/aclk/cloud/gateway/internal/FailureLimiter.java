package io.aclk.cloud.gateway.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down whoever guesses: after {@value #FAILURES} wrong tokens or responses in a minute an address is refused until
 * the minute is over. Remembers a bounded number of addresses, the newest ones. Thread-safe.
 */
final class FailureLimiter {

    static final int FAILURES = 30;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;

    private record Window(Instant end, int failures) {}

    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > ADDRESSES;
        }
    };

    FailureLimiter(Clock clock) {
        this.clock = clock;
    }

    /** Whether an address has to wait. */
    synchronized boolean blocked(String address) {
        Window window = windows.get(address);
        return window != null
                && window.failures() >= FAILURES
                && clock.instant().isBefore(window.end());
    }

    /** Counts a failure. */
    synchronized void failed(String address) {
        Instant now = clock.instant();
        Window window = windows.remove(address);
        boolean open = window != null && now.isBefore(window.end());
        windows.put(address, open ? new Window(window.end(), window.failures() + 1) : new Window(now.plus(WINDOW), 1));
    }
}

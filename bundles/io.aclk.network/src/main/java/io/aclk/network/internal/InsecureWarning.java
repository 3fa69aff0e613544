package io.aclk.network.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Says once a day that certificates are not verified ({@code insecure = yes}): when a connection is made so, and again
 * while one is open that was. Thread-safe.
 */
final class InsecureWarning {

    /** Short against a day. */
    static final Duration PERIOD = Duration.ofHours(1);

    private static final Duration BETWEEN = Duration.ofDays(1);

    private final Clock clock;
    private final Duration period;
    private final Consumer<String> warn;
    private Instant last = Instant.MIN;

    /**
     * @param clock of the days
     * @param period how often an open connection is looked at
     * @param warn where the warning goes
     */
    InsecureWarning(Clock clock, Duration period, Consumer<String> warn) {
        this.clock = clock;
        this.period = period;
        this.warn = warn;
    }

    /** A connection is made, or is open. */
    synchronized void used(String server) {
        Instant now = clock.instant();
        if (last.equals(Instant.MIN) || !now.isBefore(last.plus(BETWEEN)) || now.isBefore(last)) {
            last = now;
            warn.accept("ACLK: insecure = yes: the certificate of " + server
                    + " is not verified, anybody on the way can read and change what is sent;"
                    + " set ca or pin and remove insecure");
        }
    }

    /** Goes on with the warning until the connection is closed. */
    void watch(TlsSocket socket, String server, Watchdog watchdog) {
        Future<?> watching = watchdog.every(period, () -> used(server));
        socket.onClose(() -> watching.cancel(false));
    }
}

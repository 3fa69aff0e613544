package io.aclk.link.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/**
 * Says in the log, once for each certificate, that the one of the server ends soon: whoever runs a cloud of their own
 * hears of it before all agents are lost at once. Used on the event thread only.
 */
final class CertificateWatch {

    /** Public certificates are renewed 30 days before their end: one that is older was forgotten. */
    static final Duration SOON = Duration.ofDays(14);

    private final Clock clock;
    private final Logger log;
    private long warned;

    CertificateWatch(Clock clock, Logger log) {
        this.clock = clock;
        this.log = log;
    }

    /** Looks at the certificate of a connection. */
    void look(Connection connection) {
        long end = connection.transport().info().certificateEnd();
        if (end == 0 || end == warned) {
            return;
        }
        Instant ends = Instant.ofEpochSecond(end);
        if (ends.minus(SOON).isBefore(clock.instant())) {
            warned = end;
            log.warn(
                    "ACLK: the certificate of the server at {} ends at {}; whoever runs that cloud must renew it, or no"
                            + " agent connects from then on",
                    connection.target().url().getHost(),
                    ends);
        }
    }
}

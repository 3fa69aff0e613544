package io.aclk.doctor.internal;

import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.transport.TransportSession.ConnectionInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How long the certificate of the broker lasts, while connected. */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=ACLK server certificate", HealthCheck.TAGS + "=aclk"})
public final class CertificateHealth implements HealthCheck {

    /** Certificates of 90 days are usually renewed 30 days before their end. */
    private static final Duration SOON = Duration.ofDays(14);

    private final Doctor doctor;

    /** Made by SCR. */
    @Activate
    public CertificateHealth(@Reference Doctor doctor) {
        this.doctor = doctor;
    }

    @Override
    public Result execute() {
        return of(doctor.services().link().map(Link::status), Clock.systemUTC());
    }

    static Result of(Optional<LinkStatus> status, Clock clock) {
        Optional<ConnectionInfo> connection = status.flatMap(LinkStatus::connection);
        if (connection.isEmpty()) {
            return new Result(Result.Status.OK, "not connected: there is no certificate to look at");
        }
        Instant end = Instant.ofEpochSecond(connection.get().certificateEnd());
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative()) {
            return new Result(
                    Result.Status.CRITICAL,
                    "the certificate of the server ended at " + end + ": its operator must renew it");
        }
        return left.compareTo(SOON) < 0
                ? new Result(
                        Result.Status.WARN,
                        "the certificate of the server ends at " + end + ", in " + left.toDays()
                                + " days: its operator should renew it")
                : new Result(Result.Status.OK, "the certificate of the server ends at " + end);
    }
}

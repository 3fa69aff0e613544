package io.aclk.doctor.internal;

import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether the link is online. What passes by itself is temporarily unavailable, what needs a person is critical; a link
 * that its owner does not want, or an agent that is not claimed, is no fault.
 */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=ACLK link", HealthCheck.TAGS + "=aclk"})
public final class LinkHealth implements HealthCheck {

    /** Status strings ({@code protocol/status.md} section 4) of states that only a person ends. */
    private static final Set<String> LASTING = Set.of(
            "configuration error, no cloud url",
            "configuration error, invalid cloud url",
            "TLS certificate verification failed",
            "otp challenge decryption failed",
            "can't connect, old protocol not supported",
            "can't connect, protocol capability not supported",
            "can't connect, invalid /env auth url",
            "can't connect, invalid /env transport idx",
            "can't connect, invalid /env transport URL",
            "can't connect, no LWT topic");

    private final Doctor doctor;

    /** Made by SCR. */
    @Activate
    public LinkHealth(@Reference Doctor doctor) {
        this.doctor = doctor;
    }

    @Override
    public Result execute() {
        return of(doctor.services().link().map(Link::status));
    }

    static Result of(Optional<LinkStatus> known) {
        if (known.isEmpty()) {
            return new Result(Result.Status.CRITICAL, "the bundle io.aclk.link is missing or stopped");
        }
        LinkStatus status = known.get();
        if (status.ban().isPresent()) {
            LinkStatus.Ban ban = status.ban().get();
            return new Result(
                    Result.Status.CRITICAL,
                    (ban.removed() ? "removed by " : "banned by ") + ban.who() + ": " + ban.why());
        }
        if (status.online()) {
            return new Result(Result.Status.OK, "online");
        }
        String text = status.reason().isEmpty() ? status.text() : status.text() + ": " + status.reason();
        if (status.text().equals("disabled") || status.cloud() == LinkStatus.Cloud.AVAILABLE) {
            return new Result(Result.Status.OK, text);
        }
        return new Result(
                LASTING.contains(status.text()) ? Result.Status.CRITICAL : Result.Status.TEMPORARILY_UNAVAILABLE, text);
    }
}

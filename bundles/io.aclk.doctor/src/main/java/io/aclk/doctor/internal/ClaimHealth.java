package io.aclk.doctor.internal;

import io.aclk.api.claim.ClaimState;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the agent is claimed, or why a claim failed. Not to be claimed is no fault. */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=ACLK claim", HealthCheck.TAGS + "=aclk"})
public final class ClaimHealth implements HealthCheck {

    private final Doctor doctor;

    /** Made by SCR. */
    @Activate
    public ClaimHealth(@Reference Doctor doctor) {
        this.doctor = doctor;
    }

    @Override
    public Result execute() {
        Services services = doctor.services();
        return services.claiming()
                .map(claiming -> of(claiming.state()))
                .orElseGet(() -> new Result(Result.Status.CRITICAL, services.whyNoClaiming()));
    }

    static Result of(ClaimState state) {
        if (state.withheld().isPresent()) {
            return new Result(Result.Status.CRITICAL, state.withheld().get());
        }
        if (state.claimId().isPresent()) {
            return new Result(Result.Status.OK, "claimed as " + state.claimId().get());
        }
        return new Result(
                state.failure().startsWith(ClaimState.NOT_CLAIMED_YET) ? Result.Status.OK : Result.Status.WARN,
                state.failure());
    }
}

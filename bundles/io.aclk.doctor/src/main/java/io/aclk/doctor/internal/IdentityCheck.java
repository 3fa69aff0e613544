package io.aclk.doctor.internal;

import io.aclk.api.claim.ClaimState;

/** {@link Check#IDENTITY}. */
final class IdentityCheck {

    private static final String CLAIM =
            "claim it: `bin/netdata-cloud.sh --token TOKEN --rooms ROOM`; the cloud shows the whole command";

    /** How claiming begins to say that a key file cannot be used. */
    private static final String KEY = "private key file";

    private IdentityCheck() {}

    static Finding of(Services services) {
        if (services.claiming().isEmpty()) {
            return Finding.failed(
                    Check.IDENTITY, "the bundle io.aclk.claiming is missing or stopped", Examination.START_BUNDLE);
        }
        ClaimState state = services.claiming().get().state();
        if (state.withheld().orElse(state.failure()).contains(KEY)) {
            return Finding.failed(
                    Check.IDENTITY,
                    state.withheld().orElse(state.failure()),
                    "make the file readable for the user of the agent, restore data/cloud.d from a backup, or "
                            + CLAIM);
        }
        if (state.withheld().isPresent()) {
            return withheld(state.claimId().orElse(""), state.withheld().get());
        }
        if (services.identity().isPresent()) {
            return Finding.passed(
                    Check.IDENTITY, "claimed as " + services.identity().get().claimId());
        }
        if (state.failure().equals(ClaimState.NOT_CLAIMED_YET)
                || state.failure().isEmpty()) {
            return unclaimed(services, state);
        }
        return Finding.failed(Check.IDENTITY, "the last claim failed: " + firstLine(state.failure()), CLAIM);
    }

    private static Finding unclaimed(Services services, ClaimState state) {
        if (state.inProgress()) {
            return Finding.failed(
                    Check.IDENTITY, "this agent is being claimed just now", "wait a minute, then ask again");
        }
        return services.claimWaits()
                ? Finding.failed(
                        Check.IDENTITY,
                        "this agent is not claimed yet: a claim waits in data/cloud.d for the agent to run",
                        "start it: `bin/agent`; if it runs, look for the reason in log/error.log (`grep ACLK`)")
                : Finding.failed(Check.IDENTITY, "this agent is not claimed", CLAIM);
    }

    /** Claiming says why, in parentheses what shows it, and after a colon the way out. */
    private static Finding withheld(String claimId, String text) {
        int end = text.indexOf("): ");
        String why = end < 0 ? text : text.substring(0, end + 1);
        return Finding.failed(
                Check.IDENTITY,
                "the identity " + claimId + " is not used: " + why,
                end < 0 ? CLAIM : text.substring(end + "): ".length()));
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}

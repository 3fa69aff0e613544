package io.aclk.doctor.internal;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** {@link Check#IDENTITY}. */
final class IdentityCheck {

    /** How claiming begins to say that a key file cannot be used. */
    private static final String KEY = "private key file";

    /** How claiming begins when a person ended the claim. */
    private static final String UNCLAIMED = ClaimState.NOT_CLAIMED_YET + ": unclaimed ";

    private IdentityCheck() {}

    static Finding of(Services services) {
        if (services.claiming().isEmpty()) {
            return Finding.failed(
                    Check.IDENTITY,
                    services.whyNoClaiming(),
                    services.nodes().isEmpty() ? services.commands().startHost() : Examination.START_BUNDLE);
        }
        ClaimState state = services.claiming().get().state();
        String claim = "claim it: " + services.commands().claim() + "; the cloud shows the whole command";
        if (state.withheld().orElse(state.failure()).contains(KEY)) {
            return Finding.failed(
                    Check.IDENTITY,
                    state.withheld().orElse(state.failure()),
                    "make the file readable for the user of the agent, restore data/cloud.d from a backup, or "
                            + claim);
        }
        if (state.withheld().isPresent()) {
            return withheld(state.claimId().orElse(""), state.withheld().get(), claim);
        }
        if (services.identity().isPresent()) {
            return Finding.passed(
                    Check.IDENTITY, "claimed as " + services.identity().get().claimId());
        }
        if (state.failure().equals(ClaimState.NOT_CLAIMED_YET)
                || state.failure().isEmpty()) {
            return unclaimed(services, state, claim);
        }
        if (state.failure().startsWith(UNCLAIMED)) {
            return Finding.failed(
                    Check.IDENTITY,
                    "this agent was " + state.failure().substring(UNCLAIMED.length() - "unclaimed ".length()),
                    claim + "; or take the unclaiming back: "
                            + services.commands().adopt(newestArchive(services.dir())));
        }
        return Finding.failed(Check.IDENTITY, "the last claim failed: " + firstLine(state.failure()), claim);
    }

    /** Whether all that is missing is a claim: none was made, none waits, and none failed. */
    static boolean unclaimed(Services services) {
        return services.identity().isEmpty()
                && !services.claimWaits()
                && services.claiming()
                        .map(Claiming::state)
                        .filter(state -> state.claimId().isEmpty()
                                && state.withheld().isEmpty()
                                && !state.inProgress()
                                && (state.failure().isEmpty()
                                        || state.failure().startsWith(ClaimState.NOT_CLAIMED_YET)))
                        .isPresent();
    }

    private static Finding unclaimed(Services services, ClaimState state, String claim) {
        if (state.inProgress()) {
            return Finding.failed(
                    Check.IDENTITY, "this agent is being claimed just now", "wait a minute, then ask again");
        }
        return services.claimWaits()
                ? Finding.failed(
                        Check.IDENTITY,
                        "this agent is not claimed yet: a claim waits in data/cloud.d for the agent to run",
                        "start it: " + services.commands().agent()
                                + "; if it runs, look for the reason in log/error.log (`grep ACLK`)")
                : Finding.failed(Check.IDENTITY, "this agent is not claimed", claim);
    }

    /** Claiming says why, in parentheses what shows it, and after a colon the way out. */
    private static Finding withheld(String claimId, String text, String claim) {
        int end = text.indexOf("): ");
        String why = end < 0 ? text : text.substring(0, end + 1);
        return Finding.failed(
                Check.IDENTITY,
                "the identity " + claimId + " is not used: " + why,
                end < 0 ? claim : text.substring(end + "): ".length()));
    }

    /** The names are times: the last one was unclaimed last. */
    private static Path newestArchive(Path dir) {
        Path archive = dir.resolve("data").resolve("cloud.d.archive");
        try (Stream<Path> identities = Files.list(archive)) {
            return identities.max(Comparator.naturalOrder()).orElse(archive.resolve("TIME"));
        } catch (IOException e) {
            // the cure then names the pattern instead of the directory
            return archive.resolve("TIME");
        }
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}

package io.aclk.shell.internal;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Claiming that answers what a test says. */
final class FakeClaiming implements Claiming {

    static final String CLAIM_ID = "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11";

    private ClaimResult result;
    private ClaimRequest request;
    private String act = "";

    void answer(ClaimResult answer) {
        result = answer;
    }

    /** The last act besides a claim. */
    String act() {
        return act;
    }

    ClaimRequest request() {
        return request;
    }

    @Override
    public ClaimState state() {
        return new ClaimState(Optional.of(CLAIM_ID), Optional.empty(), "", false, Optional.empty());
    }

    @Override
    public CompletionStage<ClaimResult> rotateKey() {
        act = "rotate";
        return CompletableFuture.completedFuture(result);
    }

    @Override
    public CompletionStage<Path> unclaim(String who) {
        act = "unclaim " + who;
        return result.claimed()
                ? CompletableFuture.completedFuture(Path.of("/archive"))
                : CompletableFuture.failedFuture(new ClaimException("it was not claimed", null));
    }

    @Override
    public CompletionStage<ClaimResult> adopt(Path cloudD, String who) {
        act = "adopt " + cloudD + " " + who;
        return CompletableFuture.completedFuture(result);
    }

    @Override
    public void takenOver(String claimId) {
        throw new AssertionError("not used");
    }

    @Override
    public CompletionStage<ClaimResult> claim(ClaimRequest claim) {
        request = claim;
        return CompletableFuture.completedFuture(result);
    }
}

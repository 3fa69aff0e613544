package io.aclk.link.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Claiming in the state that a test wants. */
final class FakeClaiming implements Claiming {

    ClaimState state =
            new ClaimState(Optional.empty(), Optional.empty(), ClaimState.NOT_CLAIMED_YET, false, Optional.empty());
    final List<String> takenOver = new ArrayList<>();

    @Override
    public ClaimState state() {
        return state;
    }

    @Override
    public CompletionStage<ClaimResult> claim(ClaimRequest request) {
        throw new AssertionError("not used");
    }

    @Override
    public CompletionStage<ClaimResult> rotateKey() {
        throw new AssertionError("not used");
    }

    @Override
    public CompletionStage<Path> unclaim(String who) {
        throw new AssertionError("not used");
    }

    @Override
    public CompletionStage<ClaimResult> adopt(Path cloudD, String who) {
        throw new AssertionError("not used");
    }

    @Override
    public void takenOver(String claimId) {
        takenOver.add(claimId);
    }
}

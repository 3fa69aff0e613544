package io.aclk.doctor.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.OutboundMessage;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Capability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** The neighbours of the doctor, each of which says what a test wants it to say; the doctor may change none of them. */
final class TestParts {

    private TestParts() {}

    private static AssertionError changes() {
        return new AssertionError("the doctor changes nothing");
    }

    /** The configuration. */
    record Config(List<Setting> settings, List<String> problems) implements EffectiveConfig {
        @Override
        public Optional<Fixed> aboveClaim(String key) {
            return Optional.empty();
        }

        @Override
        public void refresh() {
            throw changes();
        }

        @Override
        public void judged(LinkSettings candidate, Optional<String> failure) {
            throw changes();
        }

        @Override
        public void connected(LinkSettings settings) {
            throw changes();
        }
    }

    /** Claiming. */
    record Claims(ClaimState state) implements Claiming {
        @Override
        public CompletionStage<ClaimResult> claim(ClaimRequest request) {
            throw changes();
        }

        @Override
        public CompletionStage<ClaimResult> rotateKey() {
            throw changes();
        }

        @Override
        public CompletionStage<Path> unclaim(String who) {
            throw changes();
        }

        @Override
        public CompletionStage<ClaimResult> adopt(Path cloudD, String who) {
            throw changes();
        }

        @Override
        public void takenOver(String claimId) {
            throw changes();
        }
    }

    /** The link, from some moment on in another state. */
    record Turning(LinkStatus before, LinkStatus after, BooleanSupplier turned) implements Link {
        @Override
        public LinkStatus status() {
            return turned.getAsBoolean() ? after : before;
        }

        @Override
        public CompletionStage<Void> publish(OutboundMessage message) {
            throw changes();
        }

        @Override
        public CompletionStage<Void> stop(String who) {
            throw changes();
        }

        @Override
        public CompletionStage<Void> start(String who) {
            throw changes();
        }

        @Override
        public CompletionStage<Boolean> liftBan(String who) {
            throw changes();
        }
    }

    /** The host. */
    record Host(CompletionStage<ApiResponse> answer) implements AgentApi {
        static Host answering(int status) {
            return new Host(CompletableFuture.completedFuture(new ApiResponse(status, List.of(), new byte[0])));
        }

        @Override
        public CompletionStage<ApiResponse> handle(ApiRequest request) {
            return answer;
        }

        @Override
        public List<Capability> capabilities() {
            throw changes();
        }
    }
}

package io.aclk.shell.internal;

import io.aclk.api.link.Link;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.OutboundMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A link that is what a test says. */
final class FakeLink implements Link {

    static final String REASON = "nobody claimed this agent";

    private final List<String> switched = new ArrayList<>();
    private boolean banned;
    private Optional<LinkStatus.Ban> ban = Optional.empty();
    private Optional<String> off = Optional.empty();
    private Optional<LinkSession> session = Optional.empty();

    void banned() {
        banned = true;
    }

    /** The cloud bans the agent again, and as often as somebody lifts the ban. */
    void bannedAgain(String who, String why) {
        banned = true;
        ban = Optional.of(new LinkStatus.Ban(who, Instant.EPOCH, why));
    }

    /** Somebody switched the link off. */
    void off(String who) {
        off = Optional.of(who);
    }

    void online(String claimId) {
        session = Optional.of(new LinkSession(claimId, 1, List.of(), 1000));
    }

    List<String> switched() {
        return switched;
    }

    @Override
    public LinkStatus status() {
        return new LinkStatus(
                session.isPresent() ? LinkStatus.Cloud.ONLINE : LinkStatus.Cloud.AVAILABLE,
                session.isPresent() ? "connected" : "offline",
                session.isPresent() ? "" : REASON,
                Instant.EPOCH,
                session,
                session.map(LinkSession::claimId),
                Optional.empty(),
                "none",
                off,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                ban,
                false,
                List.of(),
                List.of(),
                List.of());
    }

    @Override
    public CompletionStage<Void> publish(OutboundMessage message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> liftBan(String who) {
        switched.add("lift " + who);
        return CompletableFuture.completedFuture(banned);
    }

    @Override
    public CompletionStage<Void> stop(String who) {
        switched.add("stop " + who);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> start(String who) {
        switched.add("start " + who);
        return CompletableFuture.completedFuture(null);
    }
}

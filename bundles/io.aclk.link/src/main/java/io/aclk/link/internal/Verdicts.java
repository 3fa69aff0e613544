package io.aclk.link.internal;

import io.aclk.api.link.LinkStatus;
import io.aclk.schemas.DisconnectReq;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What the cloud decides about this agent: bans and blocks, from refusals and from {@code DisconnectReq} ({@code
 * protocol/connecting.md} sections 3.1 and 9). A ban is kept in a file, for the claim and the cloud that it was said of.
 * Used on the event thread only.
 */
final class Verdicts {

    private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);

    /** What the owner can do about a ban. */
    static final String WAY_OUT =
            "claim the agent again, or run \"bin/aclk claim --lift-ban\" once the cloud has lifted it";

    /** What the owner can do about a removal. */
    static final String WAY_BACK = "claim the agent again to bring it back";

    /** Longest block obeyed to the letter. */
    private static final long MAX_BLOCK_SECONDS = Duration.ofDays(365).toSeconds();

    private static final int MAX_TEXT = 200;

    private final RetryPlan retry;
    private final EventLoop loop;
    private final Clock clock;
    private final BanFile file;
    private Optional<BanFile.Entry> ban = Optional.empty();
    private ErrorBody lastRefusal;

    Verdicts(RetryPlan retry, EventLoop loop, Clock clock, BanFile file) {
        this.retry = retry;
        this.loop = loop;
        this.clock = clock;
        this.file = file;
    }

    /** Reads what was said before the restart. */
    void load() {
        ban = file.load();
        ban.ifPresent(entry -> LOG.warn(
                "ACLK: {} {} this agent at {} (\"{}\"); it looks once an hour whether that still holds; {}",
                entry.ban().who(),
                entry.ban().removed() ? "removed" : "banned",
                entry.ban().since(),
                entry.ban().why(),
                entry.ban().removed() ? WAY_BACK : WAY_OUT));
    }

    /** The ban in force. */
    Optional<LinkStatus.Ban> ban() {
        return ban.map(BanFile.Entry::ban);
    }

    /** What is connected to from now on: a ban of another claim or by another cloud is void. */
    void target(Target target) {
        if (ban.isPresent() && !ban.get().isFor(target)) {
            LOG.info(
                    "ACLK: the ban by {} is over: it was for another claim",
                    ban.get().ban().who());
            forgetBan();
        }
        retry.banned(ban.isPresent());
    }

    /** A connection turned out to be stable, so the cloud wants this agent again. */
    void stable() {
        if (ban.isPresent()) {
            LOG.info(
                    "ACLK: the ban is over: {} accepts this agent again",
                    ban.get().ban().who());
            forgetBan();
        }
        lastRefusal = null;
        retry.stable();
    }

    private void forgetBan() {
        try {
            lift();
        } catch (IOException e) {
            LOG.warn("ACLK: the ban is over, but its file stays and holds after a restart: {}", e.getMessage());
        }
    }

    /**
     * Forgets the ban.
     *
     * @throws IOException if its file cannot be removed; until the next start it is forgotten all the same
     */
    void lift() throws IOException {
        ban = Optional.empty();
        retry.banned(false);
        file.delete();
    }

    /** Env, challenge or password was refused. The same again is not worth a line. */
    void refused(Target target, ErrorBody error) {
        Level level = error.equals(lastRefusal) ? Level.DEBUG : Level.WARN;
        lastRefusal = error;
        LOG.atLevel(level)
                .log(
                        "ACLK: Cloud returned EC=\"{}\", Msg-Key:\"{}\", Msg:\"{}\", BlockRetry:{}, Backoff:{}s"
                                + " (-1 unset by cloud)",
                        error.code(),
                        error.key(),
                        error.message(),
                        error.banned(),
                        error.retryDelay().map(Duration::toSeconds).orElse(-1L));
        if (error.banned()) {
            ban(target, error.message() + " (EC=" + error.code() + ")", error.removed());
        }
        error.retryDelay().ifPresent(delay -> retry.block(loop.nanos(), delay));
    }

    /**
     * The agent shall leave.
     *
     * @return what the cloud said, for people
     */
    String disconnect(Target target, DisconnectReq request) {
        String said = Texts.printable(request.getErrorDescription(), MAX_TEXT);
        // protobuf keeps unsigned numbers in signed ones
        String code = Integer.toUnsignedString(request.getErrorCode());
        LOG.warn("ACLK: Cloud requested disconnect (EC={}, \"{}\")", code, said);
        if (request.getPermaban()) {
            ban(target, said.isEmpty() ? "EC=" + code : said + " (EC=" + code + ")", false);
        }
        long seconds = request.getReconnectAfterSeconds();
        if (seconds != 0) {
            long obeyed = seconds < 0 ? MAX_BLOCK_SECONDS : Math.min(seconds, MAX_BLOCK_SECONDS);
            LOG.warn(
                    "ACLK: Cloud asks not to reconnect for {} seconds. We shall honor that request",
                    Long.toUnsignedString(seconds));
            retry.block(loop.nanos(), Duration.ofSeconds(obeyed));
        }
        return said;
    }

    private void ban(Target target, String why, boolean removed) {
        retry.banned(true);
        // a node that was banned may be removed later, and is told so from then on
        if (ban.isPresent() && (ban.get().ban().removed() || !removed)) {
            return;
        }
        String who = target.url().getHost();
        if (removed) {
            LOG.error("ACLK: the node of this agent was removed: {} says \"{}\"; {}", who, why, WAY_BACK);
        } else {
            LOG.error("ACLK: Cloud Banned This Agent! {} says \"{}\"; {}", who, why, WAY_OUT);
        }
        BanFile.Entry entry = new BanFile.Entry(
                target.claimId(),
                target.url().toString(),
                new LinkStatus.Ban(who, clock.instant().truncatedTo(ChronoUnit.SECONDS), why, removed));
        ban = Optional.of(entry);
        try {
            file.store(entry);
        } catch (IOException e) {
            LOG.warn("ACLK: the ban cannot be stored and is forgotten at the next start: {}", e.getMessage());
        }
    }
}

package io.aclk.link.internal;

import io.aclk.schemas.DisconnectReq;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cloud decides about this agent: bans and blocks, from refusals and from {@code DisconnectReq} ({@code
 * protocol/connecting.md} sections 3.1 and 9). Used on the event thread only.
 */
final class Verdicts {

    private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);

    /** Longest block obeyed to the letter. */
    private static final long MAX_BLOCK_SECONDS = Duration.ofDays(365).toSeconds();

    private static final int MAX_TEXT = 200;

    private final RetryPlan retry;
    private final Clock clock;

    Verdicts(RetryPlan retry, Clock clock) {
        this.retry = retry;
        this.clock = clock;
    }

    /** Env, challenge or password was refused. */
    void refused(ErrorBody error) {
        LOG.warn(
                "ACLK: Cloud returned EC=\"{}\", Msg-Key:\"{}\", Msg:\"{}\", BlockRetry:{}, Backoff:{}s"
                        + " (-1 unset by cloud)",
                error.code(),
                error.key(),
                error.message(),
                error.banned(),
                error.retryDelay().map(Duration::toSeconds).orElse(-1L));
        if (error.banned()) {
            retry.ban();
        }
        error.retryDelay().ifPresent(delay -> retry.block(clock.instant().plus(delay)));
    }

    /**
     * The agent shall leave.
     *
     * @return what the cloud said, for people
     */
    String disconnect(DisconnectReq request) {
        String said = Texts.printable(request.getErrorDescription(), MAX_TEXT);
        // protobuf keeps unsigned numbers in signed ones
        LOG.warn(
                "ACLK: Cloud requested disconnect (EC={}, \"{}\")",
                Integer.toUnsignedString(request.getErrorCode()),
                said);
        if (request.getPermaban()) {
            LOG.error("ACLK: Cloud Banned This Agent! Claim it again to try anew");
            retry.ban();
        }
        long seconds = request.getReconnectAfterSeconds();
        if (seconds != 0) {
            long obeyed = seconds < 0 ? MAX_BLOCK_SECONDS : Math.min(seconds, MAX_BLOCK_SECONDS);
            LOG.warn(
                    "ACLK: Cloud asks not to reconnect for {} seconds. We shall honor that request",
                    Long.toUnsignedString(seconds));
            retry.block(clock.instant().plusSeconds(obeyed));
        }
        return said;
    }
}

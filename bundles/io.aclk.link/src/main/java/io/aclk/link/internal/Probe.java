package io.aclk.link.internal;

import io.aclk.api.claim.Identity;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkProbe;
import io.aclk.api.link.LinkProbe.Depth;
import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.ProbeException;
import io.aclk.api.link.ProbeException.Answer;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkException;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.Transport;
import io.aclk.api.transport.TransportException;
import io.aclk.host.api.Capability;
import io.aclk.schemas.DisconnectReq;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One probe: an {@link Attempt} that is watched and comes to nothing. Blocks; {@link #abort()} ends it from any thread.
 */
final class Probe {

    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(2);

    /** Takes nothing and announces nothing. */
    private static final Inbox NO_INBOX = new Inbox() {
        @Override
        public List<Capability> capabilities() {
            return List.of();
        }

        @Override
        public void accept(InboundMessage message) {}

        @Override
        public void online(LinkSession session) {}

        @Override
        public void offline(LinkSession session) {}
    };

    private static final Connection.Events NO_EVENTS = new Connection.Events() {
        @Override
        public void ended(Connection connection, DisconnectCause cause, String detail) {}

        @Override
        public void stable(Connection connection) {}

        @Override
        public void disconnectRequested(Connection connection, DisconnectReq request) {}
    };

    private final LinkSettings settings;
    private final Identity identity;
    private final Network network;
    private final Transport transport;
    private final Clock clock;
    private final Stages stages;
    private final AbortSignal abort = new AbortSignal();

    /**
     * A probe.
     *
     * @param identity may be {@code null}, as {@code network} and {@code transport}: it then goes as far as it can
     */
    Probe(
            LinkSettings settings,
            Identity identity,
            Network network,
            Transport transport,
            LinkProbe.Observer observer,
            Clock clock) {
        this.settings = settings;
        this.identity = identity;
        this.network = network;
        this.transport = transport;
        this.stages = new Stages(observer);
        this.clock = clock;
    }

    /** Ends the probe. Idempotent. */
    void abort() {
        abort.abort();
    }

    /** Goes through the stages. */
    void run(Depth depth) throws ProbeException {
        if (network == null) {
            throw failed(Stage.DNS, "offline", "the bundle io.aclk.network is missing or stopped");
        }
        if (!LinkInputs.usable(settings.url())) {
            throw failed(
                    Stage.DNS,
                    "configuration error, invalid cloud url",
                    "the setting url of io.aclk.link is not an http(s) URL");
        }
        if (identity == null) {
            connectOnly();
            throw failed(Stage.ENV, "agent is not claimed (during /env)", "there is no identity to ask /env with");
        }
        if (!settings.claimedId().equals(Optional.of(identity.claimId()))) {
            throw failed(
                    Stage.DNS,
                    "offline",
                    "waiting for the settings of claim " + identity.claimId() + " from io.aclk.config");
        }
        attempt(depth);
    }

    private void connectOnly() throws ProbeException {
        try {
            network.connect(
                            settings.url().getHost(),
                            Login.port(settings.url()),
                            settings.network(),
                            abort,
                            stages.toServer(Login.address(settings.url())))
                    .close();
        } catch (NetworkException e) {
            throw failed(
                    stages.current(),
                    Texts.statusOf(e.reason()),
                    "connecting to " + settings.url().getHost() + " failed: " + e.getMessage(),
                    Answer.NONE,
                    e);
        } catch (IOException e) {
            // it was only made to be looked at
        }
    }

    private void attempt(Depth depth) throws ProbeException {
        Instant now = clock.instant();
        Target target = new Target(identity.claimId(), settings.url(), settings.network(), network, transport);
        Attempt attempt = new Attempt(target, identity, now.toEpochMilli() * 1000, now, null, NO_INBOX, NO_EVENTS);
        try {
            abort.register(attempt::abort);
            if (depth == Depth.CHALLENGE || transport == null) {
                attempt.prove(stages);
            } else {
                attempt.run(stages).transport().disconnect(LEAVE_LIMIT);
            }
        } catch (AttemptException e) {
            throw failed(stages.current(), e.statusText(), e.getMessage(), answer(attempt, e), e.getCause());
        } catch (NetworkException e) {
            throw failed(Stage.DNS, "offline", "aborted", Answer.NONE, e);
        }
        if (depth == Depth.SUBSCRIPTION && transport == null) {
            throw failed(Stage.WEBSOCKET, "offline", "the bundle io.aclk.transport is missing or stopped");
        }
    }

    /** What was answered: of the login what it said, of the WebSocket its status. */
    private static Answer answer(Attempt attempt, AttemptException failure) {
        if (failure.getCause() instanceof TransportException e && e.httpStatus().isPresent()) {
            return new Answer(e.httpStatus(), e.contentType().orElse(""), e.retryAfter(), Optional.empty(), false);
        }
        return attempt.answer();
    }

    private static ProbeException failed(Stage stage, String statusText, String message) {
        return failed(stage, statusText, message, Answer.NONE, null);
    }

    /** The certificate is looked at during the handshake: what is wrong with it is not wrong with TLS. */
    private static ProbeException failed(
            Stage stage, String statusText, String message, Answer answer, Throwable cause) {
        boolean certificate = stage == Stage.TLS
                && cause instanceof NetworkException e
                && e.reason() == NetworkException.Reason.CERTIFICATE;
        return new ProbeException(certificate ? Stage.CERTIFICATE : stage, statusText, message, answer, cause);
    }
}

package io.aclk.doctor.internal;

import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.ProbeException;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.time.Clock;

/** Puts the failure of a probe into words: which check it belongs to, what is wrong, what to do. */
final class Faults {

    private final Settings settings;
    private final Story story;
    private final NetworkFaults network;
    private final CloudFaults cloud;
    private final BrokerFaults broker;

    Faults(Settings settings, Story story, Clock clock, Commands commands) {
        this.settings = settings;
        this.story = story;
        this.network = new NetworkFaults(settings, story, clock, commands);
        this.cloud = new CloudFaults(settings, commands);
        this.broker = new BrokerFaults(commands);
    }

    /** What is wrong. */
    Remedy explain(ProbeException failure) {
        Stage stage = failure.stage();
        Party party = party(stage);
        if (story.end() == Story.End.TOO_SLOW) {
            return silent(stage, party);
        }
        NetworkException below = below(failure);
        if (below != null) {
            return network.explain(Check.of(stage), below, party);
        }
        if (failure.getCause() instanceof TransportException e) {
            return broker.explain(Check.of(stage), e, party);
        }
        return cloud.explain(Check.of(stage), failure, party);
    }

    /** Who is spoken to at a stage. */
    private Party party(Stage stage) {
        switch (stage) {
            case CHALLENGE:
            case LOGIN:
                return Party.named("the login server", story.subject(stage, ""));
            case WEBSOCKET:
            case MQTT:
            case SUBSCRIPTION:
                return Party.named("the broker", story.subject(Stage.WEBSOCKET, ""));
            default:
                return Party.server(settings);
        }
    }

    /** The doctor's own limit passed: the same as if one of the parts had given up. */
    private Remedy silent(Stage stage, Party party) {
        Check met = Check.of(stage);
        switch (stage) {
            case DNS:
                return network.explain(met, silence(Fault.NAME_NO_ANSWER, Peer.SERVER), party);
            case TCP:
                return network.explain(met, silence(Fault.TCP_NO_ANSWER, Peer.SERVER), party);
            case PROXY:
                return network.explain(met, silence(Fault.NO_ANSWER, Peer.PROXY), party);
            case WEBSOCKET:
                return broker.explain(met, silence(TransportException.Fault.UPGRADE_TIMEOUT), party);
            case MQTT:
                return broker.explain(met, silence(TransportException.Fault.CONNACK_TIMEOUT), party);
            case SUBSCRIPTION:
                return broker.explain(met, silence(TransportException.Fault.SUBACK_TIMEOUT), party);
            default:
                return network.explain(met, silence(Fault.NO_ANSWER, Peer.SERVER), party);
        }
    }

    private static NetworkException silence(Fault fault, Peer peer) {
        return new NetworkException(fault, peer, "no answer", null, null);
    }

    private static TransportException silence(TransportException.Fault fault) {
        return new TransportException(DisconnectCause.CONNACK_TIMEOUT, fault, -1, "no answer", null);
    }

    /** The failure of the network that another one comes from, or null. */
    static NetworkException below(Throwable failure) {
        Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof NetworkException e) {
                return e;
            }
            cause = cause.getCause();
        }
        return null;
    }
}

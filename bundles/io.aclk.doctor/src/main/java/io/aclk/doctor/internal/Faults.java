package io.aclk.doctor.internal;

import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.ProbeException;
import io.aclk.api.network.NetworkException;
import io.aclk.api.transport.TransportException;
import java.time.Clock;

/** Puts the failure of a probe into words: which check it belongs to, what is wrong, what to do. */
final class Faults {

    private final Settings settings;
    private final Story story;
    private final NetworkFaults network;
    private final CloudFaults cloud;
    private final BrokerFaults broker;

    Faults(Settings settings, Story story, Clock clock) {
        this.settings = settings;
        this.story = story;
        this.network = new NetworkFaults(settings, story, clock);
        this.cloud = new CloudFaults(settings);
        this.broker = new BrokerFaults(settings);
    }

    /** What is wrong. */
    Remedy explain(ProbeException failure) {
        Stage stage = failure.stage();
        String peer = peer(stage);
        if (story.end() == Story.End.TOO_SLOW) {
            return silent(stage, peer);
        }
        NetworkException below = below(failure);
        if (below != null) {
            return network.explain(Check.of(stage), below, peer);
        }
        if (failure.getCause() instanceof TransportException e) {
            return broker.explain(Check.of(stage), e, peer);
        }
        return cloud.explain(Check.of(stage), failure, peer);
    }

    /** Who is spoken to at a stage. */
    private String peer(Stage stage) {
        switch (stage) {
            case CHALLENGE:
            case LOGIN:
                return "the login server " + story.subject(stage, settings.server());
            case WEBSOCKET:
            case MQTT:
            case SUBSCRIPTION:
                return "the broker " + story.subject(Stage.WEBSOCKET, settings.server());
            default:
                return "the server " + settings.server();
        }
    }

    private Remedy silent(Stage stage, String peer) {
        return new Remedy(
                Check.of(stage),
                peer + " did not answer in time",
                "try again in some minutes; if it stays so, tell the operator of the server, or of a firewall or proxy in"
                        + " between");
    }

    private static NetworkException below(Throwable failure) {
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

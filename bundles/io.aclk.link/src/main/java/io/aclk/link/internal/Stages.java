package io.aclk.link.internal;

import io.aclk.api.link.LinkProbe;
import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.network.ConnectObserver;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where an attempt to connect is: turns the steps of network and transport, and those of the login, into the stages of
 * {@link LinkProbe}. Of one attempt; used on its thread, {@link LinkProbe.Observer#tried} aside.
 */
final class Stages {

    /** Listens to nothing. */
    static final LinkProbe.Observer NOBODY = new LinkProbe.Observer() {
        @Override
        public void entered(Stage stage, String subject) {}

        @Override
        public void passed(Stage stage, String detail) {}
    };

    private final LinkProbe.Observer observer;
    private final Set<Stage> entered = EnumSet.noneOf(Stage.class);
    private final Set<Stage> passed = EnumSet.noneOf(Stage.class);
    private Stage current = Stage.DNS;

    Stages(LinkProbe.Observer observer) {
        this.observer = observer;
    }

    /** The stage that was begun last: a failure belongs to it. */
    Stage current() {
        return current;
    }

    /** Begins a stage, once. */
    void enter(Stage stage, String subject) {
        if (entered.add(stage)) {
            current = stage;
            observer.entered(stage, subject);
        }
    }

    /** Ends a stage, once. */
    void pass(Stage stage, String detail) {
        if (entered.contains(stage) && passed.add(stage)) {
            observer.passed(stage, detail);
        }
    }

    /** What the server's clock shows. */
    void serverTime(Instant time) {
        observer.serverTime(time);
    }

    /**
     * For the first connection, to the server of the settings: its steps are stages.
     *
     * @param server its {@code host:port}
     */
    ConnectObserver toServer(String server) {
        return new ConnectObserver() {
            @Override
            public void entered(Step step, String subject) {
                stage(step).ifPresent(stage -> enter(stage, stage == Stage.ENV ? server : subject));
            }

            @Override
            public void passed(Step step, String detail) {
                if (step != Step.HTTP) {
                    // an answer alone is none yet that can be used
                    stage(step).ifPresent(stage -> pass(stage, detail));
                }
            }

            @Override
            public void tried(InetSocketAddress address, Optional<String> failure) {
                observer.tried(address, failure);
            }
        };
    }

    /** For the connection to the broker: all below the WebSocket is part of that stage. */
    ConnectObserver toBroker() {
        return new ConnectObserver() {
            @Override
            public void entered(Step step, String subject) {
                if (step == Step.MQTT) {
                    enter(Stage.MQTT, subject);
                }
            }

            @Override
            public void passed(Step step, String detail) {
                if (step == Step.WEBSOCKET) {
                    pass(Stage.WEBSOCKET, detail);
                } else if (step == Step.MQTT) {
                    pass(Stage.MQTT, detail);
                }
            }
        };
    }

    private static Optional<Stage> stage(ConnectObserver.Step step) {
        switch (step) {
            case DNS:
                return Optional.of(Stage.DNS);
            case TCP:
                return Optional.of(Stage.TCP);
            case PROXY:
                return Optional.of(Stage.PROXY);
            case TLS:
                return Optional.of(Stage.TLS);
            case CERTIFICATE:
                return Optional.of(Stage.CERTIFICATE);
            case HTTP:
                return Optional.of(Stage.ENV);
            default:
                return Optional.empty();
        }
    }
}

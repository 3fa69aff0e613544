package io.aclk.network.internal;

import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.ConnectObserver.Step;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a {@link ConnectObserver} of the steps. One that throws is logged, because it must not end a connect. */
final class Steps {

    /** Tells nobody. */
    static final Steps SILENT = new Steps(ConnectObserver.NONE);

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final ConnectObserver observer;

    Steps(ConnectObserver observer) {
        this.observer = observer;
    }

    void entered(Step step, String subject) {
        tell(() -> observer.entered(step, subject));
    }

    void passed(Step step, String detail) {
        tell(() -> observer.passed(step, detail));
    }

    void tried(InetSocketAddress address, Optional<String> failure) {
        tell(() -> observer.tried(address, failure));
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.warn("ACLK: an observer of a connect failed", e);
        }
    }
}

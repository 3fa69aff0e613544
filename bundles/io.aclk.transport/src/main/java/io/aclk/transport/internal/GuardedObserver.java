package io.aclk.transport.internal;

import io.aclk.api.network.ConnectObserver;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells another observer. What that one throws is logged, because it must not leave a half made connection behind. */
record GuardedObserver(ConnectObserver observer) implements ConnectObserver {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

    @Override
    public void entered(Step step, String subject) {
        tell(() -> observer.entered(step, subject));
    }

    @Override
    public void passed(Step step, String detail) {
        tell(() -> observer.passed(step, detail));
    }

    @Override
    public void tried(InetSocketAddress address, Optional<String> failure) {
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

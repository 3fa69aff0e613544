package io.aclk.itests;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Inside the framework: how often the link stopped being online, and for how long. */
final class OnlineTimes implements AutoCloseable {

    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicLong left = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final BundleContext context;
    private final ServiceListener listener;

    /** Begins to count. */
    OnlineTimes(BundleContext context) throws InvalidSyntaxException {
        this.context = context;
        listener = event -> {
            if (event.getType() == ServiceEvent.UNREGISTERING) {
                left.set(System.nanoTime());
                ends.incrementAndGet();
            } else if (event.getType() == ServiceEvent.REGISTERED && ends.get() > 0) {
                longest.accumulateAndGet(System.nanoTime() - left.get(), Math::max);
            }
        };
        context.addServiceListener(listener, "(osgi.condition.id=aclk.online)");
    }

    int ends() {
        return ends.get();
    }

    /** How long it was away at most, until it was online again. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    @Override
    public void close() {
        context.removeServiceListener(listener);
    }
}

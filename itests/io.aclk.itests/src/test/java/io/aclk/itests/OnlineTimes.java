package io.aclk.itests;

import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Inside the framework: how often the link stopped being online. */
final class OnlineTimes implements AutoCloseable {

    private final AtomicInteger ends = new AtomicInteger();
    private final BundleContext context;
    private final ServiceListener listener;

    /** Begins to count. */
    OnlineTimes(BundleContext context) throws InvalidSyntaxException {
        this.context = context;
        listener = event -> {
            if (event.getType() == ServiceEvent.UNREGISTERING) {
                ends.incrementAndGet();
            }
        };
        context.addServiceListener(listener, "(osgi.condition.id=aclk.online)");
    }

    int ends() {
        return ends.get();
    }

    @Override
    public void close() {
        context.removeServiceListener(listener);
    }
}

package io.aclk.runtime.internal;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Follows an OSGi condition (OSGi Core 8, chapter 151), known by its id alone. Thread-safe. */
final class ConditionWatch implements ServiceListener, AutoCloseable {

    /** Of two services with one id the end of the first is told, but not that the other is still there. */
    private static final long LOOK_MILLIS = 500;

    private final BundleContext context;
    private final String id;
    private final String filter;
    private boolean held;
    /** Meaningful while it holds. */
    private long since;

    /** Begins to follow a condition. */
    ConditionWatch(BundleContext context, String id) {
        this.context = context;
        this.id = id;
        this.filter = "(&(objectClass=org.osgi.service.condition.Condition)(osgi.condition.id=" + escaped(id) + "))";
        try {
            context.addServiceListener(this, filter);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        look();
    }

    String id() {
        return id;
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        if (event.getType() == ServiceEvent.UNREGISTERING) {
            synchronized (this) {
                // another one may hold it still, but whatever depends on the condition lost it for a moment
                held = false;
            }
        } else {
            look();
        }
    }

    private synchronized void look() {
        boolean now = offered();
        if (now && !held) {
            since = System.nanoTime();
        }
        held = now;
        notifyAll();
    }

    private boolean offered() {
        try {
            return context.getAllServiceReferences(null, filter) != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it holds now. */
    synchronized boolean held() {
        return held;
    }

    /**
     * Waits until the condition holds, and held for a while.
     *
     * @param limit how long to wait until it holds
     * @param stay how long it must hold then, without a break
     * @param over whether there is no reason to wait any longer
     * @return whether it does
     */
    synchronized boolean await(Duration limit, Duration stay, BooleanSupplier over) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            look();
            long now = System.nanoTime();
            if (held && now - since >= stay.toNanos()) {
                return true;
            }
            // one that holds in time may show that it stays
            long left = held ? since + stay.toNanos() - now : deadline - now;
            if (left <= 0 || over.getAsBoolean()) {
                return false;
            }
            wait(Math.max(1, Math.min(LOOK_MILLIS, left / 1_000_000)));
        }
    }

    @Override
    public void close() {
        context.removeServiceListener(this);
    }

    private static String escaped(String id) {
        return id.replaceAll("[\\\\*()]", "\\\\$0");
    }
}

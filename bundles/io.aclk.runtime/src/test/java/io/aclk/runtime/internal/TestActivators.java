package io.aclk.runtime.internal;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condition.Condition;

/** What the bundles of tests do when they start. Each class is copied into bundles alone. */
final class TestActivators {

    private TestActivators() {}

    /** Fails. */
    public static final class Failing implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException("the disk is full");
        }

        @Override
        public void stop(BundleContext context) {}
    }

    /** Never ends to start, unless it is interrupted. */
    public static final class Hanging implements BundleActivator {
        @Override
        public void start(BundleContext context) throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Override
        public void stop(BundleContext context) {}
    }

    /** Holds the condition {@code test.online}. */
    public static final class Online implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            context.registerService(
                    Condition.class,
                    Condition.INSTANCE,
                    new Hashtable<>(Map.of(Condition.CONDITION_ID, "test.online")));
        }

        @Override
        public void stop(BundleContext context) {}
    }

    /** Refuses the start of the agent. */
    public static final class Refusing implements BundleActivator {
        @Override
        @SuppressWarnings("unchecked")
        public void start(BundleContext context) throws Exception {
            for (ServiceReference<?> reference :
                    context.getServiceReferences(Consumer.class, "(aclk.control=refuse-start)")) {
                ((Consumer<String>) context.getService(reference)).accept("port 19999 is taken");
            }
        }

        @Override
        public void stop(BundleContext context) {}
    }
}

package io.aclk.itests;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Activators put into a bundle, so that it does not start. */
final class BrokenActivators {

    private BrokenActivators() {}

    /** Fails. */
    public static final class Throwing implements BundleActivator {

        static final String MESSAGE = "broken on purpose";

        /** Made by the framework. */
        public Throwing() {}

        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException(MESSAGE);
        }

        @Override
        public void stop(BundleContext context) {
            // never started
        }
    }

    /** Never returns, unless it is interrupted. */
    public static final class Hanging implements BundleActivator {

        /** Made by the framework. */
        public Hanging() {}

        @Override
        public void start(BundleContext context) throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Override
        public void stop(BundleContext context) {
            // never started
        }
    }
}

package io.aclk.runtime.internal;

import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;

/** The instance while it runs: the start of its features, and the control point of one that is not only looked at. */
final class Instance implements AutoCloseable {

    private final Optional<ControlPoint> control;
    private final Thread starter;

    /** Begins to start the features. */
    Instance(
            BundleContext context,
            InstanceFiles files,
            StartGuard guard,
            CommandLineOverrides overrides,
            ControlThreads threads,
            LastUpdate last,
            Optional<ControlPoint> control) {
        this.control = control;
        context.registerService(Consumer.class, guard, new Hashtable<>(Map.of("aclk.control", "refuse-start")));
        overrides.register(context);
        starter = threads.newThread(new FeatureStart(context, files, guard, overrides, threads, last));
        starter.start();
    }

    /** Ends within 5 s. */
    @Override
    public void close() {
        starter.interrupt();
        control.ifPresent(ControlPoint::close);
        try {
            starter.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

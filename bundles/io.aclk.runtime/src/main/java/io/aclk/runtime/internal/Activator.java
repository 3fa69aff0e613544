package io.aclk.runtime.internal;

import java.util.function.Consumer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Starts this bundle. Not a Declarative Services component: it starts SCR's users, and must answer even when SCR does
 * not.
 */
public final class Activator implements BundleActivator {

    /** Property of the service that the launcher offers: ends the process with a line on standard error. */
    private static final String REFUSE = "(aclk.launcher=refuse)";

    /** Property of the service that the launcher may offer: is told that the instance is ready. */
    private static final String READY = "(aclk.launcher=ready)";

    private Instance instance;

    /** Called by the framework. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws Exception {
        instance = new Instance(
                context,
                InstanceFiles.of(context),
                new StartGuard(refuse(context), ready(context), System::nanoTime),
                CommandLineOverrides.of(context));
    }

    @Override
    public void stop(BundleContext context) {
        instance.close();
    }

    /** How the launcher ends the process; where there is none, a refusal is logged and the instance goes on. */
    @SuppressWarnings("unchecked")
    private static Consumer<String> refuse(BundleContext context) throws InvalidSyntaxException {
        for (ServiceReference<?> reference : context.getServiceReferences(Consumer.class, REFUSE)) {
            return (Consumer<String>) context.getService(reference);
        }
        return line -> {};
    }

    private static Runnable ready(BundleContext context) throws InvalidSyntaxException {
        for (ServiceReference<Runnable> reference : context.getServiceReferences(Runnable.class, READY)) {
            return context.getService(reference);
        }
        return () -> {};
    }
}

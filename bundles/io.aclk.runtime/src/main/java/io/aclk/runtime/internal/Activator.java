package io.aclk.runtime.internal;

import java.util.Optional;
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

    /** Property of the service that the launcher may offer: shows a line on standard error. */
    private static final String WARN = "(aclk.launcher=warn)";

    /** Framework property: a command looks at a stopped instance; nothing is written below its directory. */
    static final String PROBE = "aclk.probe";

    private Instance instance;

    /** Called by the framework. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws Exception {
        context.addFrameworkListener(new RecordCaches());
        context.addFrameworkListener(new UninstalledBundles(context));
        InstanceFiles files = InstanceFiles.of(context);
        StartGuard guard =
                new StartGuard(lines(context, REFUSE), ready(context), lines(context, WARN), System::nanoTime);
        ControlThreads threads = new ControlThreads();
        LastUpdate last = LastUpdate.read(files);
        Optional<ControlPoint> control = Boolean.parseBoolean(context.getProperty(PROBE))
                ? Optional.empty()
                : Optional.of(new ControlPoint(context, files, guard, threads, last));
        instance = new Instance(context, files, guard, CommandLineOverrides.of(context), threads, last, control);
    }

    @Override
    public void stop(BundleContext context) {
        instance.close();
    }

    /** What the launcher does with a line; where there is none, lines are logged only, and the instance goes on. */
    @SuppressWarnings("unchecked")
    private static Consumer<String> lines(BundleContext context, String filter) throws InvalidSyntaxException {
        for (ServiceReference<?> reference : context.getServiceReferences(Consumer.class, filter)) {
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

package io.aclk.itests.driver;

import java.util.Hashtable;
import org.ops4j.pax.exam.ProbeInvokerFactory;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Inside the framework: offers the invoker that {@code pax.exam.invoker=jupiter} selects. */
public final class Activator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("driver", "jupiter");
        context.registerService(
                ProbeInvokerFactory.class,
                (probe, instruction) -> new JupiterInvoker((BundleContext) probe, instruction),
                properties);
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the service back
    }
}

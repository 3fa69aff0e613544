package io.aclk.runtime.internal;

import java.lang.reflect.Field;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of bundles that were uninstalled. Felix keeps each bundle that ever used a service for as long as that service is
 * there, as a key of the use counts, which fall to zero and stay. Pax Logging keeps the loggers of each bundle, and these
 * the bundle. Neither Felix 7.0.5 nor Pax Logging 2.3.2, the newest there are, has a call that ends it, so the entries are
 * taken out of their maps. Where these are named otherwise, in another version or framework, nothing happens; {@code
 * FeatureRemoveIT} tells.
 */
final class UninstalledBundles implements FrameworkListener {

    private static final Logger LOG = LoggerFactory.getLogger(UninstalledBundles.class);

    private final BundleContext context;

    /**
     * The uninstalled bundles of a framework.
     *
     * @param context of any of its bundles
     */
    UninstalledBundles(BundleContext context) {
        this.context = context;
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        // only now nobody uses their classes any more, which may ask for loggers to the last
        if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            release();
        }
    }

    private void release() {
        try {
            releaseUses();
            releaseLoggers();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("bundles that were uninstalled may stay in memory", e);
        }
    }

    /** A concurrent map with the bundles as keys. */
    private void releaseUses() throws ReflectiveOperationException {
        Object framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        Object registry = value(framework, "m_registry");
        Map<?, ?> uses = (Map<?, ?>) value(registry, "m_inUseMap");
        uses.keySet().removeIf(bundle -> ((Bundle) bundle).getState() == Bundle.UNINSTALLED);
    }

    /** A map that is its own lock, with keys {@code FACADE#CATEGORY#BUNDLE-ID}. */
    private void releaseLoggers() throws ReflectiveOperationException {
        Object manager = value(LoggerFactory.getILoggerFactory(), "m_paxLogging");
        Map<?, ?> loggers = (Map<?, ?>) value(manager, "m_loggers");
        synchronized (loggers) {
            loggers.keySet().removeIf(key -> context.getBundle(bundleId((String) key)) == null);
        }
    }

    private static long bundleId(String key) {
        return Long.parseLong(key.substring(key.lastIndexOf('#') + 1));
    }

    private static Object value(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}

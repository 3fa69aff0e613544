package io.aclk.itests.driver;

import java.lang.reflect.AnnotatedElement;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/** Inside: services for injection, with a diagnosis when one does not come. */
public final class Services {

    /** Framework property: how long a service is waited for, milliseconds. */
    public static final String LIMIT = "aclk.itests.service.limit";

    private static final String DEFAULT_LIMIT = "20000";

    private Services() {}

    static Object find(BundleContext context, Class<?> type, AnnotatedElement place) {
        if (type == BundleContext.class) {
            return context;
        }
        Filter filter = place.getAnnotation(Filter.class);
        return await(context, type, filter == null ? "" : filter.value());
    }

    /**
     * Waits for a service.
     *
     * @param context whose view of the registry
     * @param type service interface
     * @param filter further condition, or empty
     * @return the service
     * @throws AssertionError with what is missing in the framework when it does not come in time ({@link #LIMIT}, default 20 s)
     */
    public static <T> T await(BundleContext context, Class<T> type, String filter) {
        String configured = context.getProperty(LIMIT);
        long limit = Long.parseLong(configured == null ? DEFAULT_LIMIT : configured);
        String byType = "(" + Constants.OBJECTCLASS + "=" + type.getName() + ")";
        try {
            ServiceTracker<T, T> tracker = new ServiceTracker<>(
                    context, context.createFilter(filter.isEmpty() ? byType : "(&" + byType + filter + ")"), null);
            tracker.open();
            try {
                T service = tracker.waitForService(limit);
                if (service == null) {
                    throw new AssertionError("no service " + type.getName() + " " + filter + " within " + limit
                            + " ms\n" + Diagnosis.of(context));
                }
                // held on behalf of the context, so that closing the tracker does not give a service factory's object
                // back
                return context.getService(tracker.getServiceReference());
            } finally {
                tracker.close();
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("not an LDAP filter: " + filter, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + type.getName(), e);
        }
    }
}

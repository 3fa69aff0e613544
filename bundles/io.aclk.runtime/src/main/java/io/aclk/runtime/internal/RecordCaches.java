package io.aclk.runtime.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of the classes of bundles that are gone. The JDK makes {@code equals}, {@code hashCode} and {@code toString} of
 * records from method handles of its own, and in older versions each of these keeps the last type that it was adapted to,
 * with its class loader (JDK-8078641). Adapting them to a type of this bundle, which is never updated, ends that.
 */
final class RecordCaches implements FrameworkListener {

    private static final Logger LOG = LoggerFactory.getLogger(RecordCaches.class);

    private static final MethodHandles.Lookup OURS = MethodHandles.lookup();

    /** What the handles may keep instead. */
    private record Kept(RecordCaches value) {}

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            release();
        }
    }

    /** Makes the JDK keep a type of this bundle in the place of the last one that it adapted its handles to. */
    static void release() {
        try {
            MethodHandle value = OURS.findGetter(Kept.class, "value", RecordCaches.class);
            adapt("equals", MethodType.methodType(boolean.class, Kept.class, Object.class), value);
            adapt("hashCode", MethodType.methodType(int.class, Kept.class), value);
            adapt("toString", MethodType.methodType(String.class, Kept.class), value);
        } catch (Throwable e) {
            LOG.debug("classes that are not needed any more may stay in memory", e);
        }
    }

    /** As the first call of such a method does. */
    private static void adapt(String method, MethodType type, MethodHandle getter) throws Throwable {
        ObjectMethods.bootstrap(OURS, method, type, Kept.class, "value", getter);
    }
}

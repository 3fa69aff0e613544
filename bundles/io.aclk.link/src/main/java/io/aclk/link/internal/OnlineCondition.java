package io.aclk.link.internal;

import java.util.Hashtable;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the OSGi condition {@code aclk.online} while the link is online. Used on the event thread only. */
final class OnlineCondition implements Consumer<Boolean> {

    private static final Logger LOG = LoggerFactory.getLogger(OnlineCondition.class);
    private static final String ID = "aclk.online";

    private final BundleContext context;
    private ServiceRegistration<?> registration;

    private OnlineCondition(BundleContext context) {
        this.context = context;
    }

    /** The condition, or nothing on a framework before OSGi R8, which has none. */
    static Consumer<Boolean> of(BundleContext context) {
        try {
            Class.forName("org.osgi.service.condition.Condition", false, OnlineCondition.class.getClassLoader());
            return new OnlineCondition(context);
        } catch (ClassNotFoundException e) {
            LOG.debug("ACLK: this framework has no conditions; {} is not registered", ID);
            return online -> {};
        }
    }

    @Override
    public void accept(Boolean online) {
        if (online && registration == null) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(Condition.CONDITION_ID, ID);
            registration = context.registerService(Condition.class, Condition.INSTANCE, properties);
        } else if (!online && registration != null) {
            ServiceRegistration<?> ended = registration;
            registration = null;
            ended.unregister();
        }
    }
}

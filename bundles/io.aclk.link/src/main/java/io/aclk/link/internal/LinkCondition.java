package io.aclk.link.internal;

import java.util.Hashtable;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An OSGi condition of the link, registered while it holds. Used on the event thread only. */
final class LinkCondition implements Consumer<Boolean> {

    private static final Logger LOG = LoggerFactory.getLogger(LinkCondition.class);

    /** The link is online: the agent was announced to the cloud in this session, and the cloud acknowledged it. */
    static final String ONLINE = "aclk.online";
    /** The link is online, or tries to be: it is not switched off, is claimed, and lacks no bundle. */
    static final String ACTIVE = "aclk.active";
    /** The link is there and its persistent switch is on, whatever else keeps it from being online. */
    static final String SWITCHED_ON = "aclk.switched.on";

    private final BundleContext context;
    private final String id;
    private ServiceRegistration<?> registration;

    private LinkCondition(BundleContext context, String id) {
        this.context = context;
        this.id = id;
    }

    /** A condition that does not hold yet, or nothing on a framework before OSGi R8, which has none. */
    static Consumer<Boolean> of(BundleContext context, String id) {
        try {
            Class.forName("org.osgi.service.condition.Condition", false, LinkCondition.class.getClassLoader());
            return new LinkCondition(context, id);
        } catch (ClassNotFoundException e) {
            LOG.debug("ACLK: this framework has no conditions; {} is not registered", id);
            return holds -> {};
        }
    }

    @Override
    public void accept(Boolean holds) {
        if (holds && registration == null) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(Condition.CONDITION_ID, id);
            registration = context.registerService(Condition.class, Condition.INSTANCE, properties);
        } else if (!holds && registration != null) {
            ServiceRegistration<?> ended = registration;
            registration = null;
            ended.unregister();
        }
    }
}

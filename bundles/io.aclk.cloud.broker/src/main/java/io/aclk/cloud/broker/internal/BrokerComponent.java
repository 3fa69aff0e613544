package io.aclk.cloud.broker.internal;

import io.aclk.cloud.api.Logins;
import io.aclk.cloud.api.ServerKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Runs the broker while there is a {@link ServerKey}. {@code Bus} is registered once the broker listens, by
 * {@link BrokerService}, since its address is not known before.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = BrokerSettings.PID)
@Designate(ocd = BrokerOptions.class)
public final class BrokerComponent {

    private final BrokerService broker;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Logins logins;

    @SuppressWarnings("rawtypes") // the control contract uses types of the JDK only
    @Reference(
            service = Consumer.class,
            target = "(aclk.control=refuse-start)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Consumer refuseStart;

    /** Called by SCR; returns at once, the broker starts on a thread of its own. */
    @Activate
    public BrokerComponent(BundleContext context, @Reference ServerKey key, Map<String, Object> properties) {
        Optional<Path> run =
                Optional.ofNullable(context.getProperty("aclk.dir")).map(dir -> Path.of(dir, "run"));
        broker = new BrokerService(context, key.sslContext(), () -> logins, this::refuse, run);
        broker.configure(properties);
    }

    /** The configuration belongs to several bundles: agents are disconnected only if what concerns us changed. */
    @Modified
    void modified(Map<String, Object> properties) {
        broker.configure(properties);
    }

    @Deactivate
    void deactivate() {
        broker.close();
    }

    @SuppressWarnings("unchecked")
    private void refuse(String line) {
        Consumer<String> consumer = refuseStart;
        if (consumer != null) {
            consumer.accept(line);
        }
    }
}

package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.ServerKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the {@link ServerKey} that the listeners of gateway and broker wait for, once it could be opened. (As a
 * component of its own it would be announced before anybody knows whether the files are readable.)
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = GatewayConfig.PID)
public final class ServerKeyActivator {

    private static final Logger LOG = LoggerFactory.getLogger(ServerKeyActivator.class);

    private final ServiceRegistration<ServerKey> registration;

    /** Opens the files and registers the key. */
    @Activate
    public ServerKeyActivator(
            BundleContext context,
            GatewayConfig config,
            @Reference(
                            name = "refuse",
                            target = "(aclk.control=refuse-start)",
                            cardinality = ReferenceCardinality.OPTIONAL)
                    Consumer<String> refuse) {
        registration = open(context, config, refuse == null ? LOG::error : refuse);
    }

    private static ServiceRegistration<ServerKey> open(
            BundleContext context, GatewayConfig config, Consumer<String> refuse) {
        try {
            ServerKeyFiles files = new ServerKeyFiles(Settings.of(config, context), Clock.systemUTC());
            try {
                return context.registerService(ServerKey.class, files.open(), null);
            } catch (IOException | GeneralSecurityException e) {
                LOG.debug("Cannot open the server's key", e);
                refuse.accept(files.explain(e));
            }
        } catch (IllegalArgumentException e) {
            refuse.accept(e.getMessage());
        }
        return null;
    }

    /** Withdraws the key. */
    @Deactivate
    public void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
    }
}

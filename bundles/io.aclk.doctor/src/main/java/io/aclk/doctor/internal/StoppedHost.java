package io.aclk.doctor.internal;

import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.UUID;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for the host where there is none: in the short-lived framework of a command that looks at a stopped agent
 * ({@link InstanceDirectory#probing}). The identity of the machine is read from where the host keeps it, and is never
 * written. Anywhere else it does nothing.
 */
@Component(
        service = {},
        immediate = true)
public final class StoppedHost {

    private static final Logger LOG = LoggerFactory.getLogger(StoppedHost.class);

    private static final int GUID_CHARACTERS = 36;

    private final ServiceRegistration<NodeDirectory> registration;

    /** Made by SCR. */
    @Activate
    public StoppedHost(BundleContext context) {
        registration = InstanceDirectory.probing(context)
                ? context.registerService(
                        NodeDirectory.class,
                        new StoppedNode(machineGuid(InstanceDirectory.of(context)), version(context)),
                        // a real host goes before
                        new Hashtable<>(Map.of(Constants.SERVICE_RANKING, Integer.MIN_VALUE)))
                : null;
    }

    @Deactivate
    void stop() {
        if (registration != null) {
            registration.unregister();
        }
    }

    /** An agent that was never started has none; it would make one, as is done here for the moment. */
    private static UUID machineGuid(InstanceDirectory instance) {
        Path file = instance.data().resolve("registry").resolve("netdata.public.unique.id");
        try {
            String text = Files.exists(file) ? Files.readString(file).strip() : "";
            if (text.length() == GUID_CHARACTERS) {
                return UUID.fromString(text);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("ACLK: the machine GUID cannot be read from {}: {}", file, e.toString());
        }
        return UUID.randomUUID();
    }

    private static String version(BundleContext context) {
        Version version = context.getBundle().getVersion();
        return "v" + version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }
}

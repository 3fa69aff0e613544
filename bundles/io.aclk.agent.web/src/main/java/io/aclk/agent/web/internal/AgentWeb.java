package io.aclk.agent.web.internal;

import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiEndpoint;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.InfoContributor;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers {@link AgentApi} and serves it on the local listener. The service is there even if the port is taken, so that
 * the link works without the listener; {@link #PORT} tells where it listens. Declarative Services calls the life-cycle
 * methods one at a time.
 */
@Component(
        service = {},
        configurationPid = AgentWeb.PID,
        immediate = true)
@Designate(ocd = AgentWeb.Config.class)
public final class AgentWeb {

    static final String PID = "io.aclk.agent.web";

    /** Property of the service ({@code Integer}): the port in use; absent while nothing is listened on. */
    static final String PORT = "aclk.agent.web.port";

    private static final String FILE = "conf/" + PID + ".cfg";

    private static final Logger LOG = LoggerFactory.getLogger(AgentWeb.class);

    /** Configuration. */
    @ObjectClassDefinition(name = "Local HTTP API of the agent")
    @interface Config {
        /** Interface to listen on. */
        @AttributeDefinition(description = "Name or address of the interface to listen on")
        String host() default Settings.DEFAULT_HOST;

        /** Port to listen on. */
        @AttributeDefinition(description = "Port to listen on, 0 = any free one", min = "0", max = "65535")
        int port() default Settings.DEFAULT_PORT;
    }

    private final Endpoints endpoints = new Endpoints();
    private final BundleContext context;
    private final Config config;
    private final Versions versions;
    private final AgentApi api;
    private final PortFile portFile;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<InfoContributor> contributors = List.of();

    @Reference(
            target = "(aclk.control=refuse-start)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Consumer<String> refuseStart;

    private Listener listener;
    private ServiceRegistration<AgentApi> registration;

    /** Takes what is needed; nothing is opened before {@link #activate}. */
    @Activate
    public AgentWeb(
            BundleContext context,
            Config config,
            @Reference MetricStore store,
            @Reference NodeDirectory nodes,
            @Reference ContextCatalog catalog) {
        InstantSource clock = InstantSource.system();
        long started = clock.millis() / 1000;
        this.context = context;
        this.config = config;
        RecentStore recentStore = new RecentStore(store, System::nanoTime);
        RecentCatalog recentCatalog = new RecentCatalog(catalog, System::nanoTime);
        this.versions = new Versions(nodes, catalog, started, node -> {
            recentStore.forget(node);
            recentCatalog.forget(node);
        });
        this.api = new Router(
                new Host(recentStore, nodes, recentCatalog, versions, () -> contributors, clock, started), endpoints);
        this.portFile = new PortFile(InstanceDirectory.of(context).run());
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addEndpoint(ApiEndpoint endpoint, Map<String, Object> properties) {
        endpoints.add(endpoint, properties);
    }

    void updatedEndpoint(ApiEndpoint endpoint, Map<String, Object> properties) {
        endpoints.add(endpoint, properties);
    }

    void removeEndpoint(ApiEndpoint endpoint) {
        endpoints.remove(endpoint);
    }

    /** Opens the listener and registers the service. */
    @Activate
    void activate() {
        try {
            listener = Listener.open(settings(config), api);
        } catch (IOException | IllegalArgumentException e) {
            refuse(problem(e));
        }
        registration = context.registerService(AgentApi.class, api, properties());
        published();
    }

    /** Moves the listener. If the new place cannot be had, it stays where it is. */
    @Modified
    void modified(Config changed) {
        Settings wanted;
        try {
            wanted = settings(changed);
        } catch (IllegalArgumentException e) {
            stay(e);
            return;
        }
        if (listener != null && listener.settings().equals(wanted)) {
            return;
        }
        try {
            move(wanted);
        } catch (IOException e) {
            stay(e);
            if (listener != null) {
                return;
            }
        }
        registration.setProperties(properties());
        published();
    }

    /** The new listener is opened first, unless it needs the port of the old one. */
    private void move(Settings wanted) throws IOException {
        Listener old = listener;
        if (old != null && wanted.port() == old.port()) {
            old.close();
            listener = null;
            try {
                listener = Listener.open(wanted, api);
            } catch (IOException e) {
                listener = Listener.open(new Settings(old.settings().host(), wanted.port()), api);
                throw e;
            }
            return;
        }
        listener = Listener.open(wanted, api);
        if (old != null) {
            old.close();
        }
    }

    private void stay(Exception reason) {
        String place = listener == null ? "nothing is listened on" : "still listening on port " + listener.port();
        LOG.error("{}; {}", problem(reason), place);
    }

    private void refuse(String problem) {
        Consumer<String> runtime = refuseStart;
        if (runtime != null) {
            runtime.accept(problem);
        } else {
            LOG.error("{}", problem);
        }
    }

    /** One line that names port, setting and file, and says what to do. */
    private static String problem(Exception reason) {
        return reason instanceof IOException
                ? reason.getMessage() + ": set another port (port) in " + FILE + ", or stop what uses it"
                : reason.getMessage() + ": correct it in " + FILE;
    }

    private static Settings settings(Config config) {
        int port;
        try {
            port = config.port();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("port is not a number", e);
        }
        return new Settings(config.host(), port);
    }

    private void published() {
        if (listener == null) {
            portFile.delete();
        } else {
            portFile.write(listener.port());
            LOG.info("Listening on http://{}", new Settings(listener.settings().host(), listener.port()));
        }
    }

    private Dictionary<String, Object> properties() {
        Dictionary<String, Object> properties = new Hashtable<>();
        if (listener != null) {
            properties.put(PORT, listener.port());
        }
        return properties;
    }

    /** Withdraws the service, then stops listening. */
    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        if (listener != null) {
            listener.close();
            listener = null;
            portFile.delete();
        }
        versions.close();
    }
}

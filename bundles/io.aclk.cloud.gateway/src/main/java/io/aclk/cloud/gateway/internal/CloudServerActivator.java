package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.CloudServer;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the HTTPS server with the endpoints for agents and the servlets of the whiteboard, and registers
 * {@link CloudServer} while it listens. Starting happens on a thread of its own.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = GatewayConfig.PID)
@Designate(ocd = GatewayConfig.class)
public final class CloudServerActivator {

    private static final Logger LOG = LoggerFactory.getLogger(CloudServerActivator.class);
    private static final long STOP_SECONDS = 4;

    private final BundleContext context;
    private final ServerKey key;
    private final Store store;
    private final Credentials credentials;
    private final Consumer<String> refuse;
    private final ExecutorService executor = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(4), Threads.named("cloud-server"));

    /** Claims are accepted while the broker is away; agents are told to come back. */
    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    private volatile Bus bus;

    // only touched on the executor's thread
    private HttpsServer server;
    private Whiteboard whiteboard;
    private ServiceRegistration<CloudServer> registration;
    private Path portFile;

    private record Listening(URI url, Store store, ServerKey key) implements CloudServer {
        @Override
        public String claimCommand(String token) {
            return ClaimCommand.anywhere(token, store.rooms().get(0).name(), url, key);
        }
    }

    /** Begins to start. */
    @Activate
    public CloudServerActivator(
            BundleContext context,
            GatewayConfig config,
            @Reference ServerKey key,
            @Reference Store store,
            @Reference Credentials credentials,
            @Reference(
                            name = "refuse",
                            target = "(aclk.control=refuse-start)",
                            cardinality = ReferenceCardinality.OPTIONAL)
                    Consumer<String> refuse) {
        this.context = context;
        this.key = key;
        this.store = store;
        this.credentials = credentials;
        this.refuse = refuse == null ? LOG::error : refuse;
        executor.execute(() -> start(config));
    }

    private void start(GatewayConfig config) {
        Settings settings;
        try {
            settings = Settings.of(config, context);
        } catch (IllegalArgumentException e) {
            refuse.accept(e.getMessage());
            return;
        }
        server = new HttpsServer(key, settings.listen(), settings.port());
        Clock clock = Clock.systemUTC();
        Endpoints.add(
                server.servlets(),
                store,
                () -> Optional.ofNullable(bus),
                new Challenges(clock),
                credentials,
                new FailureLimiter(clock),
                settings.publicUrl());
        try {
            whiteboard = new Whiteboard(context, server.servlets());
            int port = server.start();
            whiteboard.open();
            listening(settings, port);
        } catch (IOException e) {
            refuse.accept("Cannot listen on " + settings.listen() + ":" + settings.port() + " (" + e.getMessage()
                    + "). Stop what uses the port, or set another listen or port in " + Settings.FILE);
            stop();
        } catch (StoreException | InvalidSyntaxException e) {
            LOG.error("The cloud side does not start", e);
            stop();
        }
    }

    private void listening(Settings settings, int port) {
        URI url = settings.publicUrl().orElseGet(() -> URI.create("https://" + host(settings.listen()) + ":" + port));
        portFile = settings.portFile();
        try {
            Files.createDirectories(portFile.getParent());
            Files.writeString(portFile, port + "\n");
        } catch (IOException e) {
            LOG.warn("{} cannot be written; programs that look for the port there do not find it", portFile, e);
        }
        LOG.info("The cloud side listens on {}:{} for {}", settings.listen(), port, url);
        registration = context.registerService(
                CloudServer.class, new Listening(url, store, key), new Hashtable<>(Map.of(CloudServer.PORT, port)));
    }

    /** A name that is in the certificate and that one can connect to. */
    private static String host(String listen) {
        return switch (listen) {
            case "127.0.0.1", "::1", "0.0.0.0", "::" -> "localhost";
            default -> listen.indexOf(':') >= 0 ? "[" + listen + "]" : listen;
        };
    }

    private void stop() {
        if (registration != null) {
            registration.unregister();
            registration = null;
            deletePortFile();
        }
        if (whiteboard != null) {
            whiteboard.close();
            whiteboard = null;
        }
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    private void deletePortFile() {
        try {
            Files.deleteIfExists(portFile);
        } catch (IOException e) {
            LOG.debug("The port file stays", e);
        }
    }

    /** Stops listening. */
    @Deactivate
    public void deactivate() {
        executor.execute(this::stop);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

package io.aclk.agent.web.internal;

import io.aclk.host.api.AgentApi;
import java.io.IOException;
import java.net.InetAddress;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local HTTP server: one connector, few threads ({@code agent-web-<n>}), bounded buffers. Not thread-safe; its owner
 * opens and closes it.
 */
final class Listener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private static final int MOST_THREADS = 8;
    private static final int FEWEST_THREADS = 2;
    private static final int THREAD_IDLE_MILLIS = 30_000;
    private static final int CONNECTION_IDLE_MILLIS = 30_000;
    private static final int STOP_MILLIS = 2_000;
    private static final int BACKLOG = 64;
    private static final int LARGEST_BUFFER = 64 * 1024;
    private static final long BUFFER_MEMORY = 1024 * 1024;

    private final Settings settings;
    private final Server server;
    private final ServerConnector connector;

    private Listener(Settings settings, Server server, ServerConnector connector) {
        this.settings = settings;
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts listening.
     *
     * @throws IOException if the address is taken or is not one of this machine; nothing stays behind then
     */
    static Listener open(Settings settings, AgentApi api) throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS, THREAD_IDLE_MILLIS);
        threads.setName("agent-web");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        threads.setStopTimeout(STOP_MILLIS);
        Server server = new Server(
                threads,
                new ScheduledExecutorScheduler("agent-web-timer", true, Listener.class.getClassLoader()),
                new ArrayByteBufferPool(0, 4096, LARGEST_BUFFER, Integer.MAX_VALUE, BUFFER_MEMORY, BUFFER_MEMORY));
        server.setStopTimeout(STOP_MILLIS);
        ServerConnector connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(CONNECTION_IDLE_MILLIS);
        connector.setReuseAddress(true);
        server.addConnector(connector);
        server.setHandler(new LocalHandler(api, new HostGuard(settings.host(), HostGuard.machineName())));
        Listener listener = new Listener(settings, server, connector);
        try {
            InetAddress.getByName(settings.host());
            server.start();
            return listener;
        } catch (Exception e) {
            listener.close();
            throw new IOException("Cannot listen on " + settings + " (" + reason(e) + ")", e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(LocalHandler.LARGEST_URL + 8 * 1024);
        configuration.setOutputBufferSize(16 * 1024);
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        configuration.setSendXPoweredBy(false);
        configuration.setIdleTimeout(CONNECTION_IDLE_MILLIS);
        configuration.setHttpCompliance(HttpCompliance.RFC7230);
        // the API decodes targets by rules of its own, so nothing may be refused or normalised before
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        return configuration;
    }

    Settings settings() {
        return settings;
    }

    /** The port in use. */
    int port() {
        return connector.getLocalPort();
    }

    /** Stops listening and ends all threads. Idempotent. */
    @Override
    public void close() {
        try {
            server.stop();
            server.destroy();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.debug("The local listener did not stop in order", e);
        }
    }
}

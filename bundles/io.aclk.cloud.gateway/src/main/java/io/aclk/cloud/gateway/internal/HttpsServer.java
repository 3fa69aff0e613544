package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.ServerKey;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty, serving servlets over HTTPS only.
 *
 * <p>Connections stay open after an answer, until the client closes or {@value #IDLE_MILLIS} ms pass: the reader of a
 * stock agent takes an earlier end for a failure ({@code protocol/connecting.md} section 2). The name in {@code Host} is
 * not compared with the certificate: that is the client's decision, and a stock agent may be told not to mind.
 */
final class HttpsServer {

    private static final Logger LOG = LoggerFactory.getLogger(HttpsServer.class);
    private static final int IDLE_MILLIS = 60_000;
    /** Requests that are being answered when we stop have this long; connections without one much less. */
    private static final int STOP_MILLIS = 2_000;

    private static final int IDLE_AT_STOP_MILLIS = 50;
    private static final int THREADS = 64;
    /** More wait in the backlog of the system; a connection without a request is then ended after a second. */
    private static final int CONNECTIONS = 4_096;

    private static final int IDLE_AT_LIMIT_MILLIS = 1_000;
    private static final int HEADER_BYTES = 16 * 1024;

    private final Server server;
    private final ServerConnector connector;
    private final ServletContextHandler servlets = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);

    HttpsServer(ServerKey key, String listen, int port) {
        ThreadFactory factory = Threads.named("cloud-http");
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4, IDLE_MILLIS, -1, null, null, factory);
        server = new Server(threads, new ScheduledExecutorScheduler("cloud-http-timer", true), null);
        server.setStopTimeout(STOP_MILLIS);

        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(key.sslContext());
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        tls.setSniRequired(false);

        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.addCustomizer(new SecureRequestCustomizer(false));

        connector = new ServerConnector(
                server,
                1,
                1,
                new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(http));
        connector.setHost(listen);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setShutdownIdleTimeout(IDLE_AT_STOP_MILLIS);
        server.addConnector(connector);
        NetworkConnectionLimit limit = new NetworkConnectionLimit(CONNECTIONS, server);
        limit.setEndPointIdleTimeout(IDLE_AT_LIMIT_MILLIS);
        server.addBean(limit);
        servlets.setContextPath("/");
        servlets.getServletHandler().setEnsureDefaultServlet(false); // "/" is the console's to take
        server.setHandler(servlets);
    }

    /** Where servlets are put. */
    ServletContextHandler servlets() {
        return servlets;
    }

    /**
     * Begins to listen.
     *
     * @return the port
     * @throws IOException if the port cannot be had
     */
    int start() throws IOException {
        try {
            server.start();
            return connector.getLocalPort();
        } catch (IOException e) {
            stop();
            throw e;
        } catch (Exception e) { // declared by Jetty's life cycle
            stop();
            throw new IllegalStateException("Jetty does not start", e);
        }
    }

    /** Ends all connections; does nothing the second time. */
    void stop() {
        try {
            server.stop();
            server.destroy();
        } catch (Exception e) { // declared by Jetty's life cycle; it has stopped what it could
            LOG.debug("Jetty did not stop in order", e);
        }
    }
}

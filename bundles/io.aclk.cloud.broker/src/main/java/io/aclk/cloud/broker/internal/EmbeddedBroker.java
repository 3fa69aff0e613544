package io.aclk.cloud.broker.internal;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.Logins;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.activemq.artemis.api.core.ActiveMQRemoteDisconnectException;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.ServiceRegistryImpl;
import org.apache.activemq.artemis.logs.AuditLogger;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One broker from its start to its end; not started again. */
final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final BrokerThreads threads;
    private final ActiveMQServer server;
    private final ArtemisBus bus;
    private final int port;

    private EmbeddedBroker(BrokerThreads threads, ActiveMQServer server, ArtemisBus bus, int port) {
        this.threads = threads;
        this.server = server;
        this.bus = bus;
        this.port = port;
    }

    /**
     * Starts a broker; takes about half a second. The caller's context class loader must be the one of this bundle,
     * since Artemis looks its parts up with it.
     *
     * @param settings where to listen
     * @param tls shows the certificate
     * @param logins who may connect; gives {@code null} while nobody knows
     * @throws IOException if the port cannot be had
     */
    static EmbeddedBroker start(BrokerSettings settings, SSLContext tls, Supplier<Logins> logins) throws Exception {
        requireFree(settings);
        warnOfAudit();
        BrokerThreads threads = new BrokerThreads();
        ServiceRegistryImpl registry = new ServiceRegistryImpl();
        registry.setExecutorService(threads.workers());
        registry.setScheduledExecutorService(threads.timers());
        registry.addAcceptorFactory(ArtemisConfiguration.ACCEPTOR, new GuardedAcceptorFactory());
        ActiveMQServer server = new ActiveMQServerImpl(
                ArtemisConfiguration.of(settings, tls), null, new LoginSecurity(logins), null, registry);
        Deliveries deliveries = new Deliveries();
        server.registerBrokerPlugin(new BrokerPlugin(deliveries));
        AtomicReference<Exception> failure = new AtomicReference<>();
        server.registerActivationFailureListener(failure::set);
        try {
            server.start();
            if (failure.get() != null) {
                throw failure.get();
            }
            int port = listening(server, settings);
            ArtemisBus bus = new ArtemisBus(server, deliveries, threads.publisher(), settings.endpoint(port));
            return new EmbeddedBroker(threads, server, bus, port);
        } catch (Exception e) {
            stop(server, threads);
            throw e;
        }
    }

    /** Asked before Artemis is: it would log a taken port as failures of its own, with their stacks. */
    private static void requireFree(BrokerSettings settings) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.listen(), settings.port()));
        }
    }

    /** The audit log of Artemis contains what clients send; nothing but the logging's configuration can end it. */
    private static void warnOfAudit() {
        if (AuditLogger.isAnyLoggingEnabled()) {
            LOG.warn("The messages of agents would be logged; switch the logger org.apache.activemq.audit off");
        }
    }

    private static int listening(ActiveMQServer server, BrokerSettings settings) throws BindException {
        NettyAcceptor acceptor = (NettyAcceptor) server.getRemotingService().getAcceptor(ArtemisConfiguration.ACCEPTOR);
        if (acceptor == null || acceptor.getActualPort() == 0) {
            throw new BindException("not listening on " + settings.listen() + ":" + settings.port());
        }
        return acceptor.getActualPort();
    }

    /** Messages to and from its clients. */
    Bus bus() {
        return bus;
    }

    /** The port in use. */
    int port() {
        return port;
    }

    /** Ends all connections, with their last wills, and all threads. Takes less than 5 s. */
    @Override
    public void close() {
        bus.close();
        endConnections();
        stop(server, threads);
    }

    /** One by one before the server stops: it would pull its parts away under sessions that are just ending. */
    private void endConnections() {
        NettyAcceptor acceptor = acceptor(server);
        if (acceptor != null) {
            acceptor.pause();
        }
        for (RemotingConnection connection : server.getRemotingService().getConnections()) {
            connection.fail(new ActiveMQRemoteDisconnectException("the broker stops"));
        }
        if (!threads.awaitIdle(Duration.ofSeconds(1))) {
            LOG.debug("Sessions are still ending while the broker stops");
        }
    }

    private static NettyAcceptor acceptor(ActiveMQServer server) {
        return (NettyAcceptor) server.getRemotingService().getAcceptor(ArtemisConfiguration.ACCEPTOR);
    }

    private static void stop(ActiveMQServer server, BrokerThreads threads) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The broker did not stop in order", e);
        }
        threads.close();
    }
}

package io.aclk.network.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.ConnectObserver.Step;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import io.aclk.api.network.PeerCertificate;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one way out: look-up, TCP, proxy, TLS, HTTP, each with its limit. */
@Component(service = Network.class)
public final class NetworkService implements Network {

    static final int HTTPS_PORT = 443;

    private static final Logger LOG = LoggerFactory.getLogger(NetworkService.class);
    /** Of a call without a limit of its own: the sum of the limits of its steps. */
    private static final Duration CONNECTION_LIMIT =
            Resolver.LIMIT.multipliedBy(2).plus(CONNECT_LIMIT).plus(HANDSHAKE_LIMIT.multipliedBy(2));

    private final AbortSignal stopping = new AbortSignal();
    private final Watchdog watchdog = new Watchdog();
    private final TlsLayer tls;
    private final ProxyChooser proxies;
    private final Resolver resolver;
    private final TcpRace tcp = new TcpRace();
    private final Dialer dialer;
    private final InsecureWarning insecure;

    /** With the environment, the names and the clock of this machine. */
    @Activate
    public NetworkService() {
        this(System.getenv(), InetAddress::getAllByName);
    }

    /** With others, for tests. */
    NetworkService(Map<String, String> environment, Resolver.Lookup lookup) {
        this(environment, lookup, new InsecureWarning(Clock.systemUTC(), InsecureWarning.PERIOD, LOG::warn));
    }

    /** With others, for tests. */
    NetworkService(Map<String, String> environment, Resolver.Lookup lookup, InsecureWarning insecure) {
        proxies = new ProxyChooser(environment);
        resolver = new Resolver(lookup);
        tls = new TlsLayer(environment, watchdog);
        dialer = new Dialer(resolver, tcp, tls);
        this.insecure = insecure;
    }

    /** Ends the calls that run ({@code ABORTED}). Connections that were handed out belong to their owners. */
    @Deactivate
    public void stop() {
        stopping.abort();
        resolver.stop();
        tcp.stop();
        watchdog.stop();
    }

    /** How a call gets out. */
    private record Route(
            String host, int port, Optional<ProxyAddress> proxy, NetworkOptions options, Duration connectLimit) {

        private String shownProxy() {
            return proxy.map(ProxyAddress::toString).orElse("none");
        }
    }

    @Override
    public NetworkConnection connect(
            String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
            throws NetworkException {
        Attempt attempt = new Attempt(abort, stopping, watchdog, Deadline.in(CONNECTION_LIMIT), new Steps(observer));
        Route route = route(host, port, options, CONNECT_LIMIT);
        TlsSocket socket = open(route, attempt);
        try {
            NetworkConnection connection = socket.asConnection(route.shownProxy());
            LOG.debug(
                    "ACLK: connected to {} port {}, proxy {}, {}",
                    route.host(),
                    port,
                    connection.proxy(),
                    socket.negotiated());
            if (options.insecure()) {
                insecure.watch(socket, route.host(), watchdog);
            }
            return connection;
        } catch (SSLPeerUnverifiedException e) {
            Watchdog.closeQuietly(socket);
            throw new NetworkException(Reason.CERTIFICATE, "the server showed no certificate", e);
        }
    }

    @Override
    public HttpReply exchange(HttpCall call, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
            throws NetworkException {
        String host = call.uri().getHost();
        if (host == null) {
            throw new NetworkException(Reason.CONFIGURATION, "the URL has no host");
        }
        int port = call.uri().getPort() < 0 ? HTTPS_PORT : call.uri().getPort();
        Attempt attempt = new Attempt(abort, stopping, watchdog, Deadline.in(call.limit()), new Steps(observer));
        // half of a short limit, so that a server that does not answer leaves time to say so
        Duration half = call.limit().dividedBy(2);
        Duration connectLimit = half.compareTo(CONNECT_LIMIT) < 0 ? half : CONNECT_LIMIT;
        Route route = route(host, port, options, connectLimit);
        String what = call.method() + " " + HostPort.format(route.host(), port);
        HttpExchange exchange = new HttpExchange(call, route.host(), port);
        try (TlsSocket socket = open(route, attempt)) {
            attempt.steps().entered(Step.HTTP, what);
            HttpReply reply = attempt.run(
                    new Attempt.Task(what, Peer.SERVER, socket::abort, call.limit()),
                    () -> exchange.run(socket),
                    e -> new NetworkException(
                            Fault.CLOSED_BEFORE_ANSWER, Peer.SERVER, what + ": " + e.getMessage(), null, e));
            attempt.steps().passed(Step.HTTP, reply.toString());
            LOG.debug("ACLK: {}, proxy {}: {}", what, route.shownProxy(), reply);
            return reply;
        }
    }

    private Route route(String host, int port, NetworkOptions options, Duration connectLimit) throws NetworkException {
        String name = HostPort.plain(host);
        if (port < 1 || port > 65535 || name.isEmpty()) {
            throw new NetworkException(Reason.CONFIGURATION, "not a host and a port: " + name + ", " + port);
        }
        return new Route(name, port, proxies.choose(options.proxy(), name, port), options, connectLimit);
    }

    private TlsSocket open(Route route, Attempt attempt) throws NetworkException {
        SSLContext context = tls.serverContext(route.options());
        if (route.options().insecure()) {
            insecure.used(route.host());
        }
        Dialer.Target target = new Dialer.Target(route.host(), route.port(), route.options(), route.connectLimit());
        Socket below = route.proxy().isPresent()
                ? dialer.through(route.proxy().get(), target, attempt)
                : dialer.direct(target, attempt);
        return secure(context, below, route, attempt);
    }

    /** TLS with the server. Its certificate is a step of its own, though it is looked at within the handshake. */
    private TlsSocket secure(SSLContext context, Socket below, Route route, Attempt attempt) throws NetworkException {
        String server = HostPort.format(route.host(), route.port());
        String what = "TLS with " + server
                + route.proxy().map(proxy -> " through proxy " + proxy).orElse("");
        Steps steps = attempt.steps();
        steps.entered(Step.TLS, server);
        TlsSocket socket;
        try {
            socket = tls.secure(
                    context, below, new TlsLayer.Target(Peer.SERVER, route.host(), route.port(), what), attempt);
        } catch (NetworkException e) {
            if (e.reason() == Reason.CERTIFICATE) {
                steps.passed(Step.TLS, "the server showed its certificate");
                steps.entered(Step.CERTIFICATE, route.host());
            }
            throw e;
        }
        steps.passed(Step.TLS, socket.negotiated());
        steps.entered(Step.CERTIFICATE, route.host());
        steps.passed(Step.CERTIFICATE, certificate(socket));
        return socket;
    }

    private static String certificate(TlsSocket socket) {
        try {
            PeerCertificate certificate = CertificateTexts.summary(socket.chain());
            return certificate.subject() + ", issued by " + certificate.issuer() + ", valid until "
                    + certificate.validUntil();
        } catch (SSLPeerUnverifiedException e) {
            // only shown: the handshake itself has judged the peer
            return "none";
        }
    }
}

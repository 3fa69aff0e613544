package io.aclk.network.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
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
    private final TlsLayer tls = new TlsLayer(watchdog);
    private final ProxyChooser proxies;
    private final Resolver resolver;
    private final TcpConnector tcp;

    /** With the environment and the names of this machine. */
    @Activate
    public NetworkService() {
        this(System.getenv(), InetAddress::getAllByName);
    }

    /** With others, for tests. */
    NetworkService(Map<String, String> environment, Resolver.Lookup lookup) {
        proxies = new ProxyChooser(environment);
        resolver = new Resolver(lookup);
        tcp = new TcpConnector(resolver);
    }

    /** Ends the calls that run ({@code ABORTED}). Connections that were handed out belong to their owners. */
    @Deactivate
    public void stop() {
        stopping.abort();
        resolver.stop();
        watchdog.stop();
    }

    @Override
    public NetworkConnection connect(
            String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
            throws NetworkException {
        Attempt attempt = new Attempt(abort, stopping, watchdog, Deadline.in(CONNECTION_LIMIT));
        String name = HostPort.plain(host);
        Optional<ProxyAddress> proxy = proxies.choose(options.proxy(), name, port);
        TlsSocket socket = connect(name, port, proxy, options, CONNECT_LIMIT, attempt);
        try {
            NetworkConnection connection = socket.asConnection(shown(proxy));
            LOG.debug(
                    "ACLK: connected to {} port {}, proxy {}, {} {}",
                    name,
                    port,
                    connection.proxy(),
                    connection.tlsProtocol(),
                    connection.cipherSuite());
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
        String name = HostPort.plain(host);
        Attempt attempt = new Attempt(abort, stopping, watchdog, Deadline.in(call.limit()));
        // half of a short limit, so that a server that does not answer leaves time for its other addresses
        Duration half = call.limit().dividedBy(2);
        Duration connectLimit = half.compareTo(CONNECT_LIMIT) < 0 ? half : CONNECT_LIMIT;
        Optional<ProxyAddress> proxy = proxies.choose(options.proxy(), name, port);
        String what = call.method() + " " + HostPort.format(name, port);
        HttpExchange exchange = new HttpExchange(call, name, port);
        try (TlsSocket socket = connect(name, port, proxy, options, connectLimit, attempt)) {
            HttpReply reply = attempt.run(
                    what,
                    socket::abort,
                    call.limit(),
                    () -> exchange.run(socket),
                    e -> new NetworkException(Reason.CLOSED, what + ": " + e.getMessage(), e));
            LOG.debug("ACLK: {}, proxy {}: {}", what, shown(proxy), reply);
            return reply;
        }
    }

    private TlsSocket connect(
            String host,
            int port,
            Optional<ProxyAddress> proxy,
            NetworkOptions options,
            Duration connectLimit,
            Attempt attempt)
            throws NetworkException {
        if (port < 1 || port > 65535 || host.isEmpty()) {
            throw new NetworkException(Reason.CONFIGURATION, "not a host and a port: " + host + ", " + port);
        }
        SSLContext context = tls.context(options);
        Socket raw = proxy.isEmpty()
                ? tcp.connect(host, port, connectLimit, attempt)
                : throughProxy(proxy.get(), host, port, connectLimit, attempt);
        return tls.secure(context, raw, host, port, attempt);
    }

    private static String shown(Optional<ProxyAddress> proxy) {
        return proxy.map(ProxyAddress::toString).orElse("none");
    }

    private Socket throughProxy(ProxyAddress proxy, String host, int port, Duration connectLimit, Attempt attempt)
            throws NetworkException {
        Tunnel tunnel = tunnel(proxy, host, port, attempt);
        Socket raw = tcp.connect(proxy.host(), proxy.port(), connectLimit, attempt);
        return attempt.run(
                "negotiation with proxy " + proxy,
                raw,
                HANDSHAKE_LIMIT,
                () -> {
                    tunnel.open(raw);
                    return raw;
                },
                e -> new NetworkException(
                        Reason.PROXY, "proxy " + proxy + " closed the connection: " + e.getMessage(), e));
    }

    private Tunnel tunnel(ProxyAddress proxy, String host, int port, Attempt attempt) throws NetworkException {
        return switch (proxy.kind()) {
            case HTTP -> new HttpConnectTunnel(proxy, host, port);
            case SOCKS5 -> new Socks5Tunnel(proxy, host, Optional.of(preferIpv4(host, attempt)), port);
            case SOCKS5H ->
                new Socks5Tunnel(
                        proxy,
                        host,
                        Resolver.isLiteral(host) ? Optional.of(Resolver.literal(host)) : Optional.empty(),
                        port);
        };
    }

    private InetAddress preferIpv4(String host, Attempt attempt) throws NetworkException {
        List<InetAddress> addresses = resolver.resolve(host, attempt);
        return addresses.stream()
                .filter(address -> address.getAddress().length == 4)
                .findFirst()
                .orElse(addresses.get(0));
    }
}

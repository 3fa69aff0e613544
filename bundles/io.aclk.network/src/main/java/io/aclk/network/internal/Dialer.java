package io.aclk.network.internal;

import io.aclk.api.network.ConnectObserver.Step;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Opens the connection over which TLS with the server is spoken: direct, or as a tunnel through a proxy. */
final class Dialer {

    /** Connections to an HTTP proxy: one to be asked for a login, one with it, one if its digest was outdated. */
    private static final int MAX_TUNNELS = 3;

    private final Resolver resolver;
    private final TcpRace tcp;
    private final TlsLayer tls;

    Dialer(Resolver resolver, TcpRace tcp, TlsLayer tls) {
        this.resolver = resolver;
        this.tcp = tcp;
        this.tls = tls;
    }

    /**
     * Where to, and how.
     *
     * @param host name or address
     * @param port 1 to 65535
     * @param options for a proxy that speaks TLS
     * @param connectLimit of the TCP connect
     */
    record Target(String host, int port, NetworkOptions options, Duration connectLimit) {}

    /** Directly. */
    Socket direct(Target target, Attempt attempt) throws NetworkException {
        attempt.steps().entered(Step.DNS, target.host());
        List<InetAddress> addresses = resolver.resolve(target.host(), Peer.SERVER, attempt);
        attempt.steps().passed(Step.DNS, shown(target.host(), addresses));
        return connect(
                new TcpRace.Target(Peer.SERVER, target.host(), addresses, target.port()),
                target.connectLimit(),
                attempt);
    }

    /** Through a proxy. */
    Socket through(ProxyAddress proxy, Target target, Attempt attempt) throws NetworkException {
        Optional<SSLContext> context = proxy.kind() == ProxyAddress.Kind.HTTPS
                ? Optional.of(tls.proxyContext(target.options()))
                : Optional.empty();
        boolean resolvesHere = proxy.kind() == ProxyAddress.Kind.SOCKS5;
        Steps steps = attempt.steps();
        steps.entered(Step.DNS, resolvesHere ? proxy.host() + " and " + target.host() : proxy.host());
        List<InetAddress> addresses = resolver.resolve(proxy.host(), Peer.PROXY, attempt);
        String found = shown(proxy.host(), addresses);
        Optional<InetAddress> server = Optional.empty();
        if (resolvesHere) {
            List<InetAddress> servers = resolver.resolve(target.host(), Peer.SERVER, attempt);
            server = Optional.of(preferIpv4(servers));
            found += "; " + shown(target.host(), servers);
        }
        steps.passed(Step.DNS, found);

        TcpRace.Target hop = new TcpRace.Target(Peer.PROXY, proxy.host(), addresses, proxy.port());
        Socket socket = connect(hop, target.connectLimit(), attempt);
        steps.entered(Step.PROXY, proxy.toString());
        Tunnel tunnel = tunnel(proxy, target, server);
        for (int i = 0; i < MAX_TUNNELS; i++) {
            if (i > 0) {
                socket = tcp.connect(hop, target.connectLimit(), attempt, Steps.SILENT);
            }
            if (context.isPresent()) {
                socket = tls.secure(context.get(), socket, secured(proxy), attempt);
            }
            if (open(tunnel, socket, proxy, attempt)) {
                steps.passed(Step.PROXY, "tunnel to " + HostPort.format(target.host(), target.port()));
                return socket;
            }
            Watchdog.closeQuietly(socket);
        }
        throw new NetworkException(
                Fault.PROXY_LOGIN_REFUSED, Peer.PROXY, "proxy " + proxy + " asks for a login without end", null, null);
    }

    private Socket connect(TcpRace.Target hop, Duration limit, Attempt attempt) throws NetworkException {
        attempt.steps().entered(Step.TCP, HostPort.format(hop.host(), hop.port()));
        Socket socket = tcp.connect(hop, limit, attempt, attempt.steps());
        attempt.steps().passed(Step.TCP, HostPort.format(socket.getInetAddress().getHostAddress(), hop.port()));
        return socket;
    }

    private static boolean open(Tunnel tunnel, Socket socket, ProxyAddress proxy, Attempt attempt)
            throws NetworkException {
        return attempt.run(
                new Attempt.Task(
                        "negotiation with proxy " + proxy,
                        Peer.PROXY,
                        () -> TlsLayer.abort(socket),
                        Network.HANDSHAKE_LIMIT),
                () -> tunnel.open(socket),
                e -> new NetworkException(
                        Fault.PROXY_CLOSED,
                        Peer.PROXY,
                        "proxy " + proxy + " closed the connection without an answer: " + e.getMessage(),
                        null,
                        e));
    }

    private static TlsLayer.Target secured(ProxyAddress proxy) {
        return new TlsLayer.Target(Peer.PROXY, proxy.host(), proxy.port(), "TLS with proxy " + proxy);
    }

    private static Tunnel tunnel(ProxyAddress proxy, Target target, Optional<InetAddress> server)
            throws NetworkException {
        String host = target.host();
        int port = target.port();
        return switch (proxy.kind()) {
            case HTTP, HTTPS -> new HttpConnectTunnel(proxy, host, port);
            case SOCKS5 -> new Socks5Tunnel(proxy, host, server, port);
            case SOCKS5H ->
                new Socks5Tunnel(
                        proxy,
                        host,
                        Resolver.isLiteral(host) ? Optional.of(Resolver.literal(host)) : Optional.empty(),
                        port);
            case SOCKS4A -> new Socks4aTunnel(proxy, host, port);
        };
    }

    private static InetAddress preferIpv4(List<InetAddress> addresses) {
        return addresses.stream()
                .filter(address -> address.getAddress().length == 4)
                .findFirst()
                .orElse(addresses.get(0));
    }

    private static String shown(String host, List<InetAddress> addresses) {
        return Resolver.isLiteral(host)
                ? host + " is an address"
                : host + " is "
                        + addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }
}

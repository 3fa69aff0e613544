package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** TCP connections: tries all addresses of a host in turn, within one limit shared among them. */
final class TcpConnector {

    /** More addresses than this are not tried: the limit would leave too little time for each. */
    private static final int MAX_ADDRESSES = 8;

    private final Resolver resolver;

    TcpConnector(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Opens a connection.
     *
     * @param limit for all addresses together, without the look-up of the name
     * @throws NetworkException {@code DNS}, {@code TCP} (also if nobody answers in time) or {@code ABORTED}
     */
    Socket connect(String host, int port, Duration limit, Attempt attempt) throws NetworkException {
        List<InetAddress> addresses = resolver.resolve(host, attempt);
        int count = Math.min(addresses.size(), MAX_ADDRESSES);
        Deadline deadline = Deadline.in(attempt.atMost(limit));
        NetworkException failure = null;
        for (int i = 0; i < count; i++) {
            try {
                Duration share = deadline.remaining().dividedBy(count - i);
                return connect(host, new InetSocketAddress(addresses.get(i), port), share, attempt);
            } catch (NetworkException e) {
                if (e.reason() == Reason.ABORTED) {
                    throw e;
                }
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure;
    }

    private static Socket connect(String host, InetSocketAddress address, Duration limit, Attempt attempt)
            throws NetworkException {
        // NO_PROXY: a socksProxyHost among the system properties must not divert what was asked to be direct
        Socket socket = new Socket(Proxy.NO_PROXY);
        String what =
                "connect to " + host + " (" + address.getAddress().getHostAddress() + ") port " + address.getPort();
        try {
            return attempt.run(
                    what,
                    socket,
                    limit,
                    () -> {
                        socket.connect(address);
                        socket.setTcpNoDelay(true);
                        return socket;
                    },
                    e -> new NetworkException(Reason.TCP, what + ": " + e.getMessage(), e));
        } catch (NetworkException e) {
            throw e.reason() == Reason.TIMEOUT ? new NetworkException(Reason.TCP, e.getMessage(), e) : e;
        }
    }
}

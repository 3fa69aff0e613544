package io.aclk.transport.internal;

import io.aclk.api.network.NetworkConnection;
import io.aclk.api.transport.TransportSession.ConnectionInfo;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What was negotiated on a connection, and its addresses as people write them. */
final class Negotiated {

    private static final int HTTPS_PORT = 443;
    /** Groups of an IPv6 address that are written as {@code ::} (RFC 5952 section 4.2). */
    private static final Pattern ZEROS = Pattern.compile("(^|:)(0(:|$)){2,}");

    private Negotiated() {}

    /** All of it. */
    static ConnectionInfo info(NetworkConnection network, ConnAck ack, Duration keepAlive) {
        List<X509Certificate> chain = network.peerChain();
        return new ConnectionInfo(
                network.proxy(),
                network.tlsProtocol(),
                network.cipherSuite(),
                chain.isEmpty() ? 0 : chain.get(0).getNotAfter().toInstant().getEpochSecond(),
                ack.receiveMaximum(),
                ack.maximumPacketSize(),
                Math.toIntExact(keepAlive.toSeconds()),
                ack.topicAliasMaximum(),
                address(network.socket().getLocalSocketAddress()),
                address(network.socket().getRemoteSocketAddress()));
    }

    /** What a CONNACK granted, for people. */
    static String granted(ConnAck ack, Duration keepAlive) {
        String packets = ack.maximumPacketSize() == Integer.MAX_VALUE
                ? "packets of any size"
                : "packets of at most " + ack.maximumPacketSize() + " bytes";
        return "receive maximum " + ack.receiveMaximum() + ", " + packets + ", keep-alive " + keepAlive.toSeconds()
                + " s, " + ack.topicAliasMaximum() + " topic aliases";
    }

    /** The port of a broker. */
    static int port(URI endpoint) {
        return endpoint.getPort() < 0 ? HTTPS_PORT : endpoint.getPort();
    }

    /** {@code host:port} of a broker. */
    static String address(URI endpoint) {
        return endpoint.getHost() + ":" + port(endpoint);
    }

    /** {@code 127.0.0.1:1234} or {@code [::1]:1234}; empty for a socket that is closed. */
    static String address(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return "";
        }
        String host = inet.getAddress().getHostAddress();
        return (inet.getAddress() instanceof Inet6Address
                        ? '[' + ZEROS.matcher(host).replaceFirst("::") + ']'
                        : host) + ":" + inet.getPort();
    }
}

package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * SOCKS 4a ("SOCKS 4A: A Simple Extension to SOCKS 4 Protocol", Ying-Da Lee): the name goes to the proxy. An IPv4 address
 * goes as one, which every SOCKS 4 proxy understands; an IPv6 address has no place in it and goes as a name.
 */
final class Socks4aTunnel implements Tunnel {

    private static final int VERSION = 4;
    private static final int CONNECT = 1;
    private static final int GRANTED = 90;
    private static final int REJECTED = 91;
    private static final int NO_IDENT = 92;
    private static final int OTHER_USER = 93;
    /** An impossible address, which says that a name follows. */
    private static final byte[] NAME_FOLLOWS = {0, 0, 0, 1};

    private final ProxyAddress proxy;
    private final String host;
    private final int port;

    Socks4aTunnel(ProxyAddress proxy, String host, int port) {
        this.proxy = proxy;
        this.host = host;
        this.port = port;
    }

    @Override
    public boolean open(Socket socket) throws IOException {
        socket.getOutputStream().write(request());
        socket.getOutputStream().flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int version = in.readUnsignedByte();
        if (version != 0) {
            throw failure(
                    Fault.NOT_A_PROXY,
                    "does not answer as a SOCKS 4 proxy" + (version == 'H' ? ", but like HTTP: write http://" : ""));
        }
        int reply = in.readUnsignedByte();
        switch (reply) {
            case GRANTED -> in.readFully(new byte[6]);
            case REJECTED ->
                throw failure(
                        Fault.PROXY_REFUSED,
                        "refused to connect to " + HostPort.format(host, port)
                                + ": forbidden by its rules, or not reachable for it");
            case NO_IDENT, OTHER_USER ->
                throw failure(Fault.PROXY_LOGIN_REFUSED, "refused the user id (code " + reply + ")");
            default -> throw failure(Fault.NOT_A_PROXY, "does not answer as a SOCKS 4 proxy");
        }
        return true;
    }

    private byte[] request() throws NetworkException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(VERSION);
        request.write(CONNECT);
        request.write(port >> 8);
        request.write(port);
        Optional<byte[]> address = ipv4();
        request.writeBytes(address.orElse(NAME_FOLLOWS));
        request.writeBytes(proxy.credentials()
                .map(ProxyAddress.Credentials::user)
                .orElse("")
                .getBytes(StandardCharsets.UTF_8));
        request.write(0);
        if (address.isEmpty()) {
            request.writeBytes(host.getBytes(StandardCharsets.UTF_8));
            request.write(0);
        }
        return request.toByteArray();
    }

    private Optional<byte[]> ipv4() throws NetworkException {
        if (!Resolver.isLiteral(host)) {
            return Optional.empty();
        }
        byte[] address = Resolver.literal(host).getAddress();
        return address.length == 4 ? Optional.of(address) : Optional.empty();
    }

    private NetworkException failure(Fault fault, String what) {
        return new NetworkException(fault, Peer.PROXY, "proxy " + proxy + " " + what, null, null);
    }
}

package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** SOCKS 5 (RFC 1928) with user and password (RFC 1929). */
final class Socks5Tunnel implements Tunnel {

    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int USER_PASSWORD = 2;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final String[] REPLIES = {
        "succeeded",
        "general failure",
        "not allowed by its rules",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "TTL expired",
        "command not supported",
        "address type not supported"
    };

    private final ProxyAddress proxy;
    private final String host;
    private final Optional<InetAddress> address;
    private final int port;

    /**
     * @param host the target
     * @param address the target's address, empty if the proxy is to resolve the name
     */
    Socks5Tunnel(ProxyAddress proxy, String host, Optional<InetAddress> address, int port) {
        this.proxy = proxy;
        this.host = host;
        this.address = address;
        this.port = port;
    }

    @Override
    public void open(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        greet(in, out);
        out.write(connectRequest());
        if (in.readUnsignedByte() != VERSION) {
            throw notSocks();
        }
        int reply = in.readUnsignedByte();
        if (reply != 0) {
            throw new NetworkException(
                    Reason.PROXY,
                    "proxy " + proxy + " refused to connect to " + HostPort.format(host, port) + ": "
                            + (reply < REPLIES.length ? REPLIES[reply] : "code " + reply));
        }
        in.readUnsignedByte();
        skipBoundAddress(in);
    }

    private void greet(DataInputStream in, OutputStream out) throws IOException {
        boolean login = proxy.credentials().isPresent();
        out.write(
                login
                        ? new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_PASSWORD}
                        : new byte[] {VERSION, 1, NO_AUTHENTICATION});
        if (in.readUnsignedByte() != VERSION) {
            throw notSocks();
        }
        int method = in.readUnsignedByte();
        if (method == USER_PASSWORD && login) {
            logIn(in, out);
        } else if (method != NO_AUTHENTICATION) {
            throw new NetworkException(
                    Reason.PROXY,
                    "proxy " + proxy + (login ? " accepts no login that we offer" : " wants a user and password"));
        }
    }

    private void logIn(DataInputStream in, OutputStream out) throws IOException {
        ProxyAddress.Credentials credentials = proxy.credentials().orElseThrow();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(1);
        writeShort(request, credentials.user());
        writeShort(request, credentials.password());
        out.write(request.toByteArray());
        in.readUnsignedByte();
        if (in.readUnsignedByte() != 0) {
            throw new NetworkException(Reason.PROXY, "proxy " + proxy + " refused the user or password");
        }
    }

    private byte[] connectRequest() throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {VERSION, CONNECT, 0});
        if (address.isPresent()) {
            byte[] bytes = address.get().getAddress();
            request.write(bytes.length == 4 ? IPV4 : IPV6);
            request.writeBytes(bytes);
        } else {
            request.write(NAME);
            writeShort(request, host);
        }
        request.write(port >> 8);
        request.write(port);
        return request.toByteArray();
    }

    /** A text of at most 255 bytes with its length before it. */
    private static void writeShort(ByteArrayOutputStream out, String text) throws NetworkException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 255) {
            throw new NetworkException(
                    Reason.CONFIGURATION, "a host name, user or password is longer than the 255 bytes of SOCKS");
        }
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private void skipBoundAddress(DataInputStream in) throws IOException {
        int length =
                switch (in.readUnsignedByte()) {
                    case IPV4 -> 4;
                    case IPV6 -> 16;
                    case NAME -> in.readUnsignedByte();
                    default -> throw notSocks();
                };
        in.readFully(new byte[length + 2]);
    }

    private NetworkException notSocks() {
        return new NetworkException(Reason.PROXY, "proxy " + proxy + " does not answer as a SOCKS 5 proxy");
    }
}

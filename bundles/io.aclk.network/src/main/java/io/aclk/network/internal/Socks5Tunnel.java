package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
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
    private static final int SUCCEEDED = 0;
    private static final int FAILURE = 1;
    private static final int NOT_ALLOWED = 2;
    private static final int NETWORK_UNREACHABLE = 3;
    private static final int HOST_UNREACHABLE = 4;
    private static final int CONNECTION_REFUSED = 5;
    private static final int TTL_EXPIRED = 6;
    /** By code; for people. */
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
    public boolean open(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        greet(in, out);
        out.write(connectRequest());
        readVersion(in);
        int reply = in.readUnsignedByte();
        if (reply != SUCCEEDED) {
            throw refused(reply);
        }
        in.readUnsignedByte();
        skipBoundAddress(in);
        return true;
    }

    private NetworkException refused(int reply) {
        String why = reply < REPLIES.length ? REPLIES[reply] : "code " + reply;
        String server = HostPort.format(host, port);
        return switch (reply) {
            case NOT_ALLOWED ->
                failure(
                        Fault.PROXY_FORBIDS,
                        "forbids to connect to " + server + " (" + why + "); its rules must allow this host and port");
            case FAILURE, NETWORK_UNREACHABLE, HOST_UNREACHABLE, CONNECTION_REFUSED, TTL_EXPIRED ->
                failure(Fault.PROXY_CANNOT_REACH, "cannot reach " + server + " (" + why + ")");
            default -> failure(Fault.PROXY_REFUSED, "refused to connect to " + server + ": " + why);
        };
    }

    private void greet(DataInputStream in, OutputStream out) throws IOException {
        boolean login = proxy.credentials().isPresent();
        out.write(
                login
                        ? new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_PASSWORD}
                        : new byte[] {VERSION, 1, NO_AUTHENTICATION});
        readVersion(in);
        int method = in.readUnsignedByte();
        if (method == USER_PASSWORD && login) {
            logIn(in, out);
        } else if (method != NO_AUTHENTICATION) {
            throw login
                    ? failure(Fault.PROXY_LOGIN_UNSUPPORTED, "accepts no login by user and password")
                    : failure(Fault.PROXY_LOGIN_MISSING, "wants a user and password");
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
            throw failure(Fault.PROXY_LOGIN_REFUSED, "refused the user or password");
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
                    Fault.PROXY_SETTING,
                    Peer.PROXY,
                    "a host name, user or password is longer than the 255 bytes of SOCKS",
                    null,
                    null);
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

    private void readVersion(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw version == 'H'
                    ? failure(Fault.NOT_A_PROXY, "answers like HTTP and not like SOCKS 5: write http://")
                    : notSocks();
        }
    }

    private NetworkException notSocks() {
        return failure(Fault.NOT_A_PROXY, "does not answer as a SOCKS 5 proxy");
    }

    private NetworkException failure(Fault fault, String what) {
        return new NetworkException(fault, Peer.PROXY, "proxy " + proxy + " " + what, null, null);
    }
}

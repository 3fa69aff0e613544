package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP CONNECT (RFC 9110 section 9.3.6) with Basic authentication. */
final class HttpConnectTunnel implements Tunnel {

    private static final int MAX_HEAD = 16 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");

    private final ProxyAddress proxy;
    private final String target;

    HttpConnectTunnel(ProxyAddress proxy, String host, int port) {
        this.proxy = proxy;
        target = HostPort.format(host, port);
    }

    @Override
    public void open(Socket socket) throws IOException {
        StringBuilder request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        proxy.credentials().ifPresent(credentials -> request.append("Proxy-Authorization: Basic ")
                .append(basic(credentials))
                .append("\r\n"));
        request.append("\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        String statusLine = readHead(socket.getInputStream());
        Matcher matcher = STATUS.matcher(statusLine);
        if (!matcher.matches()) {
            throw new NetworkException(Reason.PROXY, "proxy " + proxy + " does not answer as an HTTP proxy");
        }
        String status = matcher.group(1);
        if (status.equals("407")) {
            throw new NetworkException(
                    Reason.PROXY,
                    "proxy " + proxy
                            + (proxy.credentials().isPresent()
                                    ? " refused the user or password (407)"
                                    : " wants a user and password (407)"));
        }
        if (!status.startsWith("2")) {
            throw new NetworkException(
                    Reason.PROXY, "proxy " + proxy + " refused to connect to " + target + ": HTTP " + status);
        }
    }

    private static String basic(ProxyAddress.Credentials credentials) {
        String text = credentials.user() + ":" + credentials.password();
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads up to and including the empty line, byte by byte because what follows belongs to the target. */
    private String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int lineLength = 0;
        while (head.length() < MAX_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed by the proxy");
            }
            head.append((char) next);
            if (next == '\n') {
                if (lineLength == 0) {
                    return head.substring(0, head.indexOf("\n")).stripTrailing();
                }
                lineLength = 0;
            } else if (next != '\r') {
                lineLength++;
            }
        }
        throw new NetworkException(Reason.PROXY, "proxy " + proxy + " answers with too much");
    }
}

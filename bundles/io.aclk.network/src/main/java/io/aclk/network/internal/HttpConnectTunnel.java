package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP CONNECT (RFC 9110 section 9.3.6) with the logins of {@link HttpProxyLogin}. */
final class HttpConnectTunnel implements Tunnel {

    private static final int MAX_HEAD = 16 * 1024;
    private static final int TLS_ALERT = 0x15;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");

    private final ProxyAddress proxy;
    private final String target;
    private final HttpProxyLogin login;

    HttpConnectTunnel(ProxyAddress proxy, String host, int port) {
        this.proxy = proxy;
        target = HostPort.format(host, port);
        login = new HttpProxyLogin(proxy, target);
    }

    @Override
    public boolean open(Socket socket) throws IOException {
        StringBuilder request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        login.answer()
                .ifPresent(answer ->
                        request.append("Proxy-Authorization: ").append(answer).append("\r\n"));
        request.append("\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        List<String> head = readHead(socket.getInputStream());
        Matcher matcher = STATUS.matcher(head.get(0));
        if (!matcher.matches()) {
            throw failure(Fault.NOT_A_PROXY, "does not answer as an HTTP proxy");
        }
        int status = Integer.parseInt(matcher.group(1));
        if (status == HttpProxyLogin.LOGIN_WANTED) {
            login.challenged(fields(head, "proxy-authenticate"));
            return false;
        }
        if (status / 100 != 2) {
            throw refused(status);
        }
        if (isWebPage(head)) {
            throw failure(
                    Fault.NOT_A_PROXY,
                    "answers with a web page instead of a tunnel (HTTP " + status
                            + "): it is a web server, or a portal that wants to be signed in to");
        }
        return true;
    }

    private NetworkException refused(int status) {
        String answered = "HTTP " + status;
        return switch (status) {
            case 401 -> login.unauthorized();
            case 403 ->
                failure(
                        Fault.PROXY_FORBIDS,
                        "forbids to connect to " + target + " (" + answered
                                + "); its rules must allow this host and port");
            case 500, 502, 503, 504 ->
                failure(Fault.PROXY_CANNOT_REACH, "cannot reach " + target + " (" + answered + ")");
            case 301, 302, 303, 307, 308, 400, 404, 405, 501 ->
                failure(Fault.NOT_A_PROXY, "answers like a web server and not like a proxy (" + answered + ")");
            default -> failure(Fault.PROXY_REFUSED, "refused to connect to " + target + ": " + answered);
        };
    }

    /** A body is forbidden here (RFC 9110 section 9.3.6): only somebody who did not understand CONNECT sends one. */
    private static boolean isWebPage(List<String> head) {
        return fields(head, "content-type").stream().anyMatch(type -> type.startsWith("text/html"))
                && (!fields(head, "transfer-encoding").isEmpty()
                        || fields(head, "content-length").stream().anyMatch(length -> !length.equals("0")));
    }

    private static List<String> fields(List<String> head, String name) {
        List<String> values = new ArrayList<>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }

    /**
     * Reads up to and including the empty line, byte by byte because what follows belongs to the target. The text is
     * UTF-8, as RFC 7616 section 3.3 has it for the realm, which goes back to the proxy.
     */
    private List<String> readHead(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int count = 0; count < MAX_HEAD; count++) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("end of stream");
            }
            if (count == 0 && next != 'H') {
                throw failure(
                        Fault.NOT_A_PROXY,
                        next == TLS_ALERT
                                ? "answers with TLS: write https:// instead of http://"
                                : "does not answer as an HTTP proxy");
            }
            if (next != '\n') {
                line.write(next);
                continue;
            }
            String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
            line.reset();
        }
        throw failure(Fault.NOT_A_PROXY, "answers with too much");
    }

    private NetworkException failure(Fault fault, String what) {
        return new NetworkException(fault, Peer.PROXY, "proxy " + proxy + " " + what, null, null);
    }
}

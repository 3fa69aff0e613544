package io.aclk.itests.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/** The least client that keeps a connection alive: one write a request, and it only looks at status and length. */
final class HttpClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final String LENGTH = "\r\ncontent-length: ";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String headers;
    private byte[] buffer = new byte[64 * 1024];
    private int bodyStart;
    private int bodyLength;

    /**
     * Connects to a port of this machine.
     *
     * @param headers more header lines, each with its line end
     */
    HttpClient(SocketFactory sockets, int port, String headers) throws IOException {
        socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        this.headers = "Host: localhost:" + port + "\r\n" + headers;
    }

    /** The bytes of a request. */
    byte[] request(String method, String target, String body) {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        return (method + " " + target + " HTTP/1.1\r\n" + headers + length + "\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends a request and reads the whole answer; returns the length of its body. */
    int exchange(byte[] request) throws IOException {
        out.write(request);
        int end = 0;
        int head = -1;
        while (head < 0) {
            int n = read(end);
            head = headEnd(Math.max(0, end - 3), end + n);
            end += n;
        }
        String text = new String(buffer, 0, head, StandardCharsets.US_ASCII);
        int at = text.toLowerCase(java.util.Locale.ROOT).indexOf(LENGTH);
        if (!text.startsWith(" 200", 8) || at < 0) {
            throw new IOException("not answered with 200 and a length: " + text);
        }
        int from = at + LENGTH.length();
        int lineEnd = text.indexOf('\r', from);
        bodyLength = Integer.parseInt(text.substring(from, lineEnd < 0 ? text.length() : lineEnd));
        bodyStart = head + 4;
        if (buffer.length < bodyStart + bodyLength) {
            buffer = java.util.Arrays.copyOf(buffer, bodyStart + bodyLength);
        }
        while (end < bodyStart + bodyLength) {
            end += read(end);
        }
        return bodyLength;
    }

    /** Head of the answer before, for its cookie. */
    String head() {
        return new String(buffer, 0, bodyStart, StandardCharsets.US_ASCII);
    }

    /** Body of the answer before. */
    String body() {
        return new String(buffer, bodyStart, bodyLength, StandardCharsets.UTF_8);
    }

    /** Convenience for requests that are not measured. */
    String get(String target) throws IOException {
        exchange(request("GET", target, ""));
        return body();
    }

    private int read(int at) throws IOException {
        int n = in.read(buffer, at, buffer.length - at);
        if (n < 0) {
            throw new EOFException("the server closed the connection");
        }
        return n;
    }

    private int headEnd(int from, int to) {
        for (int i = from; i <= to - 4; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.aclk.transport.internal;

import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportException.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The upgrade of RFC 6455 section 4.1 as the reference agent does it ({@code protocol/connecting.md} section 6): no
 * extension is offered, and an answer without a subprotocol is accepted. One that names another than ours is not: the
 * reference agent would take it, RFC 6455 does not allow it, and what would follow is not MQTT.
 */
final class WebSocketHandshake {

    /** RFC 6455 section 1.3. */
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    /** Limits of {@code protocol/connecting.md} section 6. */
    private static final int MAX_LINE = 4096;

    private static final int MAX_HEADERS = 128;
    private static final String SUBPROTOCOL = "mqtt";
    /** Characters of the server's words in a message. */
    private static final int MAX_SHOWN = 80;

    private final String host;
    private final String path;
    private final String subject;
    private final String key;

    WebSocketHandshake(URI endpoint, SecureRandom random) {
        host = endpoint.getHost();
        String rawPath = endpoint.getRawPath();
        path = rawPath == null || rawPath.isEmpty() || rawPath.equals("/") ? "/mqtt" : rawPath;
        subject = Negotiated.address(endpoint) + path;
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
    }

    /** Host and path, for people. */
    String subject() {
        return subject;
    }

    /**
     * Sends the request and reads the answer's head; what follows it stays in the reader.
     *
     * @return the subprotocol that the server named, empty if it named none
     */
    String perform(OutputStream out, SocketReader reader) throws IOException {
        out.write(request().getBytes(StandardCharsets.US_ASCII));
        out.flush();
        int status = status(line(reader));
        if (status != 101) {
            throw refused(status, reader);
        }
        Map<String, String> headers = headers(reader);
        if (!accept(key).equals(headers.get("sec-websocket-accept"))) {
            throw Failures.webSocket(
                    Fault.WRONG_ACCEPT, "the answer to the WebSocket upgrade has a wrong Sec-WebSocket-Accept");
        }
        String subprotocol = headers.getOrDefault("sec-websocket-protocol", "");
        if (!subprotocol.isEmpty() && !subprotocol.equalsIgnoreCase(SUBPROTOCOL)) {
            throw Failures.webSocket(
                    Fault.WRONG_SUBPROTOCOL,
                    "the server chose the WebSocket subprotocol \"" + printable(subprotocol) + "\" instead of "
                            + SUBPROTOCOL);
        }
        if (!headers.getOrDefault("sec-websocket-extensions", "").isEmpty()) {
            throw Failures.webSocket(
                    Fault.WRONG_EXTENSION, "the server chose a WebSocket extension that was not offered");
        }
        return subprotocol;
    }

    /** The head of a refusal only adds to what the status says: one that cannot be read takes nothing from it. */
    private static TransportException refused(int status, SocketReader reader) {
        Map<String, String> headers;
        try {
            headers = headers(reader);
        } catch (IOException e) {
            headers = Map.of();
        }
        return TransportException.upgradeRefused(
                status, printable(headers.get("content-type")), printable(headers.get("retry-after")));
    }

    private String request() {
        return "GET " + path + " HTTP/1.1\r\n"
                + "Host: " + host + "\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + key + "\r\n"
                + "Origin: \r\n"
                + "Sec-WebSocket-Protocol: " + SUBPROTOCOL + "\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "\r\n";
    }

    private static int status(String line) throws TransportException {
        if (!line.matches("HTTP/1\\.1 [1-5][0-9]{2}( .*)?")) {
            throw Failures.webSocket(Fault.NOT_HTTP, "the answer to the WebSocket upgrade is not HTTP/1.1");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** What a server sent, fit for a line of text; {@code null} stays. */
    private static String printable(String text) {
        if (text == null) {
            return null;
        }
        String visible = text.replaceAll("[^ -~]", "?");
        return visible.length() <= MAX_SHOWN ? visible : visible.substring(0, MAX_SHOWN) + "...";
    }

    private static Map<String, String> headers(SocketReader reader) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        int count = 0;
        for (String line = line(reader); !line.isEmpty(); line = line(reader)) {
            int colon = line.indexOf(':');
            if (colon < 1 || ++count > MAX_HEADERS) {
                throw Failures.webSocket(
                        Fault.NOT_HTTP, "the head of the answer to the WebSocket upgrade is not legal");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return headers;
    }

    private static String line(SocketReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c != '\n'; c = reader.read()) {
            if (line.length() == MAX_LINE) {
                throw Failures.webSocket(Fault.NOT_HTTP, "a line of the answer to the WebSocket upgrade is too long");
            }
            line.append((char) c);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    /** What the server must answer to a key. */
    static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}

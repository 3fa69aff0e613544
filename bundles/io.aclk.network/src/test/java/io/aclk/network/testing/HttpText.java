package io.aclk.network.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, so that tests see and send every byte. */
public final class HttpText {

    private HttpText() {}

    /** Reads up to and including the empty line. */
    public static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Reads a request with a {@code Content-Length}: head and body. */
    public static String readRequest(Socket socket) throws IOException {
        String head = readHead(socket.getInputStream());
        int length = 0;
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return head + new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Sends text as it is. */
    public static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Reads the request, sends the text, then waits for the client to close. */
    public static TestServer.Handler answering(String text) {
        return socket -> {
            readRequest(socket);
            send(socket, text);
            untilClosed(socket);
        };
    }

    /** Waits for the peer to close. */
    public static void untilClosed(Socket socket) throws IOException {
        socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    }
}

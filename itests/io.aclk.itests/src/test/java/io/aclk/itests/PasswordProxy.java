package io.aclk.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP proxy on loopback that lets in who knows a password, and remembers who came. */
final class PasswordProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** How many more times who is let in. */
    private final Map<String, AtomicInteger> known = new ConcurrentHashMap<>();

    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    PasswordProxy() throws IOException {
        threads.execute(this::accept);
    }

    /** Lets in who comes with this. */
    void know(String userAndPassword) {
        know(userAndPassword, Integer.MAX_VALUE);
    }

    /** Lets in who comes with this, so many times from now on. */
    void know(String userAndPassword, int times) {
        known.put(userAndPassword, new AtomicInteger(times));
    }

    /** The URL of this proxy with credentials. */
    String url(String userAndPassword) {
        return "http://" + userAndPassword + "@127.0.0.1:" + server.getLocalPort();
    }

    /** Who was let in, {@code user:password}. */
    List<String> passed() {
        return passed;
    }

    /** Who was not. */
    List<String> refused() {
        return refused;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String[] request = line(client.getInputStream()).split(" ");
            String who = "";
            for (String line = line(client.getInputStream()); !line.isEmpty(); line = line(client.getInputStream())) {
                if (line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: basic ")) {
                    byte[] decoded = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
                    who = new String(decoded, StandardCharsets.UTF_8);
                }
            }
            if (!letsIn(who)) {
                refused.add(who);
                answer(
                        client,
                        "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0");
                return;
            }
            passed.add(who);
            if (!request[1].startsWith("localhost:") && !request[1].startsWith("127.0.0.1:")) {
                answer(client, "502 Bad Gateway\r\nContent-Length: 0");
                return;
            }
            int colon = request[1].lastIndexOf(':');
            String host = request[1].substring(0, colon);
            try (Socket target = new Socket(host, Integer.parseInt(request[1].substring(colon + 1)))) {
                open.add(target);
                answer(client, "200 Connection established");
                threads.execute(() -> pump(target, client));
                pump(client, target);
            }
        } catch (IOException | RuntimeException e) {
            // the agent sees a connection that ends
        }
    }

    private boolean letsIn(String who) {
        AtomicInteger times = known.get(who);
        return times != null && times.getAndDecrement() > 0;
    }

    /** One line of the head, read byte by byte: what follows the head belongs to the target. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static void answer(Socket client, String status) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // either end closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

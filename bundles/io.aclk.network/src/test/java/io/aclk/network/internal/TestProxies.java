package io.aclk.network.internal;

import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Small real proxies. They connect everything to 127.0.0.1 and remember what they were asked for. */
final class TestProxies {

    private TestProxies() {}

    /** HTTP CONNECT; {@code asked} gets the heads of the requests. */
    static TestServer connect(BlockingQueue<String> asked) throws IOException {
        return TestServer.plain(connecting(asked, head -> ""));
    }

    /** HTTP CONNECT with a login; {@code asked} gets the heads of the requests. */
    static TestServer.Handler connecting(BlockingQueue<String> asked, Guard guard) {
        return client -> {
            String head = HttpText.readHead(client.getInputStream());
            asked.add(head);
            String refusal = guard.refusal(head);
            if (!refusal.isEmpty()) {
                HttpText.send(client, refusal);
                return;
            }
            String target = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP"));
            int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
            HttpText.send(client, "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
            join(client, port);
        };
    }

    /** Looks at the head of a request. */
    @FunctionalInterface
    interface Guard {
        /** What is answered, nothing if the request may pass. */
        String refusal(String head);
    }

    /** SOCKS 4a; {@code asked} gets {@code user@host:port}, the host an address if one was given. */
    static TestServer socks4a(int reply, BlockingQueue<String> asked) throws IOException {
        return TestServer.plain(client -> {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readNBytes(2);
            int port = in.readUnsignedShort();
            byte[] address = in.readNBytes(4);
            String user = terminated(in);
            boolean named = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
            String host =
                    named ? terminated(in) : InetAddress.getByAddress(address).getHostAddress();
            asked.add(user + "@" + host + ":" + port);
            client.getOutputStream().write(new byte[] {0, (byte) reply, 0, 0, 0, 0, 0, 0});
            join(client, port);
        });
    }

    private static String terminated(DataInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != 0; next = in.readUnsignedByte()) {
            text.append((char) next);
        }
        return text.toString();
    }

    /** SOCKS 5; {@code asked} gets {@code [user:password@]type:address:port}. */
    static TestServer socks(boolean login, BlockingQueue<String> asked) throws IOException {
        return TestServer.plain(client -> {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            StringBuilder seen = new StringBuilder();
            in.readUnsignedByte();
            byte[] methods = in.readNBytes(in.readUnsignedByte());
            boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(2) >= 0;
            if (login && !offered) {
                out.write(new byte[] {5, (byte) 0xff});
                return;
            }
            out.write(new byte[] {5, (byte) (login ? 2 : 0)});
            if (login) {
                in.readUnsignedByte();
                String user = text(in);
                String password = text(in);
                seen.append(user).append(':').append(password).append('@');
                out.write(new byte[] {1, (byte) (password.equals("secret") ? 0 : 1)});
                if (!password.equals("secret")) {
                    return;
                }
            }
            in.readNBytes(3);
            int type = in.readUnsignedByte();
            String address = type == 3
                    ? text(in)
                    : InetAddress.getByAddress(in.readNBytes(type == 1 ? 4 : 16))
                            .getHostAddress();
            int port = in.readUnsignedShort();
            asked.add(seen.append(type + ":" + address + ":" + port).toString());
            out.write(new byte[] {5, 0, 0, 3, 4, 't', 'e', 's', 't', 0, 0});
            join(client, port);
        });
    }

    static BlockingQueue<String> queue() {
        return new LinkedBlockingQueue<>();
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
    }

    private static void join(Socket client, int port) throws IOException {
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread back = new Thread(() -> copy(target, client));
            back.start();
            copy(client, target);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one side went away: the test closes both
        }
    }
}

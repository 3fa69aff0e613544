package io.aclk.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A TCP relay in front of a TLS server that keeps back what the server says, so that a client stands still in the middle
 * of what it does.
 */
final class StallingRelay implements AutoCloseable {

    /** Where the client stands still. */
    enum Point {
        /** The server does not answer the first message of the handshake. */
        HANDSHAKE,
        /** The handshake is done, as far as the client can tell, and the server does not answer its first request. */
        FIRST_REQUEST
    }

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final int server;
    private final Point point;
    private volatile boolean closed;

    /** Listens on a free port of the loopback. */
    StallingRelay(int server, Point point) throws IOException {
        this.server = server;
        this.point = point;
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Waits until a client stands still there. */
    boolean awaitStalled() throws InterruptedException {
        return stalled.await(60, TimeUnit.SECONDS);
    }

    /** Waits until a client that stood still closed its connection. */
    boolean awaitLeft() throws InterruptedException {
        return left.await(10, TimeUnit.SECONDS);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "itest-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = keep(listener.accept());
                Socket upstream = keep(new Socket(InetAddress.getLoopbackAddress(), server));
                boolean[] serverSpoke = new boolean[1];
                thread(() -> fromClient(client, upstream, serverSpoke));
                thread(() -> fromServer(client, upstream, serverSpoke));
            } catch (IOException e) {
                // closed, or a client that is gone already
            }
        }
    }

    private synchronized Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    private void fromClient(Socket client, Socket upstream, boolean[] serverSpoke) {
        try {
            byte[] buffer = new byte[16 * 1024];
            InputStream in = client.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                synchronized (serverSpoke) {
                    if (point == Point.HANDSHAKE || serverSpoke[0]) {
                        stalled.countDown();
                    }
                }
                upstream.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException e) {
            // it is gone, by a reset
        }
        if (stalled.getCount() == 0) {
            left.countDown();
        }
    }

    private void fromServer(Socket client, Socket upstream, boolean[] serverSpoke) {
        try {
            byte[] buffer = new byte[16 * 1024];
            InputStream in = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                synchronized (serverSpoke) {
                    if (stalled.getCount() > 0) {
                        serverSpoke[0] = true;
                        out.write(buffer, 0, count);
                    }
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() throws Exception {
        closed = true;
        listener.close();
        List<AutoCloseable> all;
        synchronized (this) {
            all = List.copyOf(open);
        }
        for (AutoCloseable socket : all) {
            socket.close();
        }
    }
}

package io.aclk.network.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A server on a free port of 127.0.0.1 that does what a test says. */
public final class TestServer implements Closeable {

    /** What is done with a connection; it is closed afterwards. */
    @FunctionalInterface
    public interface Handler {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Handler handler;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Collection<Socket> open = new ConcurrentLinkedQueue<>();

    private TestServer(ServerSocket listener, Handler handler) {
        this.listener = listener;
        this.handler = handler;
        threads.execute(this::accept);
    }

    /** Plain TCP. */
    public static TestServer plain(Handler handler) throws IOException {
        return new TestServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), handler);
    }

    /** TLS. */
    public static TestServer tls(SSLContext context, Handler handler) throws IOException {
        return new TestServer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), handler);
    }

    /** TLS with a certificate. */
    public static TestServer tls(TestCertificate certificate, Handler handler) throws IOException {
        return tls(certificate.serverContext(), handler);
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Number of connections accepted. */
    public int connections() {
        return open.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            handler.serve(socket);
        } catch (IOException e) {
            // the client went away, which many tests want it to
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a handler of the test server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.aclk.transport.internal;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;

/** A TLS server for one connection whose behaviour a test writes as a script, misbehaviour included. */
final class FaultServer implements Closeable {

    /** What the server does with its connection; an exception fails the test at {@link #await()}. */
    interface Script {
        void run(FaultPeer peer) throws Exception;
    }

    private final SSLServerSocket server;
    private final CompletableFuture<Void> outcome = new CompletableFuture<>();
    private volatile Socket socket;

    private FaultServer(Script script) throws IOException {
        server = (SSLServerSocket) TestTls.INSTANCE
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> run(script), "fault-server");
        thread.setDaemon(true);
        thread.start();
    }

    static FaultServer start(Script script) throws IOException {
        return new FaultServer(script);
    }

    /** Upgrades and accepts the MQTT connection without properties, then goes on. */
    static FaultServer connected(Script script) throws IOException {
        return connected(new byte[0], script);
    }

    /** Upgrades and accepts the MQTT connection with these CONNACK properties, then goes on. */
    static FaultServer connected(byte[] properties, Script script) throws IOException {
        return start(peer -> {
            peer.upgrade();
            peer.expect(1);
            peer.sendMqtt(FaultPeer.connAck(0, properties));
            script.run(peer);
        });
    }

    /** Goes on only when the client has subscribed to something, so its connect has returned before. */
    static FaultServer afterSubscribe(byte[] properties, Script script) throws IOException {
        return connected(properties, peer -> {
            peer.expect(8);
            script.run(peer);
        });
    }

    static FaultServer afterSubscribe(Script script) throws IOException {
        return afterSubscribe(new byte[0], script);
    }

    private void run(Script script) {
        try {
            socket = server.accept();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            script.run(new FaultPeer(socket));
            outcome.complete(null);
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    URI endpoint() {
        return URI.create("wss://localhost:" + server.getLocalPort() + "/mqtt");
    }

    int port() {
        return server.getLocalPort();
    }

    /** Waits for the end of the script. */
    void await() throws Exception {
        try {
            outcome.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the server's script failed", e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }
}

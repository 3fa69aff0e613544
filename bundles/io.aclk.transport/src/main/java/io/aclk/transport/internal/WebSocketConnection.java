package io.aclk.transport.internal;

import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.ConnectObserver.Step;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** A WebSocket over an open TLS socket: RFC 6455, client side. */
final class WebSocketConnection implements Closeable {

    /** Status 1000, normal closure. */
    private static final byte[] NORMAL_CLOSURE = {0x03, (byte) 0xE8};

    /** How long a data frame that stands still may hold up the close frame, nanoseconds. */
    private static final long CLOSE_WAIT = 500_000_000;

    private final Socket socket;
    private final SocketReader reader;
    private final WebSocketOutput output;
    private final WebSocketInput input;
    private final AtomicBoolean closeSent = new AtomicBoolean();
    private volatile boolean inOrder;

    private WebSocketConnection(Socket socket, SecureRandom random) throws IOException {
        this.socket = socket;
        reader = new SocketReader(socket);
        output = new WebSocketOutput(socket.getOutputStream(), random);
        input = new WebSocketInput(reader, output, this::sendClose);
    }

    /**
     * Upgrades a socket. The caller closes it when this fails.
     *
     * @param socket open TLS socket
     * @param endpoint its host goes into the request, its path too unless it is empty
     * @param deadline {@link System#nanoTime} at which this fails
     * @param observer told of the step
     */
    static WebSocketConnection open(Socket socket, URI endpoint, long deadline, ConnectObserver observer)
            throws IOException {
        socket.setTcpNoDelay(true);
        SecureRandom random = new SecureRandom();
        WebSocketConnection connection = new WebSocketConnection(socket, random);
        connection.reader.deadline(deadline);
        WebSocketHandshake handshake = new WebSocketHandshake(endpoint, random);
        observer.entered(Step.WEBSOCKET, handshake.subject());
        String subprotocol = handshake.perform(socket.getOutputStream(), connection.reader);
        connection.reader.noDeadline();
        observer.passed(Step.WEBSOCKET, subprotocol.isEmpty() ? "no subprotocol named" : "subprotocol " + subprotocol);
        return connection;
    }

    WebSocketInput input() {
        return input;
    }

    WebSocketOutput output() {
        return output;
    }

    /** The figures of what was read. */
    SocketReader reader() {
        return reader;
    }

    /** Our address; {@code null} if it is not known. */
    InetAddress localAddress() {
        return socket.isClosed() ? null : socket.getLocalAddress();
    }

    /** Sends a close frame with status 1000, once. A socket that does not take it is closed soon anyway. */
    void sendClose() {
        if (closeSent.compareAndSet(false, true)) {
            try {
                output.close(NORMAL_CLOSURE, CLOSE_WAIT);
            } catch (IOException e) {
                // the connection is ending: whoever reads it learns the same
            }
        }
    }

    /**
     * Whether the peer is leaving in order too. If not, which is the default, {@link #close} does not wait for a write
     * that stands still.
     */
    void inOrder(boolean agreed) {
        inOrder = agreed;
    }

    /** Closes the socket. */
    @Override
    public void close() {
        if (inOrder) {
            closeSocket();
        } else {
            abort();
        }
    }

    /**
     * Closes the socket at once. Without the linger time of 0 the JDK would wait for a write that stands still before it
     * sends the TLS close_notify.
     */
    void abort() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        closeSocket();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is being thrown away: there is nothing to be saved
        }
    }
}

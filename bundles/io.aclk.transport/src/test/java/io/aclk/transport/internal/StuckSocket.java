package io.aclk.transport.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TLS socket whose peer reads nothing and whose buffer is exactly full: from {@link #stall()} on every write stands
 * still, and so does a close, for its close_notify is a write too. A second close ends both, as in the JDK.
 */
final class StuckSocket extends Socket {

    private final Socket real;
    private final CountDownLatch freed = new CountDownLatch(1);
    private final AtomicInteger closes = new AtomicInteger();
    private volatile boolean stalled;

    StuckSocket(Socket real) {
        this.real = real;
    }

    void stall() {
        stalled = true;
    }

    private void standStill() throws IOException {
        try {
            if (!freed.await(30, TimeUnit.SECONDS)) {
                throw new SocketException("nobody closed it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SocketException("closed while writing");
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(real.getOutputStream()) {
            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                if (stalled) {
                    standStill();
                }
                out.write(data, offset, length);
            }
        };
    }

    @Override
    public void close() throws IOException {
        if (closes.incrementAndGet() == 1 && stalled) {
            standStill();
        }
        freed.countDown();
        real.close();
    }

    @Override
    public boolean isClosed() {
        return real.isClosed();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return real.getInputStream();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        real.setSoLinger(on, seconds);
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        real.setSoTimeout(millis);
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        real.setTcpNoDelay(on);
    }

    @Override
    public InetAddress getLocalAddress() {
        return real.getLocalAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return real.getLocalSocketAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return real.getRemoteSocketAddress();
    }
}

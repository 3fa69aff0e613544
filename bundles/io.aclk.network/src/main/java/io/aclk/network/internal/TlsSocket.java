package io.aclk.network.internal;

import io.aclk.api.network.NetworkConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * A TLS socket whose {@link #close()} is bounded. The platform's waits for a thread that is blocked in writing to a
 * peer that reads nothing, that is for ever; this one says goodbye ({@code close_notify}) if it can do so in time and
 * then closes the connection below.
 */
final class TlsSocket extends Socket {

    private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

    private final SSLSocket tls;
    /** Connected to the peer; itself TLS where a proxy is spoken to so. */
    private final Socket raw;

    private final Watchdog watchdog;
    private final AtomicReference<Runnable> onClose = new AtomicReference<>(() -> {});

    TlsSocket(SSLSocket tls, Socket raw, Watchdog watchdog) throws SocketException {
        super((SocketImpl) null);
        this.tls = tls;
        this.raw = raw;
        this.watchdog = watchdog;
    }

    /** What it is, for the caller of {@link io.aclk.api.network.Network}. */
    NetworkConnection asConnection(String proxy) throws SSLPeerUnverifiedException {
        SSLSession session = tls.getSession();
        return new NetworkConnection(this, proxy, session.getProtocol(), session.getCipherSuite(), chain());
    }

    /** The peer's certificates, its own first. */
    List<X509Certificate> chain() throws SSLPeerUnverifiedException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : tls.getSession().getPeerCertificates()) {
            chain.add((X509Certificate) certificate);
        }
        return chain;
    }

    /** To be done once when this is closed; only one thing. */
    void onClose(Runnable task) {
        onClose.set(task);
        if (raw.isClosed()) {
            closed();
        }
    }

    /** The negotiated protocol and cipher suite, for people. */
    String negotiated() {
        return tls.getSession().getProtocol() + ", " + tls.getSession().getCipherSuite();
    }

    /** Closes the connection without a goodbye and without waiting for anything. */
    void abort() throws IOException {
        closed();
        TlsLayer.abort(raw);
    }

    @Override
    public void close() {
        closed();
        if (raw.isClosed()) {
            return;
        }
        try (Watchdog.Timer timer = watchdog.closeAfter(() -> TlsLayer.abort(raw), CLOSE_LIMIT)) {
            tls.close();
        } catch (IOException e) {
            // the peer is gone or too slow: it misses the goodbye
        } finally {
            Watchdog.closeQuietly(raw);
        }
    }

    private void closed() {
        onClose.getAndSet(() -> {}).run();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return tls.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return tls.getOutputStream();
    }

    @Override
    public void shutdownInput() throws IOException {
        tls.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        tls.shutdownOutput();
    }

    @Override
    public boolean isClosed() {
        return raw.isClosed();
    }

    @Override
    public boolean isConnected() {
        return raw.isConnected();
    }

    @Override
    public boolean isBound() {
        return raw.isBound();
    }

    @Override
    public boolean isInputShutdown() {
        return tls.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return tls.isOutputShutdown();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        tls.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return tls.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        raw.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return raw.getTcpNoDelay();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        raw.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return raw.getKeepAlive();
    }

    @Override
    public void setSoLinger(boolean on, int linger) throws SocketException {
        raw.setSoLinger(on, linger);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return raw.getSoLinger();
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return raw.getSendBufferSize();
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return raw.getReceiveBufferSize();
    }

    @Override
    public InetAddress getInetAddress() {
        return raw.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return raw.getLocalAddress();
    }

    @Override
    public int getPort() {
        return raw.getPort();
    }

    @Override
    public int getLocalPort() {
        return raw.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return raw.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return raw.getLocalSocketAddress();
    }

    @Override
    public String toString() {
        return "TLS over " + raw;
    }
}

package io.aclk.api.network;

import java.io.Closeable;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * An open, verified TLS connection.
 *
 * @param socket the TLS socket, TCP_NODELAY set; closing it closes everything below
 * @param proxy how the proxy is shown to people, {@code none} when direct; without credentials
 * @param tlsProtocol for example {@code TLSv1.3}
 * @param cipherSuite negotiated
 * @param peerChain the server's certificates, its own first
 */
public record NetworkConnection(
        Socket socket, String proxy, String tlsProtocol, String cipherSuite, List<X509Certificate> peerChain)
        implements Closeable {

    /** Copies the chain. */
    public NetworkConnection {
        peerChain = List.copyOf(peerChain);
    }

    @Override
    public void close() throws java.io.IOException {
        socket.close();
    }
}

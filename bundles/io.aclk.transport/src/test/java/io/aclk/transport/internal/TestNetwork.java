package io.aclk.transport.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Real TLS sockets, verified against the test CA. */
final class TestNetwork implements Network {

    private final UnaryOperator<Socket> wrapper;

    TestNetwork() {
        this(UnaryOperator.identity());
    }

    /**
     * A network whose sockets misbehave.
     *
     * @param wrapper gives each TLS socket its faults
     */
    TestNetwork(UnaryOperator<Socket> wrapper) {
        this.wrapper = wrapper;
    }

    @Override
    public NetworkConnection connect(
            String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
            throws NetworkException {
        Socket tcp = new Socket();
        abort.register(tcp);
        try {
            tcp.connect(new InetSocketAddress(host, port), 5000);
            tcp.setTcpNoDelay(true);
            SSLSocket tls =
                    (SSLSocket) TestTls.INSTANCE.client().getSocketFactory().createSocket(tcp, host, port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return new NetworkConnection(
                    wrapper.apply(tls),
                    "none",
                    tls.getSession().getProtocol(),
                    tls.getSession().getCipherSuite(),
                    List.of((X509Certificate) tls.getSession().getPeerCertificates()[0]));
        } catch (IOException e) {
            NetworkException.Reason reason =
                    abort.aborted() ? NetworkException.Reason.ABORTED : NetworkException.Reason.TCP;
            throw new NetworkException(reason, "connect to " + host + ":" + port, e);
        } finally {
            abort.release(tcp);
        }
    }

    @Override
    public HttpReply exchange(HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
        throw new UnsupportedOperationException("the transport makes no HTTP calls");
    }
}

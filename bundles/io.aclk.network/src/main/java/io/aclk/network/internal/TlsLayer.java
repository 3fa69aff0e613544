package io.aclk.network.internal;

import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** TLS 1.2 or 1.3 over an open connection, with certificate chain and name verified ({@link ServerTrust}). */
final class TlsLayer {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final TrustStore trustStore;
    private final Watchdog watchdog;

    TlsLayer(Map<String, String> environment, Watchdog watchdog) {
        this.trustStore = new TrustStore(environment);
        this.watchdog = watchdog;
    }

    /**
     * Whom to speak to.
     *
     * @param peer server or proxy
     * @param host name that the certificate must be for
     * @param port for people and for the session
     * @param what how the connection is called in the text of a failure
     */
    record Target(Peer peer, String host, int port, String what) {}

    /**
     * The TLS context for the server. Made before anything is connected, so that settings which cannot be used open no
     * connection.
     *
     * @throws NetworkException {@code CONFIGURATION}
     */
    SSLContext serverContext(NetworkOptions options) throws NetworkException {
        return context(PemCertificates.read(options.trusted()), options.insecure(), Pin.parse(options.pin()));
    }

    /**
     * The TLS context for a proxy: the same trusted certificates, but neither the pin, which is of the server's key, nor
     * {@code insecure}, since the proxy is told the owner's password.
     *
     * @throws NetworkException {@code CONFIGURATION}
     */
    SSLContext proxyContext(NetworkOptions options) throws NetworkException {
        return context(PemCertificates.read(options.trusted()), false, Optional.empty());
    }

    private SSLContext context(List<X509Certificate> trusted, boolean insecure, Optional<Pin> pin)
            throws NetworkException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager trust = new ServerTrust(trustStore.trusting(trusted), insecure, pin);
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (NetworkException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new NetworkException(
                    Reason.CONFIGURATION, "the trust store of this Java cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Shakes hands. Closes {@code below} if that fails.
     *
     * @param below connected to the peer, possibly through a proxy; closing it must not block
     */
    TlsSocket secure(SSLContext context, Socket below, Target target, Attempt attempt) throws NetworkException {
        return attempt.run(
                new Attempt.Task(target.what(), target.peer(), () -> abort(below), Network.HANDSHAKE_LIMIT),
                () -> {
                    String host = target.host();
                    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
                    SSLSocket tls =
                            (SSLSocket) context.getSocketFactory().createSocket(below, name, target.port(), true);
                    tls.setSSLParameters(parameters(tls.getSSLParameters(), name));
                    tls.startHandshake();
                    return new TlsSocket(tls, below, watchdog);
                },
                e -> classify(target, e));
    }

    /** Ends a connection without a goodbye and without waiting. */
    static void abort(Socket socket) throws IOException {
        if (socket instanceof TlsSocket tls) {
            tls.abort();
        } else {
            socket.close();
        }
    }

    private static SSLParameters parameters(SSLParameters parameters, String host) {
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!Resolver.isLiteral(host)) {
            try {
                // said outright, because the platform's default leaves names without a dot away
                parameters.setServerNames(List.of(new SNIHostName(host)));
            } catch (IllegalArgumentException e) {
                // a name that SNI cannot carry: the server is asked without, the certificate is checked all the same
                parameters.setServerNames(List.of());
            }
        }
        return parameters;
    }

    private static NetworkException classify(Target target, IOException e) {
        Optional<RefusedCertificateException> refused = Causes.find(e, RefusedCertificateException.class);
        if (refused.isPresent()) {
            return new NetworkException(
                    refused.get().fault(),
                    target.peer(),
                    target.what() + ": the certificate " + refused.get().getMessage(),
                    refused.get().certificate(),
                    e);
        }
        if (Causes.find(e, CertificateException.class).isPresent()) {
            return failure(Fault.CERTIFICATE_REFUSED, target, "the certificate is refused: " + e.getMessage(), e);
        }
        if (Causes.find(e, EOFException.class).isPresent()
                || Causes.find(e, SocketException.class).isPresent()) {
            return failure(Fault.CLOSED_IN_HANDSHAKE, target, "the peer closed during the handshake", e);
        }
        if (e instanceof SSLHandshakeException) {
            return failure(Fault.TLS_REFUSED, target, String.valueOf(e.getMessage()), e);
        }
        if (e instanceof SSLException) {
            // the platform says this of a first record that is none
            boolean recognized = !String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message");
            return recognized
                    ? failure(Fault.TLS_REFUSED, target, String.valueOf(e.getMessage()), e)
                    : failure(Fault.NOT_TLS, target, "the peer does not speak TLS at this port", e);
        }
        return failure(Fault.CLOSED_IN_HANDSHAKE, target, String.valueOf(e.getMessage()), e);
    }

    private static NetworkException failure(Fault fault, Target target, String why, IOException cause) {
        return new NetworkException(fault, target.peer(), target.what() + ": " + Printable.text(why), null, cause);
    }
}

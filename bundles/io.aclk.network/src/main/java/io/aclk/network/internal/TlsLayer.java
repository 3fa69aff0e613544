package io.aclk.network.internal;

import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** TLS 1.2 or 1.3 over an open connection, with certificate chain and name verified ({@link ServerTrust}). */
final class TlsLayer {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final TrustStore trustStore = new TrustStore();
    private final Watchdog watchdog;

    TlsLayer(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    /**
     * The TLS context of some options. Made before anything is connected, so that settings which cannot be used open
     * no connection.
     *
     * @throws NetworkException {@code CONFIGURATION}
     */
    SSLContext context(NetworkOptions options) throws NetworkException {
        Optional<Pin> pin = Pin.parse(options.pin());
        List<X509Certificate> trusted = PemCertificates.read(options.trusted());
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager trust = new ServerTrust(trustStore.trusting(trusted), options.insecure(), pin);
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new NetworkException(
                    Reason.CONFIGURATION, "the trust store of this Java cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Shakes hands. Closes {@code raw} if that fails.
     *
     * @param raw connected to the server, possibly through a proxy
     * @param host name that the certificate must be for
     */
    TlsSocket secure(SSLContext context, Socket raw, String host, int port, Attempt attempt) throws NetworkException {
        String what = "TLS with " + HostPort.format(host, port);
        return attempt.run(
                what,
                raw,
                Network.HANDSHAKE_LIMIT,
                () -> {
                    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
                    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, name, port, true);
                    tls.setSSLParameters(parameters(tls.getSSLParameters(), name));
                    tls.startHandshake();
                    return new TlsSocket(tls, raw, watchdog);
                },
                e -> classify(what, e));
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

    private static NetworkException classify(String what, IOException e) {
        CertificateException certificate = cause(e, CertificateException.class);
        if (certificate != null) {
            return new NetworkException(Reason.CERTIFICATE, what + ": " + describe(certificate), e);
        }
        if (cause(e, EOFException.class) != null || cause(e, SocketException.class) != null) {
            return new NetworkException(Reason.CLOSED, what + ": the peer closed during the handshake", e);
        }
        if (e instanceof SSLException) {
            return new NetworkException(Reason.TLS, what + ": " + e.getMessage(), e);
        }
        return new NetworkException(Reason.CLOSED, what + ": " + e.getMessage(), e);
    }

    private static String describe(CertificateException e) {
        if (e instanceof CertificateExpiredException) {
            return "the certificate of the server is expired";
        }
        if (e instanceof CertificateNotYetValidException) {
            return "the certificate of the server is not valid yet (is the clock right?)";
        }
        if (e.getCause() instanceof GeneralSecurityException) {
            return "the certificate of the server is not trusted (self-signed, expired or of an unknown authority): "
                    + e.getMessage();
        }
        return "the certificate of the server is refused: " + e.getMessage();
    }

    private static <T extends Throwable> T cause(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}

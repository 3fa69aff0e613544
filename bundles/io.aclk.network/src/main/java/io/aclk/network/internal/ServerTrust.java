package io.aclk.network.internal;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides about a server's certificate: the pin if there is one, the validity, the chain and the name. A missing trust
 * in the chain is forgiven if the owner said {@code insecure} or if the pin matches; a wrong name never is.
 *
 * <p>Chain and name are checked by the platform's own trust manager, which checks the name too because the socket asks
 * for the endpoint identification {@code HTTPS}.
 */
final class ServerTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager chainAndName;
    private final boolean insecure;
    private final Optional<Pin> pin;

    ServerTrust(X509ExtendedTrustManager chainAndName, boolean insecure, Optional<Pin> pin) {
        this.chainAndName = chainAndName;
        this.insecure = insecure;
        this.pin = pin;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        X509Certificate server = chain[0];
        // asked here because the platform does not ask it of a certificate that is itself among the trusted ones
        server.checkValidity();
        if (pin.isPresent() && !pin.get().matches(server)) {
            throw new CertificateException("the key of the server is not the pinned one");
        }
        try {
            chainAndName.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            if (!insecure && pin.isEmpty()) {
                throw e;
            }
            checkName(server, authType, socket);
        }
    }

    /** Checks the name alone: with the server's certificate as the only trusted one, nothing else can fail. */
    private static void checkName(X509Certificate server, String authType, Socket socket) throws CertificateException {
        X509ExtendedTrustManager nameOnly;
        try {
            nameOnly = TrustStore.only(List.of(server));
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the name in the certificate cannot be checked", e);
        }
        nameOnly.checkServerTrusted(new X509Certificate[] {server}, authType, socket);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw onlySockets();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw onlySockets();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw onlySockets();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw onlySockets();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw onlySockets();
    }

    /** The other forms do not tell the name, so they must never succeed. */
    private static CertificateException onlySockets() {
        return new CertificateException("only servers behind a socket are checked here");
    }
}

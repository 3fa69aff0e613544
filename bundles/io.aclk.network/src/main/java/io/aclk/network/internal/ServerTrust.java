package io.aclk.network.internal;

import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.PeerCertificate;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides about a peer's certificate: the validity, the pin if there is one, the chain and the name. A missing trust
 * in the chain is forgiven if the owner said {@code insecure} or if the pin matches; a wrong name never is. A refusal
 * says exactly why ({@link RefusedCertificateException}).
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
        PeerCertificate shown = CertificateTexts.summary(List.of(chain));
        // asked here because the platform does not ask it of a certificate that is itself among the trusted ones
        checkValidity(chain[0], shown);
        if (pin.isPresent() && !pin.get().matches(chain[0])) {
            throw new RefusedCertificateException(
                    Fault.CERTIFICATE_WRONG_PIN,
                    "is for another key than the pinned one; this key is " + Pin.of(chain[0])
                            + ", and who vouches for it is " + shown.authority(),
                    shown,
                    null);
        }
        try {
            chainAndName.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            boolean chainFails = !isChainTrusted(chain, authType);
            if (chainFails && !insecure && pin.isEmpty()) {
                throw chainRefused(chain, shown, e);
            }
            checkName(chain[0], authType, socket, shown);
        }
    }

    private static void checkValidity(X509Certificate certificate, PeerCertificate shown) throws CertificateException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new RefusedCertificateException(
                    Fault.CERTIFICATE_EXPIRED,
                    "expired on " + shown.validUntil() + " (the clock here says " + now + ")",
                    shown,
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new RefusedCertificateException(
                    Fault.CERTIFICATE_NOT_YET_VALID,
                    "is not valid yet, but from " + shown.validFrom() + " on (the clock here says " + now
                            + ": is it right?)",
                    shown,
                    e);
        }
    }

    /** The chain without the name. */
    private boolean isChainTrusted(X509Certificate[] chain, String authType) {
        try {
            chainAndName.checkServerTrusted(chain, authType);
            return true;
        } catch (CertificateException e) {
            // the caller has the failure that it reports; this only asks for its kind
            return false;
        }
    }

    private static RefusedCertificateException chainRefused(
            X509Certificate[] chain, PeerCertificate shown, CertificateException e) {
        Optional<CertPathValidatorException> path = Causes.find(e, CertPathValidatorException.class);
        CertPathValidatorException.Reason reason =
                path.map(CertPathValidatorException::getReason).orElse(BasicReason.UNSPECIFIED);
        if (reason == BasicReason.EXPIRED) {
            return new RefusedCertificateException(
                    Fault.CERTIFICATE_EXPIRED, "hangs on another one that is expired", shown, e);
        }
        if (reason == BasicReason.NOT_YET_VALID) {
            return new RefusedCertificateException(
                    Fault.CERTIFICATE_NOT_YET_VALID, "hangs on another one that is not valid yet", shown, e);
        }
        // a signature that does not fit tells no more than that a trusted certificate has the name of the issuer
        if (reason == BasicReason.ALGORITHM_CONSTRAINED || reason == BasicReason.REVOKED) {
            return new RefusedCertificateException(
                    Fault.CERTIFICATE_REFUSED,
                    "is refused: " + Printable.text(String.valueOf(path.get().getMessage())),
                    shown,
                    e);
        }
        if (isSelfSigned(chain[0])) {
            return new RefusedCertificateException(
                    Fault.CERTIFICATE_SELF_SIGNED,
                    "is self-signed (" + shown.subject() + ") and not among the trusted ones",
                    shown,
                    e);
        }
        return new RefusedCertificateException(
                Fault.CERTIFICATE_UNKNOWN_AUTHORITY,
                "is of an authority that is not trusted here: " + shown.authority(),
                shown,
                e);
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            // signed by another key
            return false;
        }
    }

    /** Checks the name alone: with the peer's certificate as the only trusted one, nothing else can fail. */
    private static void checkName(X509Certificate own, String authType, Socket socket, PeerCertificate shown)
            throws CertificateException {
        X509ExtendedTrustManager nameOnly;
        try {
            nameOnly = TrustStore.only(List.of(own));
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the name in the certificate cannot be checked", e);
        }
        try {
            nameOnly.checkServerTrusted(new X509Certificate[] {own}, authType, socket);
        } catch (CertificateException e) {
            throw new RefusedCertificateException(
                    Fault.CERTIFICATE_WRONG_NAME,
                    "is not for this name but for "
                            + (shown.names().isEmpty() ? shown.subject() : String.join(", ", shown.names())),
                    shown,
                    e);
        }
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

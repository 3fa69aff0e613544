package io.aclk.network.internal;

import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.PeerCertificate;
import java.security.cert.CertificateException;

/** A certificate is refused, and it is known why. */
final class RefusedCertificateException extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final transient PeerCertificate certificate;

    /**
     * A refusal.
     *
     * @param fault one of the certificate's
     * @param why a sentence that follows on the name of the peer
     */
    RefusedCertificateException(Fault fault, String why, PeerCertificate certificate, Throwable cause) {
        super(why, cause);
        this.fault = fault;
        this.certificate = certificate;
    }

    Fault fault() {
        return fault;
    }

    PeerCertificate certificate() {
        return certificate;
    }
}

package io.aclk.network.internal;

import io.aclk.api.network.PeerCertificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** What certificates say, made fit for people: all of it comes from a stranger. */
final class CertificateTexts {

    /** Kinds of subject alternative names (RFC 5280 section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private CertificateTexts() {}

    /** The summary of a chain, the peer's own certificate first. */
    static PeerCertificate summary(List<X509Certificate> chain) {
        X509Certificate own = chain.get(0);
        return new PeerCertificate(
                name(own.getSubjectX500Principal()),
                name(own.getIssuerX500Principal()),
                name(chain.get(chain.size() - 1).getIssuerX500Principal()),
                own.getNotBefore().toInstant(),
                own.getNotAfter().toInstant(),
                names(own));
    }

    private static String name(X500Principal principal) {
        return Printable.text(principal.getName());
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    Object kind = alternative.get(0);
                    if ((kind.equals(DNS_NAME) || kind.equals(IP_ADDRESS))
                            && names.size() < PeerCertificate.MAX_NAMES) {
                        names.add(Printable.text(alternative.get(1).toString()));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // a certificate whose names cannot be read has none
        }
        return names;
    }
}

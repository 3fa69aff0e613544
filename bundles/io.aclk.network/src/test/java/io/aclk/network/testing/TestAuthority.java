package io.aclk.network.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test. */
public final class TestAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PrivateKey key;
    private final X509Certificate certificate;

    /** Makes one. */
    public TestAuthority(String name) {
        KeyPair pair = keyPair();
        key = pair.getPrivate();
        X500Principal subject = new X500Principal("CN=" + name);
        certificate = sign(subject, key, subject, pair, Validity.NOW, List.of(), true);
    }

    /** Its own certificate (with its key), for trust stores. */
    public TestCertificate certificate() {
        return new TestCertificate(key, List.of(certificate));
    }

    /** A server certificate, valid now, for names and IP addresses. */
    public TestCertificate issue(String... names) {
        return issue(Validity.NOW, names);
    }

    /** A server certificate for names and IP addresses. */
    public TestCertificate issue(Validity validity, String... names) {
        KeyPair pair = keyPair();
        X509Certificate server = sign(
                certificate.getSubjectX500Principal(),
                key,
                new X500Principal("CN=test server"),
                pair,
                validity,
                List.of(names),
                false);
        return new TestCertificate(pair.getPrivate(), List.of(server));
    }

    /** A server certificate that signed itself. */
    public static TestCertificate selfSigned(Validity validity, String... names) {
        KeyPair pair = keyPair();
        X500Principal subject = new X500Principal("CN=self-signed");
        return new TestCertificate(
                pair.getPrivate(),
                List.of(sign(subject, pair.getPrivate(), subject, pair, validity, List.of(names), false)));
    }

    /** When a certificate is valid. */
    public enum Validity {
        NOW(-1, 30),
        EXPIRED(-30, -1),
        FUTURE(1, 30);

        private final Duration from;
        private final Duration until;

        Validity(int fromDays, int untilDays) {
            from = Duration.ofDays(fromDays);
            until = Duration.ofDays(untilDays);
        }
    }

    private static X509Certificate sign(
            X500Principal issuer,
            PrivateKey issuerKey,
            X500Principal subject,
            KeyPair pair,
            Validity validity,
            List<String> names,
            boolean authority) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(64, RANDOM),
                    Date.from(now.plus(validity.from)),
                    Date.from(now.plus(validity.until)),
                    subject,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                                names.stream().map(TestAuthority::generalName).toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralName generalName(String name) {
        boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

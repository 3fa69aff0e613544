package io.aclk.transport.internal;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A test CA and a server certificate for localhost, made once a test run. */
final class TestTls {

    static final TestTls INSTANCE = create();

    private final SSLContext server;
    private final SSLContext client;
    private final X509Certificate ca;
    private final X509Certificate leaf;
    private final KeyPair leafKey;

    private TestTls(X509Certificate ca, X509Certificate leaf, KeyPair leafKey)
            throws GeneralSecurityException, IOException {
        this.ca = ca;
        this.leaf = leaf;
        this.leafKey = leafKey;
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", leafKey.getPrivate(), new char[0], new Certificate[] {leaf, ca});
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        server = SSLContext.getInstance("TLS");
        server.init(keyManagers.getKeyManagers(), null, null);
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("ca", ca);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trust);
        client = SSLContext.getInstance("TLS");
        client.init(null, trustManagers.getTrustManagers(), null);
    }

    SSLContext server() {
        return server;
    }

    SSLContext client() {
        return client;
    }

    X509Certificate leaf() {
        return leaf;
    }

    /** Writes {@code ca.pem}, {@code server.pem} and {@code server.key} for a program. */
    void writePem(Path directory) throws IOException {
        Files.writeString(directory.resolve("ca.pem"), pem(ca));
        Files.writeString(directory.resolve("server.pem"), pem(leaf));
        Files.writeString(directory.resolve("server.key"), pem(new JcaPKCS8Generator(leafKey.getPrivate(), null)));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static TestTls create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair caKey = generator.generateKeyPair();
            KeyPair leafKey = generator.generateKeyPair();
            X500Principal caName = new X500Principal("CN=ACLK test CA");
            X509Certificate ca = certificate(caName, caKey, caName, caKey, true);
            return new TestTls(
                    ca, certificate(new X500Principal("CN=localhost"), leafKey, caName, caKey, false), leafKey);
        } catch (Exception e) {
            throw new IllegalStateException("no test certificates", e);
        }
    }

    private static X509Certificate certificate(
            X500Principal subject, KeyPair key, X500Principal issuer, KeyPair issuerKey, boolean isCa)
            throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(isCa ? 1 : 2),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                subject,
                key.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
        if (!isCa) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuerKey.getPrivate())));
    }
}

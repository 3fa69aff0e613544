package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.ServerKey;
import io.aclk.config.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * The server's key and certificate in files: the owner's, or our own under {@code data/cloud/tls}.
 *
 * <p>Ours are made when missing. The certificate is made anew, with the same key so that pins stay valid, when less than
 * 30 days remain or a name is missing in it.
 */
final class ServerKeyFiles {

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final Settings settings;
    private final Clock clock;

    ServerKeyFiles(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Loads or makes the key. */
    ServerKey open() throws IOException, GeneralSecurityException {
        if (settings.certificate().isPresent()) {
            Path certificate = settings.certificate().get();
            Path key = settings.key().orElseThrow();
            return PemServerKey.of(certificate, key, chain(certificate), privateKey(key), false);
        }
        Path directory = settings.tlsDirectory();
        if (!Files.isDirectory(directory)) {
            // one that is there keeps the rights that its owner gave it
            PrivateFiles.createDirectory(directory);
        }
        Path keyFile = directory.resolve("key.pem");
        Path certificateFile = directory.resolve("certificate.pem");
        if (!Files.exists(keyFile) || !Files.exists(certificateFile)) {
            KeyPair keys = SelfSigned.keyPair();
            PrivateFiles.write(keyFile, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            writeCertificate(certificateFile, keys);
        } else if (outdated(chain(certificateFile).get(0))) {
            writeCertificate(
                    certificateFile, new KeyPair(chain(certificateFile).get(0).getPublicKey(), privateKey(keyFile)));
        }
        return PemServerKey.of(certificateFile, keyFile, chain(certificateFile), privateKey(keyFile), true);
    }

    /** One line for the owner: why {@link #open} failed and what to do. */
    String explain(Exception failure) {
        if (settings.certificate().isPresent()) {
            return "Cannot use certificate and key of " + Settings.FILE + " (or of --certificate and --key): "
                    + reason(failure);
        }
        Path directory = settings.tlsDirectory();
        boolean unusable = !(failure instanceof FileSystemException)
                && Files.exists(directory.resolve("key.pem"))
                && Files.exists(directory.resolve("certificate.pem"));
        return unusable
                ? "The server's key in " + directory + " is not usable: " + reason(failure)
                        + "; restore key.pem and certificate.pem, or remove both to make new ones (agents that trust"
                        + " the old ones then need the new certificate or pin)"
                : "Cannot make or read the server's key in " + directory + ": " + reason(failure)
                        + "; give this user the right to write there, or start with another --dir";
    }

    /** The exceptions of files often have nothing but the path as their text. */
    private static String reason(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "this user may not access " + denied.getFile();
        }
        return failure.getMessage();
    }

    private boolean outdated(X509Certificate certificate) throws GeneralSecurityException {
        Instant renew = certificate.getNotAfter().toInstant().minus(RENEW_BEFORE);
        return clock.instant().isAfter(renew) || !namesIn(certificate).containsAll(names());
    }

    private static Set<String> namesIn(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives == null
                ? Set.of()
                : alternatives.stream()
                        .map(entry -> normal(entry.get(1).toString()))
                        .collect(Collectors.toSet());
    }

    /** All names by which agents may reach us. */
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        settings.publicUrl().ifPresent(url -> names.add(normal(url.getHost())));
        names.add("localhost");
        names.add("127.0.0.1");
        names.add(normal("::1"));
        try {
            names.add(normal(InetAddress.getLocalHost().getHostName()));
        } catch (IOException e) {
            // a machine without a name is reached by the others
        }
        if (!settings.listen().equals("0.0.0.0") && !settings.listen().equals("::")) {
            names.add(normal(settings.listen()));
        }
        return names;
    }

    /** One spelling: lower case, IPv6 in full and without brackets, as Java shows it in certificates. */
    private static String normal(String name) {
        String plain = name.replace("[", "").replace("]", "").toLowerCase(Locale.ROOT);
        if (plain.indexOf(':') >= 0) {
            try {
                return InetAddress.getByName(plain).getHostAddress();
            } catch (IOException e) {
                // no address after all: it is compared as it is written
                return plain;
            }
        }
        return plain;
    }

    private static List<X509Certificate> chain(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(certificate -> (X509Certificate) (Certificate) certificate)
                    .toList();
            if (chain.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return chain;
        }
    }

    /** Everybody may read it, though not where it lies: the owner may hand it on as it is. */
    private void writeCertificate(Path file, KeyPair keys) throws IOException, GeneralSecurityException {
        X509Certificate certificate = SelfSigned.certificate(keys, names(), clock.instant());
        PrivateFiles.writePublic(file, pem("CERTIFICATE", certificate.getEncoded()));
    }

    /** Reads PKCS#8, PKCS#1 and SEC 1 keys, not encrypted ones. */
    private static PrivateKey privateKey(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PEMKeyPair pair) {
                    return converter.getKeyPair(pair).getPrivate();
                }
                if (object instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
            }
        } catch (PEMException | IllegalStateException | IllegalArgumentException e) { // text that is no base64 or DER
            throw new IOException(file + " holds no key that can be read", e);
        }
        throw new IOException(file + " holds no private key that is not encrypted");
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}

package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the certificates of PEM files, anew for each connection, so that a changed file counts at once. */
final class PemCertificates {

    private static final long MAX_FILE = 4 * 1024 * 1024;
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END (?:X509 )?CERTIFICATE-----");
    private static final Pattern NAMES_IN_DIRECTORY = Pattern.compile(".*\\.(?:pem|crt|cer)|[0-9a-f]{8}\\.[0-9]+");

    private PemCertificates() {}

    /**
     * Reads files, and of directories the files {@code *.pem}, {@code *.crt}, {@code *.cer} and those with the names that
     * OpenSSL looks for ({@code 5ed36f99.0}). What does not exist is skipped.
     *
     * @throws NetworkException {@code CONFIGURATION} if a file cannot be read or has no or a damaged certificate
     */
    static List<X509Certificate> read(List<Path> paths) throws NetworkException {
        List<X509Certificate> result = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                for (Path file : filesOf(path)) {
                    result.addAll(readFile(file));
                }
            } else if (Files.exists(path)) {
                List<X509Certificate> certificates = readFile(path);
                if (certificates.isEmpty()) {
                    throw unusable(path, "it holds no certificate in PEM form", null);
                }
                result.addAll(certificates);
            }
        }
        return result;
    }

    private static List<Path> filesOf(Path directory) throws NetworkException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> NAMES_IN_DIRECTORY
                            .matcher(file.getFileName().toString())
                            .matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unusable(directory, "it cannot be listed", e);
        }
    }

    private static List<X509Certificate> readFile(Path file) throws NetworkException {
        List<X509Certificate> result = new ArrayList<>();
        try {
            if (Files.size(file) > MAX_FILE) {
                throw unusable(file, "it is larger than " + MAX_FILE + " bytes", null);
            }
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher blocks = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            while (blocks.find()) {
                byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
                result.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
        } catch (NetworkException e) {
            throw e;
        } catch (IOException e) {
            throw unusable(file, "it cannot be read", e);
        } catch (CertificateException | IllegalArgumentException e) {
            throw unusable(file, "a certificate in it is damaged", e);
        }
        return result;
    }

    private static NetworkException unusable(Path path, String why, Exception cause) {
        return new NetworkException(
                Fault.TRUST_SETTING,
                Peer.SERVER,
                "the trusted certificates of " + path + " cannot be used: " + why,
                null,
                cause);
    }
}

package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.ServerKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerKeyFilesTest {

    @TempDir
    Path directory;

    private final MovingClock clock = new MovingClock();

    @Test
    void theFirstStartMakesAKeyForItsOwnerOnly() throws Exception {
        ServerKey key = open(Optional.empty());
        assertTrue(key.selfSigned());
        assertEquals("rw-------", permissions(key.key()));
        assertEquals("rw-r--r--", permissions(key.certificate()));
        assertEquals("rwx------", permissions(key.key().getParent()));
        assertTrue(Files.readString(key.key()).startsWith("-----BEGIN PRIVATE KEY-----\n"));
        assertTrue(key.pin().matches("sha256/[A-Za-z0-9+/]{43}="), key.pin());
        assertTrue(certificate(key)
                .getNotAfter()
                .toInstant()
                .isAfter(clock.instant().plus(Duration.ofDays(824))));
    }

    @Test
    void theCertificateIsForEverybodyHoweverOftenItIsMade() throws Exception {
        ServerKey first = open(Optional.empty());
        assertEquals("rw-r--r--", permissions(first.certificate()));
        X509Certificate before = certificate(first);
        clock.advance(Duration.ofDays(796));
        ServerKey second = open(Optional.empty());
        assertNotEquals(before, certificate(second));
        assertEquals("rw-r--r--", permissions(second.certificate()));
        assertEquals("rw-------", permissions(second.key()));
    }

    @Test
    void allNamesAreInTheCertificate() throws Exception {
        Set<String> names = names(certificate(open(Optional.of(URI.create("https://Cloud.Example:8443")))));
        assertTrue(
                names.containsAll(List.of(
                        "cloud.example",
                        "localhost",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1",
                        InetAddress.getLocalHost().getHostName().toLowerCase())),
                names::toString);
    }

    @Test
    void theSecondStartUsesTheSame() throws Exception {
        X509Certificate first = certificate(open(Optional.empty()));
        clock.advance(Duration.ofDays(700));
        assertEquals(first, certificate(open(Optional.empty())));
    }

    @Test
    void aCertificateThatEndsSoonIsMadeAnewAndThePinStays() throws Exception {
        ServerKey first = open(Optional.empty());
        X509Certificate before = certificate(first);
        clock.advance(Duration.ofDays(796));
        ServerKey second = open(Optional.empty());
        assertNotEquals(before, certificate(second));
        assertEquals(first.pin(), second.pin());
        certificate(second).verify(before.getPublicKey());
    }

    @Test
    void aNewNameIsANewCertificateWithTheSamePin() throws Exception {
        ServerKey first = open(Optional.empty());
        ServerKey second = open(Optional.of(URI.create("https://cloud.example")));
        assertTrue(names(certificate(second)).contains("cloud.example"));
        assertEquals(first.pin(), second.pin());
    }

    @Test
    void theOwnersFilesAreUsedInEveryCommonForm() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Path certificate = directory.resolve("own.crt");
        KeyPair ec = SelfSigned.keyPair();
        Files.writeString(
                certificate,
                pem(
                        "CERTIFICATE",
                        SelfSigned.certificate(ec, List.of("x"), clock.instant())
                                .getEncoded()));
        byte[] pkcs1 = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        byte[] sec1 = PrivateKeyInfo.getInstance(ec.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        Path key = directory.resolve("own.key");
        for (String text : List.of(
                pem("PRIVATE KEY", ec.getPrivate().getEncoded()),
                pem("RSA PRIVATE KEY", pkcs1),
                "text before\n" + pem("PRIVATE KEY", keys.getPrivate().getEncoded()))) {
            Files.writeString(key, text);
            assertFalse(own(certificate, key).selfSigned());
        }
        assertTrue(sec1.length > 0);
    }

    @Test
    void whatIsNoKeyOrCertificateIsRefused() throws Exception {
        ServerKey made = open(Optional.empty());
        Path nothing = Files.writeString(directory.resolve("nothing"), "hello\n");
        assertThrows(IOException.class, () -> own(made.certificate(), nothing));
        assertThrows(Exception.class, () -> own(nothing, made.key()));
        assertThrows(IOException.class, () -> own(made.certificate(), directory.resolve("missing")));
    }

    @Test
    void aDamagedKeyIsToldFromADirectoryThatIsNotWritable() throws Exception {
        ServerKey made = open(Optional.empty());
        Path key = made.key();
        String good = Files.readString(key);
        for (String damaged : List.of("", "hello\n", good.substring(0, good.length() / 2), good.replace("M", "*"))) {
            Files.writeString(key, damaged);
            String line = problem(files(Optional.empty()));
            assertTrue(line.contains("is not usable") && line.contains("remove both"), line);
            assertFalse(line.contains("right to write"), line);
        }
        Files.delete(key);
        Files.delete(made.certificate());
        Files.delete(key.getParent());
        Files.createFile(key.getParent());
        assertTrue(problem(files(Optional.empty())).contains("right to write"));
    }

    @Test
    void aMissingFileOfTheOwnerIsNamedWithItsOption() throws Exception {
        String line = problem(files(directory.resolve("nope.crt"), directory.resolve("nope.key")));
        assertTrue(line.contains("there is no file " + directory.resolve("nope.crt")), line);
        assertTrue(line.contains("--certificate") && line.contains(Settings.FILE), line);
    }

    private static String problem(ServerKeyFiles files) {
        String line = files.explain(assertThrows(IOException.class, files::open));
        assertEquals(1, line.lines().count(), line);
        return line;
    }

    private ServerKey open(Optional<URI> publicUrl) throws Exception {
        return files(publicUrl).open();
    }

    private ServerKey own(Path certificate, Path key) throws Exception {
        return files(certificate, key).open();
    }

    private ServerKeyFiles files(Optional<URI> publicUrl) {
        return new ServerKeyFiles(
                new Settings("127.0.0.1", 0, publicUrl, Optional.empty(), Optional.empty(), directory), clock);
    }

    private ServerKeyFiles files(Path certificate, Path key) {
        return new ServerKeyFiles(
                new Settings("127.0.0.1", 0, Optional.empty(), Optional.of(certificate), Optional.of(key), directory),
                clock);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static X509Certificate certificate(ServerKey key) throws Exception {
        try (InputStream in = Files.newInputStream(key.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static Set<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(entry -> entry.get(1).toString())
                .collect(Collectors.toSet());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}

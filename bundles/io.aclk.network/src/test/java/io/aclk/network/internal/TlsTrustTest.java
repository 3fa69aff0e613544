package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestAuthority.Validity;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTrustTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("the authority");
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

    @TempDir
    Path dir;

    private Path ca;
    private NetworkService network;

    @BeforeEach
    void start() {
        ca = AUTHORITY.certificate().write(dir.resolve("ca.pem"));
        network = new NetworkService(Map.of(), InetAddress::getAllByName);
    }

    @AfterEach
    void stop() {
        network.stop();
    }

    @Test
    void rightNameOfATrustedAuthority() throws IOException {
        accepted(AUTHORITY.issue("localhost"), "localhost", trusting(ca));
    }

    @Test
    void rightAddress() throws IOException {
        accepted(AUTHORITY.issue("127.0.0.1"), "127.0.0.1", trusting(ca));
    }

    @Test
    void wrongName() throws IOException {
        NetworkException e = refused(
                Fault.CERTIFICATE_WRONG_NAME,
                AUTHORITY.issue("elsewhere.example", "127.0.0.9"),
                "localhost",
                trusting(ca));
        assertTrue(
                e.getMessage().contains("is not for this name but for elsewhere.example, 127.0.0.9"), e.getMessage());
        assertEquals(
                List.of("elsewhere.example", "127.0.0.9"),
                e.certificate().orElseThrow().names());
    }

    @Test
    void nameDoesNotStandForItsAddress() throws IOException {
        refused(Fault.CERTIFICATE_WRONG_NAME, AUTHORITY.issue("localhost"), "127.0.0.1", trusting(ca));
    }

    @Test
    void addressDoesNotStandForItsName() throws IOException {
        refused(Fault.CERTIFICATE_WRONG_NAME, AUTHORITY.issue("127.0.0.1"), "localhost", trusting(ca));
    }

    @Test
    void expired() throws IOException {
        NetworkException e = refused(
                Fault.CERTIFICATE_EXPIRED, AUTHORITY.issue(Validity.EXPIRED, "localhost"), "localhost", trusting(ca));
        String end = e.certificate().orElseThrow().validUntil().toString();
        assertTrue(e.getMessage().contains("expired on " + end + " (the clock here says 20"), e.getMessage());
    }

    @Test
    void notYetValid() throws IOException {
        NetworkException e = refused(
                Fault.CERTIFICATE_NOT_YET_VALID,
                AUTHORITY.issue(Validity.FUTURE, "localhost"),
                "localhost",
                trusting(ca));
        String from = e.certificate().orElseThrow().validFrom().toString();
        assertTrue(e.getMessage().contains("is not valid yet, but from " + from + " on"), e.getMessage());
    }

    @Test
    void expiredEvenIfTrustedItself() throws IOException {
        TestCertificate expired = TestAuthority.selfSigned(Validity.EXPIRED, "localhost");
        refused(Fault.CERTIFICATE_EXPIRED, expired, "localhost", trusting(expired.write(dir.resolve("self.pem"))));
    }

    @Test
    void selfSigned() throws IOException {
        refused(
                Fault.CERTIFICATE_SELF_SIGNED,
                TestAuthority.selfSigned(Validity.NOW, "localhost"),
                "localhost",
                trusting());
    }

    /** As those are that two cloud sides make for themselves. */
    @Test
    void selfSignedWhileAnotherOfItsNameIsTrusted() throws IOException {
        TestCertificate other = TestAuthority.selfSigned(Validity.NOW, "localhost");
        refused(
                Fault.CERTIFICATE_SELF_SIGNED,
                TestAuthority.selfSigned(Validity.NOW, "localhost"),
                "localhost",
                trusting(other.write(dir.resolve("other.pem"))));
    }

    @Test
    void selfSignedThatIsTrustedItself() throws IOException {
        TestCertificate certificate = TestAuthority.selfSigned(Validity.NOW, "localhost");
        accepted(certificate, "localhost", trusting(certificate.write(dir.resolve("self.pem"))));
    }

    @Test
    void unknownAuthority() throws IOException {
        NetworkException e =
                refused(Fault.CERTIFICATE_UNKNOWN_AUTHORITY, AUTHORITY.issue("localhost"), "localhost", trusting());
        assertTrue(e.getMessage().contains("not trusted here: CN=the authority"), e.getMessage());
        assertEquals("CN=the authority", e.certificate().orElseThrow().authority());
        assertEquals("CN=test server", e.certificate().orElseThrow().subject());
    }

    @Test
    void insecureAcceptsSelfSigned() throws IOException {
        accepted(TestAuthority.selfSigned(Validity.NOW, "localhost"), "localhost", insecure());
    }

    @Test
    void insecureAcceptsAnUnknownAuthority() throws IOException {
        accepted(AUTHORITY.issue("localhost", "127.0.0.1"), "127.0.0.1", insecure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void insecureNeverAcceptsAWrongName(String host) throws IOException {
        refused(
                Fault.CERTIFICATE_WRONG_NAME,
                TestAuthority.selfSigned(Validity.NOW, "elsewhere.example", "127.0.0.2"),
                host,
                insecure());
    }

    @Test
    void insecureDoesNotAcceptAnExpiredCertificate() throws IOException {
        refused(
                Fault.CERTIFICATE_EXPIRED,
                TestAuthority.selfSigned(Validity.EXPIRED, "localhost"),
                "localhost",
                insecure());
    }

    @Test
    void pinReplacesTheTrustInTheChain() throws IOException {
        TestCertificate certificate = TestAuthority.selfSigned(Validity.NOW, "localhost");
        accepted(certificate, "localhost", pinned(certificate.pin()));
    }

    @Test
    void pinDoesNotReplaceTheName() throws IOException {
        TestCertificate certificate = TestAuthority.selfSigned(Validity.NOW, "elsewhere.example");
        refused(Fault.CERTIFICATE_WRONG_NAME, certificate, "localhost", pinned(certificate.pin()));
    }

    @Test
    void wrongPinRefusesEvenWhatIsTrustedAndInsecure() throws IOException {
        String other = AUTHORITY.certificate().pin();
        TestCertificate certificate = AUTHORITY.issue("localhost");
        NetworkException e = refused(
                Fault.CERTIFICATE_WRONG_PIN,
                certificate,
                "localhost",
                new NetworkOptions("none", true, List.of(ca), other));
        assertTrue(e.getMessage().contains(certificate.pin()), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256/", "sha256/AAAA", "sha1/AAAA", "sha256/!!", "x"})
    void uselessPin(String pin) {
        NetworkException e = assertThrows(
                NetworkException.class, () -> network.connect("localhost", 1, pinned(pin), new AbortSignal()));
        assertEquals(Optional.of(Fault.PIN_SETTING), e.fault());
        assertEquals(Reason.CONFIGURATION, e.reason());
    }

    @Test
    void directoryOfAuthoritiesAndMissingFiles() throws IOException {
        Path authorities = Files.createDirectory(dir.resolve("authorities"));
        AUTHORITY.certificate().write(authorities.resolve("ours.crt"));
        Files.writeString(authorities.resolve("README.txt"), "no certificate");
        accepted(AUTHORITY.issue("localhost"), "localhost", trusting(dir.resolve("missing.pem"), authorities));
    }

    @Test
    void severalCertificatesInOneFile() throws IOException {
        String other = new TestAuthority("other").certificate().pem();
        Files.writeString(
                ca,
                "# ours and another\n" + other + "text between\n"
                        + AUTHORITY.certificate().pem());
        accepted(AUTHORITY.issue("localhost"), "localhost", trusting(ca));
    }

    @Test
    void changedFileCountsAtOnce() throws IOException {
        TestAuthority later = new TestAuthority("later");
        TestCertificate certificate = later.issue("localhost");
        refused(Fault.CERTIFICATE_UNKNOWN_AUTHORITY, certificate, "localhost", trusting(ca));
        later.certificate().write(ca);
        accepted(certificate, "localhost", trusting(ca));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n=\n-----END CERTIFICATE-----\n"
            })
    void damagedFile(String content) throws IOException {
        Files.writeString(ca, content);
        NetworkException e = assertThrows(
                NetworkException.class, () -> network.connect("localhost", 1, trusting(ca), new AbortSignal()));
        assertEquals(Reason.CONFIGURATION, e.reason());
        assertTrue(e.getMessage().contains(ca.toString()), e.getMessage());
    }

    @Test
    void authoritiesOfTheEnvironmentReplaceThoseOfJava() throws IOException {
        Path hashed = Files.createDirectory(dir.resolve("hashed"));
        AUTHORITY.certificate().write(hashed.resolve("5ed36f99.0"));
        TestAuthority other = new TestAuthority("other");
        Path file = other.certificate().write(dir.resolve("other.pem"));
        restart(Map.of("SSL_CERT_FILE", file.toString(), "SSL_CERT_DIR", "/" + File.pathSeparator + hashed));
        accepted(AUTHORITY.issue("localhost"), "localhost", trusting());
        accepted(other.issue("localhost"), "localhost", trusting());
        restart(Map.of("SSL_CERT_FILE", file.toString()));
        refused(Fault.CERTIFICATE_UNKNOWN_AUTHORITY, AUTHORITY.issue("localhost"), "localhost", trusting());
        accepted(AUTHORITY.issue("localhost"), "localhost", trusting(ca));
        AUTHORITY.certificate().write(file);
        accepted(AUTHORITY.issue("localhost"), "localhost", trusting());
    }

    @Test
    void authoritiesOfTheEnvironmentThatAreNotThere() {
        restart(Map.of("SSL_CERT_DIR", dir.resolve("nowhere").toString()));
        NetworkException e = assertThrows(
                NetworkException.class, () -> network.connect("localhost", 1, trusting(ca), new AbortSignal()));
        assertEquals(Optional.of(Fault.TRUST_SETTING), e.fault());
        assertTrue(e.getMessage().contains("SSL_CERT_DIR"), e.getMessage());
    }

    @Test
    void olderVersionsAreNotSpoken() throws IOException {
        try (TestServer server = TestServer.plain(socket -> {
            // a server of TLS 1.1: ServerHello with that version, no extensions
            socket.getInputStream().read();
            byte[] hello = new byte[5 + 4 + 38];
            hello[0] = 22;
            hello[1] = 3;
            hello[2] = 2;
            hello[4] = 4 + 38;
            hello[5] = 2;
            hello[8] = 38;
            hello[9] = 3;
            hello[10] = 2;
            hello[hello.length - 3] = 0;
            hello[hello.length - 2] = 47;
            socket.getOutputStream().write(hello);
            HttpText.untilClosed(socket);
        })) {
            NetworkException e = assertThrows(
                    NetworkException.class,
                    () -> network.connect("localhost", server.port(), trusting(ca), new AbortSignal()));
            assertEquals(Optional.of(Fault.TLS_REFUSED), e.fault(), e.getMessage());
        }
    }

    private void restart(Map<String, String> environment) {
        network.stop();
        network = new NetworkService(environment, InetAddress::getAllByName);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersions(String version) throws IOException {
        try (TestServer server = TestServer.tls(AUTHORITY.issue("localhost"), socket -> {
            ((SSLSocket) socket).setEnabledProtocols(new String[] {version});
            HttpText.untilClosed(socket);
        })) {
            try (NetworkConnection connection =
                    network.connect("localhost", server.port(), trusting(ca), new AbortSignal())) {
                assertEquals(version, connection.tlsProtocol());
                assertEquals("none", connection.proxy());
                assertEquals(1, connection.peerChain().size());
                assertTrue(connection.socket().getTcpNoDelay());
            }
        }
    }

    @Test
    void serverIsToldTheName() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        try (TestServer server = TestServer.tls(AUTHORITY.issue("localhost"), socket -> {
            SSLSocket tls = (SSLSocket) socket;
            tls.startHandshake();
            ExtendedSSLSession session = (ExtendedSSLSession) tls.getSession();
            name.complete(((SNIHostName) session.getRequestedServerNames().get(0)).getAsciiName());
        })) {
            network.connect("localhost", server.port(), trusting(ca), new AbortSignal())
                    .close();
            assertEquals("localhost", name.get(5, TimeUnit.SECONDS));
        }
    }

    /** By both ways that there are: claim and login are exchanges, the link is a connection. */
    private void accepted(TestCertificate certificate, String host, NetworkOptions options) throws IOException {
        try (TestServer server = TestServer.tls(certificate, HttpText.answering(NO_CONTENT))) {
            try (NetworkConnection connection = network.connect(host, server.port(), options, new AbortSignal())) {
                Socket socket = connection.socket();
                socket.getOutputStream().write(1);
            }
            HttpReply reply = network.exchange(call(host, server.port()), options, new AbortSignal());
            assertEquals(204, reply.status());
        }
    }

    private NetworkException refused(Fault fault, TestCertificate certificate, String host, NetworkOptions options)
            throws IOException {
        AtomicBoolean told = new AtomicBoolean();
        try (TestServer server = TestServer.tls(certificate, socket -> {
            told.set(socket.getInputStream().read() >= 0);
        })) {
            NetworkException connect = assertThrows(
                    NetworkException.class, () -> network.connect(host, server.port(), options, new AbortSignal())
                            .close());
            NetworkException exchange = assertThrows(
                    NetworkException.class,
                    () -> network.exchange(call(host, server.port()), options, new AbortSignal()));
            for (NetworkException e : List.of(connect, exchange)) {
                assertEquals(Optional.of(fault), e.fault(), e.getMessage());
                assertEquals(Reason.CERTIFICATE, e.reason());
                assertEquals(Peer.SERVER, e.peer());
                assertTrue(e.certificate().isPresent(), e.getMessage());
            }
            assertFalse(told.get(), "the server was told something");
            return connect;
        }
    }

    private static HttpCall call(String host, int port) {
        URI uri = URI.create("https://" + host + ":" + port + "/");
        return new HttpCall("GET", uri, Map.of(), new byte[0], 1000, Duration.ofSeconds(20));
    }

    private static NetworkOptions trusting(Path... files) {
        return new NetworkOptions("none", false, List.of(files), "");
    }

    private static NetworkOptions insecure() {
        return new NetworkOptions("none", true, List.of(), "");
    }

    private static NetworkOptions pinned(String pin) {
        return new NetworkOptions("none", false, List.of(), pin);
    }
}

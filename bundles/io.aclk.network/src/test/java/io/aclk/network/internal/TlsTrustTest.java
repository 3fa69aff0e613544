package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestAuthority.Validity;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    @TempDir
    Path dir;

    private Path ca;
    private NetworkService network;

    @BeforeEach
    void start() {
        ca = AUTHORITY.certificate().write(dir.resolve("ca.pem"));
        network = new NetworkService(Map.of(), java.net.InetAddress::getAllByName);
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
        refused(AUTHORITY.issue("elsewhere.example"), "localhost", trusting(ca));
    }

    @Test
    void nameDoesNotStandForItsAddress() throws IOException {
        refused(AUTHORITY.issue("localhost"), "127.0.0.1", trusting(ca));
    }

    @Test
    void addressDoesNotStandForItsName() throws IOException {
        refused(AUTHORITY.issue("127.0.0.1"), "localhost", trusting(ca));
    }

    @Test
    void expired() throws IOException {
        String text = refused(AUTHORITY.issue(Validity.EXPIRED, "localhost"), "localhost", trusting(ca));
        assertTrue(text.contains("expired"), text);
    }

    @Test
    void notYetValid() throws IOException {
        String text = refused(AUTHORITY.issue(Validity.FUTURE, "localhost"), "localhost", trusting(ca));
        assertTrue(text.contains("not valid yet"), text);
    }

    @Test
    void expiredEvenIfTrustedItself() throws IOException {
        TestCertificate expired = TestAuthority.selfSigned(Validity.EXPIRED, "localhost");
        refused(expired, "localhost", trusting(expired.write(dir.resolve("self.pem"))));
    }

    @Test
    void selfSigned() throws IOException {
        refused(TestAuthority.selfSigned(Validity.NOW, "localhost"), "localhost", trusting());
    }

    @Test
    void selfSignedThatIsTrustedItself() throws IOException {
        TestCertificate certificate = TestAuthority.selfSigned(Validity.NOW, "localhost");
        accepted(certificate, "localhost", trusting(certificate.write(dir.resolve("self.pem"))));
    }

    @Test
    void unknownAuthority() throws IOException {
        String text = refused(AUTHORITY.issue("localhost"), "localhost", trusting());
        assertTrue(text.contains("not trusted"), text);
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
        refused(TestAuthority.selfSigned(Validity.NOW, "elsewhere.example", "127.0.0.2"), host, insecure());
    }

    @Test
    void insecureDoesNotAcceptAnExpiredCertificate() throws IOException {
        refused(TestAuthority.selfSigned(Validity.EXPIRED, "localhost"), "localhost", insecure());
    }

    @Test
    void pinReplacesTheTrustInTheChain() throws IOException {
        TestCertificate certificate = TestAuthority.selfSigned(Validity.NOW, "localhost");
        accepted(certificate, "localhost", pinned(certificate.pin()));
    }

    @Test
    void pinDoesNotReplaceTheName() throws IOException {
        TestCertificate certificate = TestAuthority.selfSigned(Validity.NOW, "elsewhere.example");
        refused(certificate, "localhost", pinned(certificate.pin()));
    }

    @Test
    void wrongPinRefusesEvenWhatIsTrustedAndInsecure() throws IOException {
        String other = AUTHORITY.certificate().pin();
        refused(AUTHORITY.issue("localhost"), "localhost", new NetworkOptions("none", true, List.of(ca), other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256/", "sha256/AAAA", "sha1/AAAA", "sha256/!!", "x"})
    void uselessPin(String pin) {
        NetworkException e = assertThrows(
                NetworkException.class, () -> network.connect("localhost", 1, pinned(pin), new AbortSignal()));
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
        refused(certificate, "localhost", trusting(ca));
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

    private void accepted(TestCertificate certificate, String host, NetworkOptions options) throws IOException {
        try (TestServer server = TestServer.tls(certificate, HttpText::untilClosed);
                NetworkConnection connection = network.connect(host, server.port(), options, new AbortSignal())) {
            Socket socket = connection.socket();
            socket.getOutputStream().write(1);
        }
    }

    private String refused(TestCertificate certificate, String host, NetworkOptions options) throws IOException {
        try (TestServer server = TestServer.tls(certificate, HttpText::untilClosed)) {
            NetworkException e = assertThrows(
                    NetworkException.class, () -> network.connect(host, server.port(), options, new AbortSignal())
                            .close());
            assertEquals(Reason.CERTIFICATE, e.reason(), e.getMessage());
            return e.getMessage();
        }
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

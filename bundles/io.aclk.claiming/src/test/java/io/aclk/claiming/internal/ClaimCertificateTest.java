package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.internal.NetworkService;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestAuthority.Validity;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The token of a claim is told to nobody whose certificate is wrong, through the real network. */
class ClaimCertificateTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("the authority");

    @TempDir
    Path dir;

    private final NetworkService network = new NetworkService();

    @AfterEach
    void stop() {
        network.stop();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(AUTHORITY.issue("elsewhere.example"), "not for this name but for elsewhere.example"),
                arguments(AUTHORITY.issue(Validity.EXPIRED, "localhost"), "expired on"),
                arguments(AUTHORITY.issue(Validity.FUTURE, "localhost"), "is not valid yet"),
                arguments(TestAuthority.selfSigned(Validity.NOW, "localhost"), "is self-signed"),
                arguments(new TestAuthority("Foreign").issue("localhost"), "not trusted here: CN=Foreign"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void nothingIsToldWhereTheCertificateIsWrong(TestCertificate certificate, String reason) throws Exception {
        AtomicBoolean told = new AtomicBoolean();
        try (TestServer server = TestServer.tls(
                certificate, socket -> told.set(socket.getInputStream().read() >= 0))) {
            ClaimCall.Outcome outcome = claim("localhost", server.port());

            assertFalse(outcome.claimed());
            assertTrue(outcome.reason().contains(reason), outcome.reason());
        }
        assertFalse(told.get(), "the server was told something");
    }

    static Stream<String> hosts() {
        return Stream.of("localhost", "127.0.0.1");
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aRightNameOrAddressIsAccepted(String host) throws Exception {
        try (TestServer server =
                TestServer.tls(AUTHORITY.issue(host), HttpText.answering("HTTP/1.1 204 No Content\r\n\r\n"))) {
            assertEquals("", claim(host, server.port()).reason());
        }
    }

    private ClaimCall.Outcome claim(String host, int port) throws Exception {
        Path ca = AUTHORITY.certificate().write(dir.resolve("ca.pem"));
        ClaimInputs inputs = new ClaimInputs(
                "token",
                List.of(),
                URI.create("https://" + host + ":" + port),
                new NetworkOptions("none", false, List.of(ca), ""),
                Optional.empty());
        return new ClaimCall(network, Clock.systemUTC())
                .put(inputs, UUID.randomUUID(), TestNodes.node(), "key", ca, new AbortSignal());
    }
}

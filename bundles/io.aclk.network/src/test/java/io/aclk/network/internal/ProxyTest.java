package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("the authority");
    private static final String HOST = "cloud.example";

    @TempDir
    Path dir;

    private final BlockingQueue<String> asked = TestProxies.queue();
    private Path ca;
    private TestServer cloud;
    private NetworkService network;

    @BeforeEach
    void start() throws IOException {
        ca = AUTHORITY.certificate().write(dir.resolve("ca.pem"));
        cloud = TestServer.tls(
                AUTHORITY.issue(HOST, "127.0.0.1"),
                HttpText.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
        // only the proxy of a test may resolve the name
        network = new NetworkService(Map.of(), host -> {
            if (host.equals("resolved.example")) {
                return new InetAddress[] {InetAddress.getByName("::1"), InetAddress.getByName("127.0.0.1")};
            }
            throw new UnknownHostException(host);
        });
    }

    @AfterEach
    void stop() throws IOException {
        network.stop();
        cloud.close();
    }

    @Test
    void connect() throws Exception {
        try (TestServer proxy = TestProxies.connect(asked)) {
            assertEquals("hello", get(HOST, "http://127.0.0.1:" + proxy.port()));
            String target = HOST + ":" + cloud.port();
            assertEquals("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n", take());
        }
    }

    @Test
    void certificateIsCheckedBehindAProxyToo() throws IOException {
        try (TestServer proxy = TestProxies.connect(asked)) {
            assertEquals(
                    Reason.CERTIFICATE,
                    failure("other.example", "http://127.0.0.1:" + proxy.port()).reason());
        }
    }

    @Test
    void connectionTellsItsProxyWithoutTheSecret() throws IOException {
        try (TestServer proxy = TestProxies.connect(asked);
                NetworkConnection connection = network.connect(
                        HOST, cloud.port(), options("http://u:secret@127.0.0.1:" + proxy.port()), new AbortSignal())) {
            assertEquals("http://X@127.0.0.1:" + proxy.port(), connection.proxy());
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", Fault.PROXY_LOGIN_REFUSED),
                arguments(
                        "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n",
                        Fault.PROXY_LOGIN_UNSUPPORTED),
                arguments("HTTP/1.0 403 Forbidden\r\nContent-Length: 0\r\n\r\n", Fault.PROXY_FORBIDS),
                arguments("HTTP/1.1 502 Bad Gateway\r\n\r\n", Fault.PROXY_CANNOT_REACH),
                arguments("HTTP/1.1 418 Teapot\r\n\r\n", Fault.PROXY_REFUSED),
                arguments("HTTP/1.1 301 Moved\r\n\r\n", Fault.NOT_A_PROXY),
                arguments("HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/html\r\n\r\n", Fault.NOT_A_PROXY),
                arguments(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nPlease go",
                        Fault.NOT_A_PROXY),
                arguments("<html>Welcome</html>\r\n\r\n", Fault.NOT_A_PROXY),
                arguments("SSH-2.0-OpenSSH\r\n\r\n", Fault.NOT_A_PROXY),
                arguments("\r\n\r\n", Fault.NOT_A_PROXY),
                arguments("HTTP/1.1 200 OK\r\nno end", Fault.PROXY_CLOSED),
                arguments("", Fault.PROXY_CLOSED));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void connectRefused(String answer, Fault fault) throws IOException {
        try (TestServer proxy = TestServer.plain(socket -> {
            HttpText.readHead(socket.getInputStream());
            HttpText.send(socket, answer);
        })) {
            NetworkException e = failure(HOST, "http://u:secret@127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(fault), e.fault(), e.getMessage());
            assertEquals(Reason.PROXY, e.reason());
            assertEquals(Peer.PROXY, e.peer());
            assertFalse(e.getMessage().contains("secret"), e.getMessage());
        }
    }

    @Test
    void loginMissing() throws IOException {
        try (TestServer proxy = TestServer.plain(
                TestProxies.connecting(asked, head -> "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\n"))) {
            NetworkException e = failure(HOST, "http://127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(Fault.PROXY_LOGIN_MISSING), e.fault(), e.getMessage());
            assertEquals(1, proxy.connections());
        }
    }

    @Test
    void unauthorizedAfterALoginIsARefusal() throws IOException {
        // as tinyproxy does
        try (TestServer proxy = TestServer.plain(TestProxies.connecting(
                asked,
                head -> head.contains("Proxy-Authorization")
                        ? "HTTP/1.1 401 Unauthorized\r\n\r\n"
                        : "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"))) {
            String address = "127.0.0.1:" + proxy.port();
            NetworkException e = failure(HOST, "http://u:wrong@" + address);
            assertEquals(Optional.of(Fault.PROXY_LOGIN_REFUSED), e.fault(), e.getMessage());
            assertEquals("proxy http://X@" + address + " refused the user or password (HTTP 401)", e.getMessage());
            assertEquals(2, proxy.connections());
        }
    }

    @Test
    void unauthorizedWithoutALoginAsksForOneAndIsToldNone() throws Exception {
        try (TestServer proxy =
                TestServer.plain(TestProxies.connecting(asked, head -> "HTTP/1.1 401 Unauthorized\r\n\r\n"))) {
            String address = "127.0.0.1:" + proxy.port();
            assertEquals(
                    Optional.of(Fault.PROXY_LOGIN_MISSING),
                    failure(HOST, "http://" + address).fault());
            assertEquals(
                    Optional.of(Fault.PROXY_REFUSED),
                    failure(HOST, "http://u:secret@" + address).fault());
            assertEquals(2, proxy.connections());
            assertFalse((take() + take()).contains("Authorization"));
        }
    }

    @Test
    void basicIsToldWhenAskedFor() throws Exception {
        try (TestServer proxy = TestServer.plain(TestProxies.connecting(
                asked,
                head -> head.contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n")
                        ? ""
                        : "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"))) {
            assertEquals("hello", get(HOST, "http://Aladdin:open%20sesame@127.0.0.1:" + proxy.port()));
            assertFalse(take().contains("Authorization"), "not before it was asked for");
        }
    }

    @Test
    void digestIsPreferredAndAnOutdatedNonceIsNoRefusal() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (TestServer proxy = TestServer.plain(TestProxies.connecting(
                asked,
                head -> head.contains("nonce=\"fresh\"")
                        ? ""
                        : "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nProxy-Authenticate: Digest"
                                + " realm=\"x\", qop=\"auth\", algorithm=SHA-256, nonce=\""
                                + (requests.getAndIncrement() == 0 ? "old\"" : "fresh\", stale=true")
                                + "\r\n\r\n"))) {
            assertEquals("hello", get(HOST, "http://u:p@127.0.0.1:" + proxy.port()));
            take();
            assertTrue(take().contains("Proxy-Authorization: Digest username=\"u\", realm=\"x\""));
            assertEquals(3, proxy.connections());
        }
    }

    @Test
    void realmGoesBackAsItCame() throws Exception {
        String realm = "realm=\"Z\u00fcrich\"";
        String answer = "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest " + realm + ", nonce=\"n\"\r\n\r\n";
        try (TestServer proxy = TestServer.plain(TestProxies.connecting(asked, head -> answer))) {
            failure(HOST, "http://u:p@127.0.0.1:" + proxy.port());
            take();
            // heads are read byte by byte
            String bytes = new String(realm.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            String sent = take();
            assertTrue(sent.contains(bytes), sent);
        }
    }

    @Test
    void endlesslyOutdatedIsARefusal() throws IOException {
        String answer = "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"x\", nonce=\"n\", stale=true\r\n\r\n";
        try (TestServer proxy = TestServer.plain(TestProxies.connecting(asked, head -> answer))) {
            NetworkException e = failure(HOST, "http://u:p@127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(Fault.PROXY_LOGIN_REFUSED), e.fault(), e.getMessage());
        }
    }

    @Test
    void proxyOverTls() throws Exception {
        try (TestServer proxy =
                TestServer.tls(AUTHORITY.issue("127.0.0.1"), TestProxies.connecting(asked, head -> ""))) {
            assertEquals("hello", get(HOST, "https://127.0.0.1:" + proxy.port()));
            try (NetworkConnection connection = network.connect(
                    HOST, cloud.port(), options("https://127.0.0.1:" + proxy.port()), new AbortSignal())) {
                HttpText.send(connection.socket(), "GET / HTTP/1.1\r\n\r\n");
                assertTrue(
                        HttpText.readHead(connection.socket().getInputStream()).startsWith("HTTP/1.1 200"));
            }
        }
    }

    @Test
    void proxyOverTlsIsVerifiedWhateverHoldsForTheServer() throws IOException {
        TestCertificate untrusted = TestAuthority.selfSigned(TestAuthority.Validity.NOW, "127.0.0.1");
        try (TestServer proxy = TestServer.tls(untrusted, TestProxies.connecting(asked, head -> ""))) {
            for (NetworkOptions options : List.of(
                    new NetworkOptions("https://127.0.0.1:" + proxy.port(), true, List.of(ca), ""),
                    new NetworkOptions("https://127.0.0.1:" + proxy.port(), false, List.of(ca), untrusted.pin()))) {
                NetworkException e = assertThrows(
                        NetworkException.class, () -> network.exchange(call(HOST), options, new AbortSignal()));
                assertEquals(Optional.of(Fault.CERTIFICATE_SELF_SIGNED), e.fault(), e.getMessage());
                assertEquals(Peer.PROXY, e.peer());
            }
            assertTrue(asked.isEmpty(), "it was told nothing");
        }
    }

    @Test
    void proxyOverTlsWithTheWrongName() throws IOException {
        try (TestServer proxy =
                TestServer.tls(AUTHORITY.issue("other.example"), TestProxies.connecting(asked, head -> ""))) {
            NetworkException e = failure(HOST, "https://127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(Fault.CERTIFICATE_WRONG_NAME), e.fault(), e.getMessage());
            assertEquals(Peer.PROXY, e.peer());
        }
    }

    @Test
    void tlsToAProxyThatDoesNotSpeakIt() throws IOException {
        try (TestServer proxy = TestServer.plain(socket -> {
            socket.getInputStream().read();
            HttpText.send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
            HttpText.untilClosed(socket);
        })) {
            NetworkException e = failure(HOST, "https://127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(Fault.NOT_TLS), e.fault(), e.getMessage());
            assertEquals(Peer.PROXY, e.peer());
        }
    }

    @Test
    void plainTextToAProxyThatSpeaksTls() throws IOException {
        try (TestServer proxy =
                TestServer.tls(AUTHORITY.issue("127.0.0.1"), TestProxies.connecting(asked, head -> ""))) {
            NetworkException e = failure(HOST, "http://127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(Fault.NOT_A_PROXY), e.fault(), e.getMessage());
            assertTrue(e.getMessage().contains("https://"), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "socks4a://, cloud.example, '', cloud.example",
        "socks4a://me%21@, cloud.example, me!, cloud.example",
        "socks4a://, 127.0.0.1, '', 127.0.0.1"
    })
    void socks4a(String scheme, String host, String user, String told) throws Exception {
        try (TestServer proxy = TestProxies.socks4a(90, asked)) {
            assertEquals("hello", get(host, scheme + "127.0.0.1:" + proxy.port()));
            assertEquals(user + "@" + told + ":" + cloud.port(), take());
        }
    }

    @ParameterizedTest
    @CsvSource({"91, PROXY_REFUSED", "92, PROXY_LOGIN_REFUSED", "93, PROXY_LOGIN_REFUSED", "5, NOT_A_PROXY"})
    void socks4aRefused(int reply, Fault fault) throws IOException {
        try (TestServer proxy = TestProxies.socks4a(reply, asked)) {
            NetworkException e = failure(HOST, "socks4a://127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(fault), e.fault(), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5h://", "socks4a://"})
    void socksAtAnHttpProxy(String scheme) throws IOException {
        try (TestServer proxy = TestServer.plain(
                socket -> HttpText.send(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))) {
            NetworkException e = failure(HOST, scheme + "127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(Fault.NOT_A_PROXY), e.fault(), e.getMessage());
            assertTrue(e.getMessage().contains("http://"), e.getMessage());
        }
    }

    @Test
    void connectAnsweredWithoutEnd() throws IOException {
        try (TestServer proxy = TestServer.plain(socket -> HttpText.send(socket, "x".repeat(100_000)))) {
            assertEquals(
                    Reason.PROXY,
                    failure(HOST, "http://127.0.0.1:" + proxy.port()).reason());
        }
    }

    @Test
    void socks5hLeavesTheNameToTheProxy() throws Exception {
        try (TestServer proxy = TestProxies.socks(false, asked)) {
            assertEquals("hello", get(HOST, "socks5h://127.0.0.1:" + proxy.port()));
            assertEquals("3:" + HOST + ":" + cloud.port(), take());
        }
    }

    @Test
    void socks5ResolvesTheNameAndPrefersIpv4() throws IOException, InterruptedException {
        try (TestServer proxy = TestProxies.socks(false, asked)) {
            // the certificate is for another name: what matters here is what the proxy was asked for
            failure("resolved.example", "socks5://127.0.0.1:" + proxy.port());
            assertEquals("1:127.0.0.1:" + cloud.port(), take());
        }
    }

    @Test
    void socks5WithANameThatIsUnknownHere() throws IOException {
        try (TestServer proxy = TestProxies.socks(false, asked)) {
            assertEquals(
                    Reason.DNS,
                    failure(HOST, "socks5://127.0.0.1:" + proxy.port()).reason());
            assertEquals(0, proxy.connections());
        }
    }

    @Test
    void socks5hWithAnAddress() throws Exception {
        try (TestServer proxy = TestProxies.socks(false, asked)) {
            assertEquals("hello", get("127.0.0.1", "socks5h://127.0.0.1:" + proxy.port()));
            assertEquals("1:127.0.0.1:" + cloud.port(), take());
        }
    }

    @Test
    void socksWithLogin() throws Exception {
        try (TestServer proxy = TestProxies.socks(true, asked)) {
            assertEquals("hello", get(HOST, "socks5h://user:secret@127.0.0.1:" + proxy.port()));
            assertEquals("user:secret@3:" + HOST + ":" + cloud.port(), take());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', PROXY_LOGIN_MISSING", "user:wrong@, PROXY_LOGIN_REFUSED"})
    void socksLoginRefused(String login, Fault fault) throws IOException {
        try (TestServer proxy = TestProxies.socks(true, asked)) {
            NetworkException e = failure(HOST, "socks5h://" + login + "127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(fault), e.fault(), e.getMessage());
            assertFalse(e.getMessage().contains("wrong"), e.getMessage());
        }
    }

    @Test
    void socksWithALoginThatTheProxyDoesNotNeed() throws Exception {
        try (TestServer proxy = TestProxies.socks(false, asked)) {
            assertEquals("hello", get(HOST, "socks5h://user:secret@127.0.0.1:" + proxy.port()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400", "", "\5\0\5\5\0\1\0\0\0\0\0\0", "\5\0\5\0\0\7", "\5\0\5"})
    void socksRefused(String answer) throws IOException {
        try (TestServer proxy = TestServer.plain(socket -> {
            socket.getInputStream().readNBytes(3);
            HttpText.send(socket, answer);
        })) {
            NetworkException e = failure(HOST, "socks5h://127.0.0.1:" + proxy.port());
            assertEquals(Reason.PROXY, e.reason(), e.getMessage());
        }
    }

    @Test
    void socksWithANameThatIsTooLong() throws IOException {
        try (TestServer proxy = TestProxies.socks(false, asked)) {
            String name = "a".repeat(60) + ".";
            assertEquals(
                    Reason.CONFIGURATION,
                    failure(name.repeat(5) + "example", "socks5h://127.0.0.1:" + proxy.port())
                            .reason());
        }
    }

    @Test
    void proxyThatDoesNotListen() throws IOException {
        TestServer gone = TestServer.plain(HttpText::untilClosed);
        gone.close();
        NetworkException e = failure(HOST, "http://127.0.0.1:" + gone.port());
        assertEquals(Optional.of(Fault.TCP_REFUSED), e.fault(), e.getMessage());
        assertEquals(Peer.PROXY, e.peer());
    }

    @Test
    void proxyOfTheEnvironment() throws Exception {
        try (TestServer proxy = TestProxies.connect(asked)) {
            network.stop();
            network = new NetworkService(
                    Map.of("https_proxy", "http://127.0.0.1:" + proxy.port()), InetAddress::getAllByName);
            assertEquals("hello", get(HOST, "env"));
        }
    }

    private String get(String host, String proxy) throws NetworkException {
        return network.exchange(call(host), options(proxy), new AbortSignal()).text();
    }

    private NetworkException failure(String host, String proxy) {
        return assertThrows(NetworkException.class, () -> get(host, proxy));
    }

    private HttpCall call(String host) {
        URI uri = URI.create("https://" + host + ":" + cloud.port() + "/");
        return new HttpCall("GET", uri, Map.of(), new byte[0], 1000, Duration.ofSeconds(10));
    }

    private NetworkOptions options(String proxy) {
        return new NetworkOptions(proxy, false, List.of(ca), "");
    }

    private String take() throws InterruptedException {
        return asked.poll(5, TimeUnit.SECONDS);
    }
}

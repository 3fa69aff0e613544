package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    void connectWithLogin() throws Exception {
        try (TestServer proxy = TestProxies.connect(asked)) {
            get(HOST, "http://Aladdin:open%20sesame@127.0.0.1:" + proxy.port());
            String head = take();
            assertTrue(head.contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"), head);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
                "HTTP/1.0 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 301 Moved\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno end",
                ""
            })
    void connectRefused(String answer) throws IOException {
        try (TestServer proxy = TestServer.plain(socket -> {
            HttpText.readHead(socket.getInputStream());
            HttpText.send(socket, answer);
        })) {
            NetworkException e = failure(HOST, "http://u:secret@127.0.0.1:" + proxy.port());
            assertEquals(Reason.PROXY, e.reason(), e.getMessage());
            assertFalse(e.getMessage().contains("secret"), e.getMessage());
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
    @ValueSource(strings = {"", "user:wrong@"})
    void socksLoginRefused(String login) throws IOException {
        try (TestServer proxy = TestProxies.socks(true, asked)) {
            NetworkException e = failure(HOST, "socks5h://" + login + "127.0.0.1:" + proxy.port());
            assertEquals(Reason.PROXY, e.reason(), e.getMessage());
            assertTrue(e.getMessage().contains("user"), e.getMessage());
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
        assertEquals(Reason.TCP, e.reason(), e.getMessage());
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

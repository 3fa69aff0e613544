package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every step is told once, and one that fails is entered and not passed. */
class ConnectObserverTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("the authority");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    Path dir;

    private final List<String> told = new ArrayList<>();
    private final ConnectObserver observer = new ConnectObserver() {
        @Override
        public void entered(Step step, String subject) {
            told.add("> " + step + " " + subject);
        }

        @Override
        public void passed(Step step, String detail) {
            told.add("< " + step + " " + detail);
        }

        @Override
        public void tried(InetSocketAddress address, Optional<String> failure) {
            told.add("  " + address.getAddress().getHostAddress() + " " + failure.orElse("connected"));
        }
    };

    private NetworkService network;
    private Path ca;

    @BeforeEach
    void start() {
        ca = AUTHORITY.certificate().write(dir.resolve("ca.pem"));
        network = new NetworkService(Map.of(), host -> {
            if (host.endsWith(".example")) {
                return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
            }
            throw new UnknownHostException(host);
        });
    }

    @AfterEach
    void stop() {
        network.stop();
    }

    @Test
    void exchange() throws IOException {
        try (TestServer server = TestServer.tls(AUTHORITY.issue("cloud.example"), HttpText.answering(OK))) {
            exchange("cloud.example", server.port(), "none");
            String address = ":" + server.port();
            saw(
                    "> DNS cloud.example",
                    "< DNS cloud.example is 127.0.0.1",
                    "> TCP cloud.example" + address,
                    "  127.0.0.1 connected",
                    "< TCP 127.0.0.1" + address,
                    "> TLS cloud.example" + address,
                    "< TLS TLSv1.3, TLS_",
                    "> CERTIFICATE cloud.example",
                    "< CERTIFICATE CN=test server, issued by CN=the authority, valid until 20",
                    "> HTTP GET cloud.example" + address,
                    "< HTTP HTTP 200, 0 bytes");
        }
    }

    @Test
    void connectionToAnAddressThroughAProxyThatWantsALogin() throws IOException {
        try (TestServer server = TestServer.tls(AUTHORITY.issue("127.0.0.1"), HttpText::untilClosed);
                TestServer proxy = TestServer.plain(TestProxies.connecting(
                        TestProxies.queue(),
                        head -> head.contains("Basic dTpzZWNyZXQ=")
                                ? ""
                                : "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n"))) {
            String url = "http://u:secret@proxy.example:" + proxy.port();
            network.connect("127.0.0.1", server.port(), options(url), new AbortSignal(), observer)
                    .close();
            saw(
                    "> DNS proxy.example",
                    "< DNS proxy.example is 127.0.0.1",
                    "> TCP proxy.example:" + proxy.port(),
                    "  127.0.0.1 connected",
                    "< TCP 127.0.0.1:" + proxy.port(),
                    "> PROXY http://X@proxy.example:" + proxy.port(),
                    "< PROXY tunnel to 127.0.0.1:" + server.port(),
                    "> TLS 127.0.0.1:" + server.port(),
                    "< TLS TLSv1.3, TLS_",
                    "> CERTIFICATE 127.0.0.1",
                    "< CERTIFICATE CN=test server");
        }
    }

    @Test
    void nameFails() {
        NetworkException e = fails("nowhere.invalid", 443, "none");
        assertEquals(Optional.of(Fault.NAME_UNKNOWN), e.fault());
        saw("> DNS nowhere.invalid");
    }

    @Test
    void noNameServer() {
        network.stop();
        network = new NetworkService(Map.of(), host -> {
            throw new UnknownHostException(host + ": Temporary failure in name resolution");
        });
        assertEquals(
                Optional.of(Fault.NAME_NO_ANSWER),
                fails("cloud.example", 443, "none").fault());
    }

    @Test
    void nameOfTheProxyFails() {
        NetworkException e = fails("cloud.example", 443, "http://nowhere.invalid");
        assertEquals(Peer.PROXY, e.peer());
        saw("> DNS nowhere.invalid");
    }

    @Test
    void nameOfTheServerFailsWhereItIsResolvedHere() {
        NetworkException e = fails("nowhere.invalid", 443, "socks5://proxy.example");
        assertEquals(Peer.SERVER, e.peer());
        saw("> DNS proxy.example and nowhere.invalid");
    }

    @Test
    void tcpFails() throws IOException {
        TestServer gone = TestServer.plain(HttpText::untilClosed);
        gone.close();
        NetworkException e = fails("cloud.example", gone.port(), "none");
        assertEquals(Optional.of(Fault.TCP_REFUSED), e.fault());
        assertTrue(e.getMessage().contains("127.0.0.1 Connection refused"), e.getMessage());
        saw(
                "> DNS cloud.example",
                "< DNS cloud.example is 127.0.0.1",
                "> TCP cloud.example:" + gone.port(),
                "  127.0.0.1 Connection refused");
    }

    @Test
    void proxyFails() throws IOException {
        try (TestServer proxy = TestServer.plain(socket -> {
            HttpText.readHead(socket.getInputStream());
            HttpText.send(socket, "HTTP/1.1 502 Bad Gateway\r\n\r\n");
        })) {
            NetworkException e = fails("cloud.example", 443, "http://127.0.0.1:" + proxy.port());
            assertEquals(Optional.of(Fault.PROXY_CANNOT_REACH), e.fault());
            saw(
                    "> DNS 127.0.0.1",
                    "< DNS 127.0.0.1 is an address",
                    "> TCP 127.0.0.1:" + proxy.port(),
                    "  127.0.0.1 connected",
                    "< TCP 127.0.0.1:" + proxy.port(),
                    "> PROXY http://127.0.0.1:" + proxy.port());
        }
    }

    @Test
    void tlsFails() throws IOException {
        try (TestServer server = TestServer.plain(socket -> {
            socket.getInputStream().read();
            HttpText.send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
            HttpText.untilClosed(socket);
        })) {
            NetworkException e = fails("cloud.example", server.port(), "none");
            assertEquals(Optional.of(Fault.NOT_TLS), e.fault());
            assertEquals(
                    "TLS with cloud.example:" + server.port() + ": the peer does not speak TLS at this port",
                    e.getMessage());
            assertEquals("> TLS cloud.example:" + server.port(), told.get(told.size() - 1));
        }
    }

    @Test
    void certificateFails() throws IOException {
        try (TestServer server = TestServer.tls(AUTHORITY.issue("other.example"), HttpText::untilClosed)) {
            fails("cloud.example", server.port(), "none");
            assertEquals(
                    List.of("< TLS the server showed its certificate", "> CERTIFICATE cloud.example"),
                    told.subList(told.size() - 2, told.size()));
        }
    }

    @Test
    void httpFails() throws IOException {
        try (TestServer server = TestServer.tls(AUTHORITY.issue("cloud.example"), HttpText.answering("220 SMTP\r\n"))) {
            NetworkException e = fails("cloud.example", server.port(), "none");
            assertEquals(Optional.of(Fault.NOT_HTTP), e.fault(), e.getMessage());
            assertEquals("> HTTP GET cloud.example:" + server.port(), told.get(told.size() - 1));
        }
    }

    @Test
    void serverThatClosesInsteadOfAnAnswer() throws IOException {
        try (TestServer server = TestServer.tls(AUTHORITY.issue("cloud.example"), HttpText::readRequest)) {
            NetworkException e = fails("cloud.example", server.port(), "none");
            assertEquals(Optional.of(Fault.CLOSED_BEFORE_ANSWER), e.fault(), e.getMessage());
        }
    }

    @Test
    void settingsThatCannotBeUsedEnterNoStep() {
        assertEquals(
                Optional.of(Fault.PROXY_SETTING),
                fails("cloud.example", 443, "socks://p").fault());
        assertEquals(List.of(), told);
    }

    @Test
    void observerThatThrowsIsIgnored() throws IOException {
        ConnectObserver broken = new ConnectObserver() {
            @Override
            public void entered(Step step, String subject) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (TestServer server = TestServer.tls(AUTHORITY.issue("cloud.example"), HttpText::untilClosed)) {
            network.connect("cloud.example", server.port(), options("none"), new AbortSignal(), broken)
                    .close();
        }
    }

    private NetworkException fails(String host, int port, String proxy) {
        return assertThrows(NetworkException.class, () -> exchange(host, port, proxy));
    }

    private void exchange(String host, int port, String proxy) throws NetworkException {
        URI uri = URI.create("https://" + host + ":" + port + "/");
        HttpCall call = new HttpCall("GET", uri, Map.of(), new byte[0], 1000, Duration.ofSeconds(20));
        network.exchange(call, options(proxy), new AbortSignal(), observer);
    }

    private NetworkOptions options(String proxy) {
        return new NetworkOptions(proxy, false, List.of(ca), "");
    }

    /** Each line begins as expected. */
    private void saw(String... lines) {
        assertEquals(lines.length, told.size(), told::toString);
        for (int i = 0; i < lines.length; i++) {
            assertTrue(told.get(i).startsWith(lines[i]), told.get(i) + " does not begin with " + lines[i]);
        }
    }
}

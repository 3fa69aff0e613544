package io.aclk.network.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.BodyTooLargeException;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpExchangeTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("the authority");
    private static final TestCertificate CERTIFICATE = AUTHORITY.issue("localhost");
    private static final int MAX_BODY = 1000;

    @TempDir
    Path dir;

    private NetworkOptions options;
    private NetworkService network;

    @BeforeEach
    void start() {
        Path ca = AUTHORITY.certificate().write(dir.resolve("ca.pem"));
        options = new NetworkOptions("none", false, List.of(ca), "");
        network = new NetworkService(Map.of(), java.net.InetAddress::getAllByName);
    }

    @AfterEach
    void stop() {
        network.stop();
    }

    @Test
    void requestIsSentAsGiven() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (TestServer server = TestServer.tls(CERTIFICATE, socket -> {
            seen.complete(HttpText.readRequest(socket));
            HttpText.send(socket, "HTTP/1.1 204 No Content\r\n\r\n");
            HttpText.untilClosed(socket);
        })) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("X-First", "1");
            headers.put("Content-Type", "application/json");
            URI uri = URI.create("https://localhost:" + server.port() + "/a%20b?c=d%2F");
            HttpReply reply = network.exchange(
                    new HttpCall("PUT", uri, headers, "{}".getBytes(UTF_8), MAX_BODY, Duration.ofSeconds(10)),
                    options,
                    new AbortSignal());
            assertEquals(204, reply.status());
            assertEquals(
                    "PUT /a%20b?c=d%2F HTTP/1.1\r\nHost: localhost:" + server.port()
                            + "\r\nX-First: 1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                    seen.get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void hostOfTheCallerWinsAndAnEmptyPathIsTheRoot() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (TestServer server = TestServer.tls(CERTIFICATE, socket -> {
            seen.complete(HttpText.readRequest(socket));
            HttpText.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            network.exchange(
                    new HttpCall(
                            "GET",
                            URI.create("http://localhost:" + server.port()),
                            Map.of("Host", "localhost"),
                            new byte[0],
                            MAX_BODY,
                            Duration.ofSeconds(10)),
                    options,
                    new AbortSignal());
            assertEquals("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", seen.get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void bodyWithALength() throws IOException {
        HttpReply reply =
                get("HTTP/1.1 422 Unprocessable\r\nContent-Length: 5\r\nX-Y: first\r\nx-y: second\r\n\r\nhello");
        assertEquals(422, reply.status());
        assertEquals("hello", reply.text());
        assertEquals("first", reply.header("X-Y"));
    }

    @Test
    void chunkedBody() throws IOException {
        HttpReply reply =
                get("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n");
        assertEquals("hello world", reply.text());
    }

    @Test
    void redirectIsNotFollowed() throws IOException {
        HttpReply reply =
                get("HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n");
        assertEquals(302, reply.status());
        assertEquals("https://elsewhere.example/", reply.header("location"));
    }

    @Test
    void interimAnswerBeforeTheFinalOne() throws IOException {
        assertEquals(
                204,
                get("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
                        .status());
    }

    @Test
    void interimAnswerAlone() throws IOException {
        assertEquals(102, getThenClose("HTTP/1.1 102 Processing\r\n\r\n").status());
    }

    @Test
    void bodyThatEndsWithTheConnection() throws IOException {
        assertEquals("hello", getThenClose("HTTP/1.1 200 OK\r\n\r\nhello").text());
    }

    @Test
    void peerThatClosesWithoutSayingSo() throws IOException {
        try (TestServer server = TestServer.plain(raw -> {
            SSLSocket tls = (SSLSocket)
                    CERTIFICATE.serverContext().getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
            tls.setUseClientMode(false);
            HttpText.readRequest(tls);
            HttpText.send(tls, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            raw.close();
        })) {
            assertEquals("hello", get(server).text());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n500\r\n%s",
                "HTTP/1.1 200 OK\r\n\r\n%s"
            })
    void bodyThatIsTooLarge(String answer) {
        NetworkException e =
                assertThrows(NetworkException.class, () -> getThenClose(String.format(answer, "x".repeat(0x500))));
        assertInstanceOf(BodyTooLargeException.class, e);
        assertEquals("response body exceeded 1000 bytes", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n\r\n\r\n\r\n",
                "HTTP/9.9 200 OK\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, what\r\n\r\nxyz\r\n"
            })
    void garbage(String answer) {
        NetworkException e = assertThrows(NetworkException.class, () -> getThenClose(answer));
        assertEquals(Reason.PROTOCOL, e.reason(), e.getMessage());
    }

    @Test
    void headersWithoutEnd() {
        String answer = "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(10_000);
        NetworkException e = assertThrows(NetworkException.class, () -> get(answer));
        assertEquals(Reason.PROTOCOL, e.reason(), e.getMessage());
    }

    @Test
    void lineWithoutEnd() {
        NetworkException e =
                assertThrows(NetworkException.class, () -> get("HTTP/1.1 200 OK\r\nA: " + "b".repeat(100_000)));
        assertEquals(Reason.PROTOCOL, e.reason(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"''", "HTTP/1.1 200 OK", "'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel'"})
    void closedBeforeTheEnd(String answer) {
        NetworkException e = assertThrows(NetworkException.class, () -> getThenClose(answer));
        assertEquals(Reason.CLOSED, e.reason(), e.getMessage());
    }

    private HttpReply get(String answer) throws IOException {
        try (TestServer server = TestServer.tls(CERTIFICATE, HttpText.answering(answer))) {
            return get(server);
        }
    }

    private HttpReply getThenClose(String answer) throws IOException {
        try (TestServer server = TestServer.tls(CERTIFICATE, socket -> sendAndClose(socket, answer))) {
            return get(server);
        }
    }

    private static void sendAndClose(Socket socket, String answer) throws IOException {
        HttpText.readRequest(socket);
        HttpText.send(socket, answer);
    }

    private HttpReply get(TestServer server) throws NetworkException {
        URI uri = URI.create("https://localhost:" + server.port() + "/");
        return network.exchange(
                new HttpCall("GET", uri, Map.of(), new byte[0], MAX_BODY, Duration.ofSeconds(10)),
                options,
                new AbortSignal());
    }
}

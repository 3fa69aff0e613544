package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.ApiEndpoint;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.Cancellation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Speaks to the real listener by a socket, so that nothing is corrected on the way. */
class ListenerTest {

    private final FakeHost host = FakeHost.withSamples();
    private Listener listener;

    @BeforeEach
    void open() throws IOException {
        listener = Listener.open(new Settings("127.0.0.1", 0), host.router);
    }

    @AfterEach
    void close() {
        listener.close();
    }

    /** An answer as it came. */
    private record Answer(String head, byte[] body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        boolean has(String line) {
            return head.contains("\r\n" + line + "\r\n");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private Answer send(String requestLine, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(requestLine).append(" HTTP/1.1\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return sendRaw(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private Answer sendRaw(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            byte[] all = socket.getInputStream().readAllBytes();
            String text = new String(all, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            byte[] body = new byte[all.length - end - 4];
            System.arraycopy(all, end + 4, body, 0, body.length);
            return new Answer(text.substring(0, end + 2), body);
        }
    }

    @Test
    void answersWithTheHeadersOfTheProtocol() throws IOException {
        Answer answer = send("GET /api/v1/info", "Host: localhost");

        assertEquals(200, answer.status());
        assertTrue(answer.has("Server: Netdata Embedded HTTP Server v0.1.0"), answer.head());
        assertTrue(answer.has("Content-Type: application/json; charset=utf-8"));
        assertTrue(answer.has("Content-Length: " + answer.body().length));
        assertEquals(1, answer.head().split("\r\nDate: ", -1).length - 1);
        JsonTree.parse(answer.body());
    }

    @Test
    void compressesIfAsked() throws IOException {
        Answer answer = send("GET /api/v1/info", "Host: localhost", "Accept-Encoding: br, gzip");

        assertTrue(answer.has("Content-Encoding: gzip"));
        assertTrue(answer.has("Content-Length: " + answer.body().length));
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            JsonTree.parse(in.readAllBytes());
        }
        assertFalse(send("GET /api/v1/info", "Host: localhost").has("Content-Encoding: gzip"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,200",
        "LOCALHOST:19999,200",
        "127.0.0.1,200",
        "127.0.0.1:80,200",
        "[::1]:19999,200",
        "192.0.2.7,200",
        "app.localhost,200",
        "localhost.,200",
        "evil.example,403",
        "evil.example:19999,403",
        "localhost.evil.example,403",
        "127.0.0.1.evil.example,403"
    })
    void refusesNamesThatAreNotOfThisMachine(String name, int status) throws IOException {
        assertEquals(status, send("GET /api/v1/info", "Host: " + name).status());
    }

    @Test
    void acceptsTheNameOfTheMachine() throws IOException {
        assertEquals(200, send("GET /", "Host: " + HostGuard.machineName()).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /;200",
                "HEAD /api/v1/info;200",
                "OPTIONS /api/v1/data;200",
                "GET /nonexistent;404",
                "PATCH /api/v1/info;405",
                "TRACE /api/v1/info;405",
                "GET /api/v1/../../etc/passwd;404",
                "GET /api/%2e%2e/%2e%2e/etc/passwd;400",
                "GET /api/v1/info,x=y;404",
                "GET //api//v1/info;200",
                "GET /api%2fv1%2finfo;200",
                "GET /host/a%00b%ff/api/v1/info;400",
                "GET /api/v1/data?chart=%00%01&after=%;200",
                "GET /api/v3/data?contexts=a|b\"<>{};200",
            })
    void answersWhatIsOdd(String line, int status) throws IOException {
        assertEquals(status, send(line, "Host: localhost").status());
    }

    @Test
    void headHasNoBody() throws IOException {
        Answer answer = send("HEAD /api/v1/info", "Host: localhost");

        assertEquals(0, answer.body().length);
        assertTrue(answer.head().contains("Content-Length: "));
    }

    @Test
    void limitsTheUrl() throws IOException {
        String fits = "/api/v3/data?contexts=" + "x".repeat(60_000);
        String tooLong = "/api/v3/data?contexts=" + "x".repeat(66_000);
        String farTooLong = "/api/v3/data?contexts=" + "x".repeat(100_000);

        assertEquals(200, send("GET " + fits, "Host: localhost").status());
        assertEquals(414, send("GET " + tooLong, "Host: localhost").status());
        assertEquals(414, send("GET " + farTooLong, "Host: localhost").status());
    }

    @Test
    void limitsTheBody() throws IOException {
        String head = "POST /api/v1/info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

        assertEquals(
                200,
                sendRaw((head + "Content-Length: 3\r\n\r\nabc").getBytes(StandardCharsets.UTF_8))
                        .status());
        assertEquals(
                413,
                sendRaw((head + "Content-Length: 1048577\r\n\r\n").getBytes(StandardCharsets.UTF_8))
                        .status());
        String chunk = "80000\r\n" + "x".repeat(0x80000) + "\r\n";
        assertEquals(
                413,
                sendRaw((head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "1\r\nx\r\n0\r\n\r\n")
                                .getBytes(StandardCharsets.UTF_8))
                        .status());
    }

    @Test
    void handsTheBodyToEndpoints() throws IOException {
        host.endpoints.add(
                request -> CompletableFuture.completedFuture(ApiEndpoint.Content.text(
                        201, request.method() + " " + new String(request.body(), StandardCharsets.UTF_8))),
                Map.of(ApiEndpoint.PATH, "/api/v3/claim"));

        Answer answer = sendRaw(
                "PUT /api/v3/claim?x=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
                        .getBytes(StandardCharsets.UTF_8));

        assertEquals(201, answer.status());
        assertEquals("PUT hello", answer.text());
    }

    @Test
    void requestsHaveADeadline() throws Exception {
        CompletableFuture<ApiRequest> seen = new CompletableFuture<>();
        CompletableFuture<ApiEndpoint.Content> answer = new CompletableFuture<>();
        host.endpoints.add(
                request -> {
                    seen.complete(request);
                    return answer;
                },
                Map.of(ApiEndpoint.PATH, "/api/v1/slow"));

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.getOutputStream()
                    .write("GET /api/v1/slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            Cancellation cancellation = seen.get(10, TimeUnit.SECONDS).cancellation();

            assertTrue(cancellation.remaining().toSeconds() <= 60);
            assertFalse(cancellation.isCancelled());
        } finally {
            answer.complete(ApiEndpoint.Content.text(200, ""));
        }
    }

    @Test
    void takenPortIsSaidAndLeavesNothingBehind() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = new Settings("127.0.0.1", taken.getLocalPort());

            IOException failure = assertThrows(IOException.class, () -> Listener.open(settings, host.router));

            assertEquals(
                    "Cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (Address already in use)",
                    failure.getMessage());
        }
    }

    @Test
    void unknownInterfaceIsSaid() {
        Settings settings = new Settings("192.0.2.1", 0);

        IOException failure = assertThrows(IOException.class, () -> Listener.open(settings, host.router));

        assertTrue(failure.getMessage().startsWith("Cannot listen on 192.0.2.1:0 ("), failure.getMessage());
    }

    @Test
    void endsItsThreads() throws Exception {
        send("GET /", "Host: localhost");
        int port = listener.port();
        listener.close();

        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("agent-web")));
        assertThrows(IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }
}

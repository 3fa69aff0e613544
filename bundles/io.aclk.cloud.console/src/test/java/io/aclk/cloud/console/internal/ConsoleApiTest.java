package io.aclk.cloud.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.CloudServer;
import io.aclk.cloud.api.NodeQueries;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleApiTest {

    private static final UUID NODE = UUID.fromString("3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55");
    private static final String PASSWORD = "correct horse";

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<NodeQueries.Question> asked = new AtomicReference<>();
    private CompletableFuture<NodeQueries.Answer> answer = new CompletableFuture<>();
    private volatile String edition = "first";
    private Server server;
    private String base;
    private ConsoleApi api;

    @BeforeEach
    void start() throws Exception {
        api = new ConsoleApi(new Sessions(), store(), key(), new PublicServer());
        setQueries(question -> {
            asked.set(question);
            return answer;
        });
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(api);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/console/api/*");
        server.setHandler(context);
        server.start();
        base = "http://127.0.0.1:" + connector.getLocalPort() + "/console/api";
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/session", "/nodes", "/nodes/" + "3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55", "/claim"})
    void nothingIsShownToStrangers(String path) throws Exception {
        assertEquals(401, get(path, "").statusCode());
        assertEquals(401, get(path, "aclk_session=guessed").statusCode());
    }

    @Test
    void theSessionCookieIsOutOfReachOfScriptsAndForeignPages() throws Exception {
        String cookie = signIn().headers().firstValue("Set-Cookie").orElseThrow();
        for (String attribute : List.of("HttpOnly", "Secure", "SameSite=Strict", "Path=/console")) {
            assertTrue(cookie.contains(attribute), cookie);
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndGuessingIsSlowedDown() throws Exception {
        for (int i = 0; i < SignInGuard.FREE; i++) {
            assertEquals(
                    401,
                    post("/session", "", "{\"user\":\"admin\",\"password\":\"wrong\"}", true)
                            .statusCode());
        }
        HttpResponse<String> slowed = signIn();
        assertEquals(429, slowed.statusCode());
        assertTrue(slowed.headers().firstValue("Retry-After").isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{", "{\"user\":1,\"password\":2}", "{\"user\":\"admin\"}", "[[[[[[[[[[[[[[[[[[[[[["})
    void aMalformedSignInIsABadRequest(String body) throws Exception {
        assertEquals(400, post("/session", "", body, true).statusCode());
    }

    @Test
    void aHugeSignInIsRefused() throws Exception {
        // no more than is read: the rest would race with the end of the connection
        String body = " ".repeat(ConsoleApi.MAX_BODY + 1);
        assertEquals(413, post("/session", "", body, true).statusCode());
    }

    @Test
    void aChangeNeedsTheHeaderThatForeignPagesCannotSend() throws Exception {
        String cookie = cookie();
        assertEquals(403, post("/tokens", cookie, "", false).statusCode());
        HttpResponse<String> made = post("/tokens", cookie, "", true);
        assertEquals(200, made.statusCode());
        assertTrue(
                made.body()
                        .contains("\"command\":\"bin/netdata-cloud.sh --token made-token"
                                + " --url https://cloud.example:8443\""),
                made.body());
    }

    @Test
    void signingOutEndsTheSession() throws Exception {
        String cookie = cookie();
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/session"))
                .header("Cookie", cookie)
                .header("X-Requested-With", "test")
                .DELETE()
                .build();
        assertEquals(
                204, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        assertEquals(401, get("/nodes", cookie).statusCode());
    }

    @Test
    void aNewPasswordEndsTheSessionsOfTheOldOne() throws Exception {
        String cookie = cookie();
        assertEquals(200, get("/nodes", cookie).statusCode());
        edition = "second";
        assertEquals(401, get("/nodes", cookie).statusCode());
        edition = "first";
        assertEquals(401, get("/nodes", cookie).statusCode(), "it is gone for good");
        assertEquals(200, get("/nodes", cookie()).statusCode());
    }

    @Test
    void nodesAreListedWithStateAndSince() throws Exception {
        String body = get("/nodes", cookie()).body();
        assertTrue(body.contains("\"hostname\":\"garage-pi\",\"state\":\"offline\",\"since\":1767225600"), body);
        assertTrue(body.contains("\"graceful\":true"), body);
    }

    @Test
    void aNodeIsShownWithItsContexts() throws Exception {
        String body = get("/nodes/" + NODE, cookie()).body();
        assertTrue(body.contains("\"contexts\":[{\"id\":\"system.cpu\",\"title\":\"CPU\""), body);
        assertEquals(404, get("/nodes/" + UUID.randomUUID(), cookie()).statusCode());
        assertEquals(404, get("/nodes/no-uuid", cookie()).statusCode());
    }

    @Test
    void aQueryGoesToTheNodeAsItWasAsked() throws Exception {
        answer.complete(new NodeQueries.Answer(
                200, Map.of("content-type", "text/html"), "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> response = get("/nodes/" + NODE + "/api/v3/data?contexts=a%7Cb&after=-60", cookie());
        assertEquals("/api/v3/data?contexts=a%7Cb&after=-60", asked.get().target());
        assertEquals(NODE, asked.get().nodeId());
        assertEquals(200, response.statusCode());
        assertEquals("{\"a\":1}", response.body());
        assertEquals(
                "application/json;charset=utf-8",
                response.headers().firstValue("Content-Type").orElseThrow());
    }

    @Test
    void whatANodeSendsNeverBecomesAPage() throws Exception {
        answer.complete(new NodeQueries.Answer(
                200, Map.of("content-type", "text/html"), "<script>".getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> response = get("/nodes/" + NODE + "/api/v1/badge.svg", cookie());
        assertEquals(
                "text/plain;charset=utf-8",
                response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(
                "nosniff",
                response.headers().firstValue("X-Content-Type-Options").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN_NODE,404", "OFFLINE,503", "BUSY,503", "TIMEOUT,504", "BAD_ANSWER,502"})
    void aQueryWithoutAnswerSaysWhy(NodeQueries.QueryException.Reason reason, int status) throws Exception {
        answer.completeExceptionally(new NodeQueries.QueryException(reason, "because"));
        HttpResponse<String> response = get("/nodes/" + NODE + "/api/v1/info", cookie());
        assertEquals(status, response.statusCode());
        assertEquals("because", response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index.html", "/api", "/api/vx/info", "/../secret"})
    void onlyTheApiOfANodeCanBeAsked(String path) throws Exception {
        int status = get("/nodes/" + NODE + path, cookie()).statusCode();
        assertTrue(status == 404 || status == 400, path + " gave " + status);
        assertEquals(null, asked.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1-1-1-1-1", "3F7A0C9E-5A3E-4C61-A1D2-9F3B1F0C7D55", "3%667a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55"})
    void aNodeIdInAnotherSpellingIsNotFound(String id) throws Exception {
        assertEquals(404, get("/nodes/" + id + "/api/v1/info", cookie()).statusCode());
        assertEquals(null, asked.get());
    }

    @Test
    void whatNoNodeCanBeAskedIsRefusedAndKeepsNoPlace() throws Exception {
        setQueries(question -> {
            throw new IllegalArgumentException("no target");
        });
        String cookie = cookie();
        for (int i = 0; i < 300; i++) {
            assertEquals(400, get("/nodes/" + NODE + "/api/v1/info", cookie).statusCode());
        }
    }

    @Test
    void whoHasTheAnswerDoesNotWaitForABrowserThatReadsNothing() throws Exception {
        String request = "GET /console/api/nodes/" + NODE + "/api/v1/info HTTP/1.1\r\nHost: x\r\nCookie: " + cookie()
                + "\r\n\r\n";
        try (Socket browser = new Socket("127.0.0.1", URI.create(base).getPort())) {
            CountDownLatch waiting = new CountDownLatch(1);
            setQueries(question -> {
                waiting.countDown();
                return answer;
            });
            browser.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertTrue(waiting.await(20, TimeUnit.SECONDS));
            NodeQueries.Answer large = new NodeQueries.Answer(200, Map.of(), new byte[64 * 1024 * 1024]);
            CompletableFuture.runAsync(() -> answer.complete(large)).get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutAGatewayQueriesAreUnavailableAndListsWork() throws Exception {
        setQueries(null);
        String cookie = cookie();
        assertEquals(503, get("/nodes/" + NODE + "/api/v1/info", cookie).statusCode());
        assertEquals(200, get("/nodes", cookie).statusCode());
    }

    @Test
    void theClaimPageShowsNoToken() throws Exception {
        String body = get("/claim", cookie()).body();
        assertTrue(body.contains("--token TOKEN "), body);
        assertFalse(body.contains("made-token"), body);
    }

    // ---- steps

    /** How the gateway would be reached. */
    private record PublicServer() implements CloudServer {
        @Override
        public URI url() {
            return URI.create("https://cloud.example:8443");
        }

        @Override
        public String claimCommand(String token) {
            return "bin/netdata-cloud.sh --token " + token + " --url " + url();
        }
    }

    private HttpResponse<String> signIn() throws Exception {
        return post("/session", "", "{\"user\":\"admin\",\"password\":\"" + PASSWORD + "\"}", true);
    }

    private String cookie() throws Exception {
        String cookie = signIn().headers().firstValue("Set-Cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Cookie", cookie)
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String cookie, String body, boolean header)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Cookie", cookie)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (header) {
            request.header("X-Requested-With", "test");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What Declarative Services does with the dynamic reference. */
    private void setQueries(java.util.function.Function<NodeQueries.Question, CompletionStage<NodeQueries.Answer>> f)
            throws ReflectiveOperationException {
        Field field = ConsoleApi.class.getDeclaredField("queries");
        field.setAccessible(true);
        field.set(api, f == null ? null : (NodeQueries) f::apply);
    }

    private Store store() {
        Store.NodeRow row = new Store.NodeRow(
                NODE,
                "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11",
                UUID.fromString("0d3cc0f2-8a67-11ee-b9d1-0242ac120002"),
                "garage-pi",
                Store.NodeState.OFFLINE,
                Instant.ofEpochSecond(1767225600),
                true,
                false,
                0,
                List.of("All nodes"),
                Optional.empty());
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "authenticate" -> args[0].equals("admin") && args[1].equals(PASSWORD);
                    case "nodes" -> List.of(row);
                    case "node" -> args[0].equals(NODE) ? Optional.of(row) : Optional.empty();
                    case "contexts" ->
                        List.of(new Store.ContextRow(
                                "system.cpu", 1, 2, 0, "CPU", 100, "stacked", "percentage", "cpu"));
                    case "rooms" -> List.of(new Store.Room(NODE, "All nodes"));
                    case "space" -> new Store.Space(NODE, "space");
                    case "createToken" -> "made-token";
                    case "token" -> Optional.of(new Store.Token("t1", "name", Instant.EPOCH, Optional.empty(), false));
                    case "passwordEdition" -> args[0].equals("admin") ? Optional.of(edition) : Optional.empty();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static ServerKey key() {
        return (ServerKey) Proxy.newProxyInstance(
                ServerKey.class.getClassLoader(),
                new Class<?>[] {ServerKey.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "selfSigned" -> true;
                    case "pin" -> "sha256/abc";
                    case "certificate" -> Path.of("server.pem");
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}

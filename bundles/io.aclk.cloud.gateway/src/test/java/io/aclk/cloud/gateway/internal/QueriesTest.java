package io.aclk.cloud.gateway.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.NodeQueries.Answer;
import io.aclk.cloud.api.NodeQueries.QueryException;
import io.aclk.cloud.api.NodeQueries.QueryException.Reason;
import io.aclk.cloud.api.NodeQueries.Question;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.store.internal.StoreOnDisk;
import io.aclk.schemas.CancelPendingRequest;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueriesTest {

    private static final String CLAIM = Golden.CLAIM;
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final FakeBus bus = new FakeBus();
    private final Routes routes = new Routes();
    private StoreOnDisk disk;
    private UUID node;
    private Queries queries;

    @BeforeEach
    void start() throws Exception {
        disk = new StoreOnDisk(directory, Clock.systemUTC());
        String token = disk.store().createToken("test", Optional.empty());
        UUID machine = UUID.fromString(Golden.MACHINE);
        disk.store().claim(new Store.Claim(CLAIM, "pi", machine, "key", token, List.of()));
        node = disk.store().createNode(CLAIM, machine, "pi", 0);
        routes.connected(CLAIM, 5);
        routes.announced(CLAIM, node, true, true, 0);
        queries = new Queries(disk.store(), bus, routes);
    }

    @AfterEach
    void stop() {
        queries.deactivate();
        disk.close();
    }

    @Test
    void aRequestHasTheFormOfTheProtocol() throws Exception {
        ask("GET", "/api/v3/data?contexts=system.cpu&after=-60", "");
        Asked asked = asked();
        assertEquals(
                "{\"type\":\"http\",\"msg-id\":\"" + asked.id() + "\",\"callback-topic\":\"/svc/gateway/agent/" + CLAIM
                        + "/http-response\",\"timeout\":",
                asked.json().substring(0, asked.json().indexOf("\"timeout\":") + 10));
        assertTrue(asked.json().endsWith(",\"version\":2}"), asked.json());
        assertTrue(
                asked.http()
                        .matches("GET /node/" + node + "/api/v3/data\\?contexts=system.cpu&after=-60 HTTP/1.1\r\n"
                                + "Accept-Encoding: gzip\r\nX-Transaction-ID: [0-9a-f]{32}\r\n\r\n"),
                asked.http());
    }

    @Test
    void aBodyGoesWithItsLength() throws Exception {
        ask("POST", "/api/v3/config?action=tree", "{\"ä\":1}");
        String http = asked().http();
        assertTrue(http.contains("\r\nContent-Length: 8\r\n\r\n{\"ä\":1}"), http);
    }

    @Test
    void theRecordedAnswersAreUnderstood() throws Exception {
        int answers = 0;
        for (Golden.Message recorded : Golden.messages()) {
            if (!recorded.name().equals("http-response")) {
                continue;
            }
            CompletableFuture<Answer> future = ask("GET", "/api/v1/info", "");
            String text = new String(recorded.payload(), java.nio.charset.StandardCharsets.ISO_8859_1);
            String id = QueryReply.parse(recorded.payload()).messageId();
            reply(text.replace(id, asked().id()).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            Answer answer = future.get(20, TimeUnit.SECONDS);
            assertTrue(text.contains("\"http-code\":" + answer.status()), text.substring(0, 300));
            if (answer.status() == 200) {
                assertEquals('{', answer.body()[0], "unpacked JSON");
            }
            answers++;
        }
        assertEquals(12, answers);
    }

    @Test
    void aPackedAnswerIsUnpacked() throws Exception {
        CompletableFuture<Answer> future = ask("GET", "/api/v1/info", "");
        byte[] body = "x".repeat(100_000).getBytes(UTF_8);
        reply(http(asked().id(), "Content-Encoding: gzip\r\n", gzip(body)));
        assertArrayEquals(body, future.get(20, TimeUnit.SECONDS).body());
    }

    @Test
    void aBombIsNotUnpacked() throws Exception {
        CompletableFuture<Answer> future = ask("GET", "/api/v1/info", "");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i <= QueryReply.MAX_BODY >> 20; i++) {
                out.write(zeros);
            }
        }
        reply(http(asked().id(), "Content-Encoding: gzip\r\n", bomb.toByteArray()));
        assertFails(Reason.BAD_ANSWER, future);
    }

    @Test
    void theErrorFormsOfAgentsAreUnderstood() throws Exception {
        assertErrorForm(503, Reason.TIMEOUT);
        assertErrorForm(413, Reason.BAD_ANSWER);
        assertErrorForm(400, Reason.BAD_ANSWER);
        assertErrorForm(500, Reason.BAD_ANSWER);
    }

    private void assertErrorForm(int code, Reason reason) throws Exception {
        CompletableFuture<Answer> future = ask("GET", "/api/v1/info", "");
        reply(("{\"type\":\"http\",\"msg-id\":\"" + asked().id() + "\",\"http-code\":" + code
                        + ",\"error-code\":6,\"error-description\":\"because\"}")
                .getBytes(UTF_8));
        assertTrue(assertFails(reason, future).getMessage().contains("because"));
    }

    @Test
    void brokenAnswersFail() throws Exception {
        List<String> broken = List.of(
                "HTTP/1.1 200 OK",
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1 99 Low\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
                "X".repeat(100_000));
        for (String http : broken) {
            CompletableFuture<Answer> future = ask("GET", "/api/v1/info", "");
            reply((json(asked().id()) + "\r\n\r\n" + http).getBytes(UTF_8));
            assertFails(Reason.BAD_ANSWER, future);
        }
    }

    @Test
    void answersThatBelongToNobodyAreIgnored() throws Exception {
        CompletableFuture<Answer> future = ask("GET", "/api/v1/info", "");
        String id = asked().id();
        for (String payload : List.of("", "{", "[]", "{}", "{\"msg-id\":7}", "X".repeat(200_000))) {
            reply(payload.getBytes(UTF_8));
        }
        reply(http(UUID.randomUUID().toString(), "", new byte[0]));
        bus.fromAgent(Topics.reply(UUID.randomUUID().toString()), http(id, "", "forged".getBytes(UTF_8)));
        reply(http(id, "", "right".getBytes(UTF_8)));
        assertArrayEquals(
                "right".getBytes(UTF_8), future.get(20, TimeUnit.SECONDS).body());
    }

    @Test
    void aRequestThatTakesTooLongIsCancelledAtTheAgent() throws Exception {
        // long enough to be sent on any machine: what was not is OFFLINE
        CompletableFuture<Answer> future = queries.ask(Question.get(node, "/api/v1/info", Duration.ofSeconds(1)))
                .toCompletableFuture();
        String id = asked().id();
        assertFails(Reason.TIMEOUT, future);
        assertEquals(id, cancelled());
    }

    @Test
    void whoeverAskedCanCancel() throws Exception {
        CompletableFuture<Answer> future = ask("GET", "/api/v1/info", "");
        String id = asked().id();
        assertTrue(future.cancel(false));
        assertEquals(id, cancelled());
    }

    @Test
    void anUnansweredGetIsRepeatedUnderItsIdWhenTheAgentIsBack() throws Exception {
        CompletableFuture<Answer> get = ask("GET", "/api/v1/info", "");
        Asked first = asked();
        for (String method : List.of("PUT", "POST", "DELETE")) {
            ask(method, "/api/v3/config?action=tree", "");
            asked();
        }
        ask("GET", "/api/v3/function?function=processes", "");
        asked();
        ask("GET", "/api/v3/%66unction?function=processes", "");
        asked();
        back(6, false);
        Asked repeated = asked();
        assertEquals(first.id(), repeated.id());
        assertEquals(first.http(), repeated.http(), "an agent can tell that it is the same");
        assertNull(bus.published.poll(), "a stock agent would do the others twice");
        reply(http(first.id(), "", "late".getBytes(UTF_8)));
        assertEquals(200, get.get(20, TimeUnit.SECONDS).status());
    }

    @Test
    void everythingIsRepeatedToAnAgentThatTakesRepeatsOnceInEachSession() throws Exception {
        Set<String> ids = new HashSet<>();
        for (String method : List.of("GET", "PUT", "POST", "DELETE")) {
            ask(method, "/api/v3/config?action=tree", "");
            ids.add(asked().id());
        }
        queries.connected(CLAIM, 5, true);
        assertNull(bus.published.poll(), "the session in which they were asked");
        for (int session : List.of(6, 7)) {
            back(session, true);
            Set<String> repeated = new HashSet<>();
            for (int i = 0; i < ids.size(); i++) {
                repeated.add(asked().id());
            }
            assertEquals(ids, repeated);
            queries.connected(CLAIM, session, true);
            assertNull(bus.published.poll(), "said again in one session");
        }
    }

    @Test
    void whatAnAgentLearnsToTakeInASessionIsRepeatedThen() throws Exception {
        ask("POST", "/api/v3/config?action=tree", "{}");
        String id = asked().id();
        back(6, false);
        assertNull(bus.published.poll());
        queries.connected(CLAIM, 6, true);
        assertEquals(id, asked().id());
    }

    @Test
    void aRequestForANodeWhoseAgentJustLeftIsHeldUntilTheNodeIsBack() throws Exception {
        routes.disconnected(CLAIM);
        CompletableFuture<Answer> get = ask("GET", "/api/v1/info", "");
        CompletableFuture<Answer> post = ask("POST", "/api/v3/config?action=tree", "{}");
        assertNull(bus.published.poll(), "nobody is there to be asked");
        back(6, false);
        assertNull(bus.published.poll(), "the agent is back, but has not announced the node");
        announce();
        Set<String> ids = Set.of(asked().id(), asked().id());
        announce();
        assertNull(bus.published.poll(), "each is sent once");
        ids.forEach(id -> reply(http(id, "", "held".getBytes(UTF_8))));
        assertEquals(200, get.get(20, TimeUnit.SECONDS).status());
        assertEquals(200, post.get(20, TimeUnit.SECONDS).status());
    }

    @Test
    void aNodeThatComesBackWithAnotherAgentGetsWhatIsHeldForIt() throws Exception {
        routes.disconnected(CLAIM);
        CompletableFuture<Answer> get = ask("GET", "/api/v1/info", "");
        String other = UUID.randomUUID().toString();
        routes.connected(other, 9);
        routes.announced(other, node, true, true, 0);
        queries.queryable(node);
        String request = new String(bus.next(Topics.request(other)), UTF_8);
        assertTrue(request.contains(Topics.reply(other)), request);
        String id = (String)
                ((java.util.Map<?, ?>) Golden.json(request.substring(0, request.indexOf("\r\n")))).get("msg-id");
        bus.fromAgent(Topics.reply(other), http(id, "", new byte[0]));
        assertEquals(200, get.get(20, TimeUnit.SECONDS).status());
    }

    @Test
    void whatIsHeldFailsAsOfflineAtItsDeadlineAndCanBeCancelled() throws Exception {
        routes.disconnected(CLAIM);
        CompletableFuture<Answer> cancelled = ask("GET", "/api/v1/info", "");
        CompletableFuture<Answer> late = queries.ask(Question.get(node, "/api/v1/info", Duration.ofMillis(50)))
                .toCompletableFuture();
        assertFails(Reason.OFFLINE, late);
        assertTrue(cancelled.cancel(false));
        back(6, true);
        announce();
        assertNull(bus.published.poll(), "neither asked nor cancelled at the agent");
    }

    @Test
    void noMoreIsHeldForANodeThanAnAgentMayHaveWaiting() throws Exception {
        routes.disconnected(CLAIM);
        for (int i = 0; i < Queries.PER_AGENT; i++) {
            ask("GET", "/api/v1/info", "");
        }
        assertFails(Reason.BUSY, ask("GET", "/api/v1/info", ""));
    }

    @Test
    void nobodyIsExpectedAfterItsTimeOrAfterBeingDismissed() throws Exception {
        long[] now = {Long.MAX_VALUE - 5};
        Routes watched = new Routes(() -> now[0]);
        watched.connected(CLAIM, 5);
        watched.announced(CLAIM, node, true, true, 0);
        UUID archived = UUID.randomUUID();
        watched.announced(CLAIM, archived, false, false, 0);
        assertEquals(Optional.empty(), watched.expected(node, LONG), "it is there");
        watched.disconnected(CLAIM);
        now[0] += Duration.ofSeconds(4).toNanos();
        assertEquals(Optional.of(CLAIM), watched.expected(node, Duration.ofSeconds(5)));
        assertEquals(Optional.empty(), watched.expected(node, Duration.ofSeconds(4)), "away for longer than it waits");
        assertEquals(Optional.empty(), watched.expected(archived, LONG), "it could not be asked before either");
        now[0] += Duration.ofSeconds(56).toNanos();
        assertEquals(Optional.empty(), watched.expected(node, Duration.ofHours(1)));
        watched.connected(CLAIM, 6);
        watched.announced(CLAIM, node, true, true, 0);
        watched.dismissed(CLAIM);
        assertEquals(Optional.empty(), watched.expected(node, LONG));
    }

    @Test
    void aNodeWithoutAnAgentIsOfflineAndAnotherUnknown() throws Exception {
        routes.dismissed(CLAIM);
        assertFails(Reason.OFFLINE, ask("GET", "/api/v1/info", ""));
        CompletableFuture<Answer> unknown = queries.ask(Question.get(UUID.randomUUID(), "/api/v1/info", LONG))
                .toCompletableFuture();
        assertFails(Reason.UNKNOWN_NODE, unknown);
    }

    @Test
    void tooManyRequestsAreRefusedUntilOneIsAnswered() throws Exception {
        CompletableFuture<Answer> first = ask("GET", "/api/v1/info", "");
        String id = asked().id();
        for (int i = 1; i < Queries.PER_AGENT; i++) {
            ask("GET", "/api/v1/info", "");
        }
        assertFails(Reason.BUSY, ask("GET", "/api/v1/info", ""));
        reply(http(id, "", new byte[0]));
        first.get(20, TimeUnit.SECONDS);
        CompletableFuture<Answer> next = ask("GET", "/api/v1/info", "");
        assertTrue(!next.isDone());
    }

    @Test
    void whatNoAgentCouldBeAskedIsAnError() {
        for (Question question : List.of(
                new Question(node, "OPTIONS", "/api/v1/info", new byte[0], LONG),
                new Question(node, "GET", "/v1/info", new byte[0], LONG),
                new Question(node, "GET", "/api/v1/info HTTP/1.1\r\nX-Netdata-Role: admin", new byte[0], LONG),
                new Question(node, "GET", "/api/a b", new byte[0], LONG),
                new Question(node, "GET", "/api/" + "x".repeat(70_000), new byte[0], LONG),
                new Question(node, "GET", "/api/v1/info", new byte[1], LONG),
                Question.get(node, "/api/v1/info", Duration.ZERO))) {
            assertThrows(IllegalArgumentException.class, () -> queries.ask(question));
        }
    }

    @Test
    void stoppingEndsWhatWaits() throws Exception {
        CompletableFuture<Answer> future = ask("GET", "/api/v1/info", "");
        queries.deactivate();
        assertFails(Reason.OFFLINE, future);
    }

    // ---- steps

    /** The agent has a new session, in which it has not announced its node yet. */
    private void back(long session, boolean takesRepeats) {
        routes.connected(CLAIM, session);
        queries.connected(CLAIM, session, takesRepeats);
    }

    private void announce() {
        routes.announced(CLAIM, node, true, true, 0);
        queries.queryable(node);
    }

    private CompletableFuture<Answer> ask(String method, String target, String body) {
        return queries.ask(new Question(node, method, target, body.getBytes(UTF_8), LONG))
                .toCompletableFuture();
    }

    /** A request as the agent sees it. */
    private record Asked(String id, String json, String http) {}

    private Asked asked() throws Exception {
        String text = new String(bus.next("/agent/" + CLAIM + "/inbox/cmd"), UTF_8);
        int separator = text.indexOf("\r\n\r\n");
        String json = text.substring(0, separator);
        return new Asked(
                (String) ((java.util.Map<?, ?>) Golden.json(json)).get("msg-id"), json, text.substring(separator + 4));
    }

    private String cancelled() throws Exception {
        return CancelPendingRequest.parseFrom(bus.next("/agent/" + CLAIM + "/inbox/cmd/v1/CancelPendingRequest"))
                .getRequestId();
    }

    private void reply(byte[] payload) {
        bus.fromAgent(Topics.reply(CLAIM), payload);
    }

    private static String json(String id) {
        return "{\"type\":\"http\",\"msg-id\":\"" + id + "\",\"http-code\":200}";
    }

    private static byte[] http(String id, String headers, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                (json(id) + "\r\n\r\nHTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n")
                        .getBytes(UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static QueryException assertFails(Reason reason, CompletableFuture<Answer> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS));
        QueryException cause = assertInstanceOf(QueryException.class, failed.getCause());
        assertEquals(reason, cause.reason());
        return cause;
    }
}

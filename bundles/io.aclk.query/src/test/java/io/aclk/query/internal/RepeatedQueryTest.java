package io.aclk.query.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkException;
import io.aclk.api.link.LinkSession;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Cancellation;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that comes twice, also over a lost connection, an update of the bundle, or its death, runs once. */
@Timeout(60)
class RepeatedQueryTest {

    private static final String FUNCTION = "/api/v3/function?function=processes";

    @TempDir
    private Path directory;

    private final Fakes.Sink sink = new Fakes.Sink();
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private QueryComponent query;

    @BeforeEach
    void start() {
        query = instance();
    }

    @AfterEach
    void stop() {
        release.countDown();
        query.stop();
    }

    // ---- in one instance

    @Test
    void aRepetitionOfARunningRequestIsAnsweredOnceWhereItCameLast() throws Exception {
        host(query, blocking());
        query.handle(Fakes.get("1", "/api/v1/info"), sink);
        assertTrue(running.await(10, TimeUnit.SECONDS));
        Fakes.Sink other = new Fakes.Sink();
        query.handle(Fakes.get("1", "/api/v1/info"), other);
        release.countDown();

        assertTrue(other.next().text().contains("HTTP/1.1 200"));
        query.stop();
        assertTrue(sink.sent.isEmpty() && other.sent.isEmpty(), "one answer");
        assertEquals(1, runs.get());
    }

    @Test
    void aRepetitionOfAFinishedRequestIsAnsweredFromIt() throws Exception {
        host(query, counting());
        query.handle(Fakes.get("1", "/api/v1/info"), sink);
        String first = sink.next().text();
        query.handle(Fakes.get("1", "/api/v1/info"), sink);
        String again = sink.next().text();

        assertEquals(first.substring(first.indexOf("HTTP/1.1")), again.substring(again.indexOf("HTTP/1.1")));
        assertTrue(again.endsWith("run 1"), again);
        assertEquals(1, runs.get());
    }

    @Test
    void aCompressedReplyIsTheSameAgain() throws Exception {
        host(query, counting());
        String text = Fakes.envelope("1", 30_000) + "GET /api/v1/info HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n";
        query.handle(Fakes.cmd(text), sink);
        String first = sink.next().text();
        query.handle(Fakes.get("2", "/api/v1/another"), sink);
        sink.next();
        query.handle(Fakes.cmd(text), sink);
        String again = sink.next().text();

        assertTrue(first.contains("Content-Encoding: gzip"), first);
        assertEquals(first.substring(first.indexOf("HTTP/1.1")), again.substring(again.indexOf("HTTP/1.1")));
    }

    @Test
    void anotherRequestUnderAnOldIdIsAnotherRequest() throws Exception {
        host(query, counting());
        query.handle(Fakes.get("1", "/api/v1/info"), sink);
        sink.next();
        query.handle(Fakes.get("1", "/api/v1/charts"), sink);

        assertTrue(sink.next().text().endsWith("run 2"));
    }

    @Test
    void whatWasRefusedMayRunLater() throws Exception {
        query.handle(post("1", 30_000), sink);
        assertTrue(sink.next().text().contains("\"http-code\":503"), "nobody is there to answer");
        host(query, counting());
        query.handle(post("1", 30_000), sink);

        assertTrue(sink.next().text().endsWith("run 1"));
    }

    @Test
    void keptRepliesAreBoundedAndOnlyWhatReadsRunsAgain() throws Exception {
        host(query, counting());
        query.handle(Fakes.get("reads", "/api/v1/info"), sink);
        sink.next();
        query.handle(post("acts", 30_000), sink);
        sink.next();
        for (int i = 0; i < KnownQueries.MAX_READING; i++) {
            query.handle(Fakes.get("r" + i, "/api/v1/info"), sink);
            sink.next();
        }
        int before = runs.get();
        query.handle(post("acts", 30_000), sink);
        assertTrue(sink.next().text().endsWith("run 2"), "reading ones do not drive it out");
        query.handle(Fakes.get("reads", "/api/v1/info"), sink);
        assertTrue(sink.next().text().endsWith("run " + (before + 1)), "its reply was dropped");
        for (int i = 0; i < KnownQueries.MAX_ACTING; i++) {
            query.handle(post("a" + i, 30_000), sink);
            sink.next();
        }
        before = runs.get();
        query.handle(post("acts", 30_000), sink);
        assertConflict(sink.next());
        assertEquals(before, runs.get());
    }

    // ---- lost connections

    @ParameterizedTest
    @ValueSource(strings = {"OFFLINE", "NOT_DELIVERED"})
    void aReplyThatWasLostWithItsConnectionIsSentInTheNextSession(String reason) throws Exception {
        oneThread();
        host(query, counting());
        sink.failure = new LinkException(LinkException.Reason.valueOf(reason), "as the test wants it", null);
        query.handle(Fakes.get("lost", "/api/v1/info"), sink);
        query.handle(Fakes.get("next", "/api/v1/info"), sink);
        assertTrue(sink.next().text().contains("\"next\""), "one thread: the first is dealt with");
        LinkSession next = new LinkSession("claim", 2_000_000_000_000_007L, List.of(), 1_000_000);
        sink.session = next;
        query.online(next);

        String late = sink.next().text();
        assertTrue(late.contains("\"lost\"") && late.contains("\"connect\":2000000000"), late);
        assertEquals(2, runs.get());
    }

    @Test
    void nobodyElseGetsAReplyThatWasLost() throws Exception {
        host(query, counting());
        sink.session = null;
        query.handle(Fakes.get("of the first claim", "/api/v1/info"), sink);
        assertTrue(sink.askedOffline.await(10, TimeUnit.SECONDS), "the reply is ready, or nearly");
        LinkSession another = new LinkSession("another claim", 2_000_000_000_000_007L, List.of(), 1_000_000);
        sink.session = another;
        query.online(another);
        InboundMessage request = Fakes.get("of the second", "/api/v1/info");
        query.handle(new InboundMessage(another, "cmd", request.payload(), request.receivedNanos()), sink);

        assertTrue(sink.next().text().contains("of the second"));
        query.stop();
        assertNull(sink.sent.poll());
    }

    // ---- updates and the death of the process

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "FUNCTION"})
    void whatActsDoesNotRunAgainAfterAnUpdateNorAfterAKill(String method) throws Exception {
        InboundMessage request = method.equals("FUNCTION") ? Fakes.get("1", FUNCTION) : acting(method, "1", 30_000);
        host(query, counting());
        query.handle(request, sink);
        assertTrue(sink.next().text().endsWith("run 1"));

        // without a stop, as after a kill; the file is all that the next one has
        QueryComponent next = instance();
        host(next, counting());
        next.handle(request, sink);
        assertConflict(sink.next());
        next.stop();
        assertEquals(1, runs.get());
    }

    @Test
    void whatIsCutInTheMiddleDoesNotRunAgain() throws Exception {
        host(query, blocking());
        query.handle(post("1", 30_000), sink);
        assertTrue(running.await(10, TimeUnit.SECONDS));

        QueryComponent next = instance();
        host(next, counting());
        next.handle(post("1", 30_000), sink);
        assertConflict(sink.next());
        next.stop();
        assertEquals(1, runs.get());
    }

    @Test
    void afterItsDeadlineARequestIsForgotten() throws Exception {
        OnceFile once = new OnceFile(directory.resolve("short.once"), java.time.Clock.systemUTC());
        RequestKey key = new RequestKey("0".repeat(RequestKey.DIGITS));
        assertEquals(OnceFile.Verdict.FIRST, once.begin(key, Duration.ZERO));
        assertEquals(OnceFile.Verdict.FIRST, once.begin(key, Duration.ofMinutes(1)));
        assertEquals(OnceFile.Verdict.AGAIN, once.begin(key, Duration.ofMinutes(1)));
    }

    @Test
    void theFileIsPrivateBoundedAndSurvivesATornEnd() throws Exception {
        Path file = directory.resolve("data/bound.once");
        OnceFile once = new OnceFile(file, java.time.Clock.systemUTC());
        for (int i = 0; i < OnceFile.MAX_REQUESTS; i++) {
            assertEquals(OnceFile.Verdict.FIRST, once.begin(key(i), Duration.ofHours(1)));
        }
        assertEquals(OnceFile.Verdict.FULL, once.begin(key(-1), Duration.ofHours(1)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.write(file, "0123".getBytes(), java.nio.file.StandardOpenOption.APPEND);

        OnceFile next = new OnceFile(file, java.time.Clock.systemUTC());
        assertEquals(OnceFile.Verdict.AGAIN, next.begin(key(0), Duration.ofHours(1)));
        assertEquals(OnceFile.MAX_REQUESTS, Files.readAllLines(file).size());
    }

    private static RequestKey key(int number) {
        return new RequestKey(String.format("%0" + RequestKey.DIGITS + "x", number & 0xffffffffL));
    }

    @Test
    void withoutItsFileAnAgentAnswersAllTheSame() throws Exception {
        query.stop();
        Files.writeString(directory.resolve("a file"), "");
        query = new QueryComponent(directory.resolve("a file/query.once"), Map.of());
        host(query, counting());
        query.handle(post("1", 30_000), sink);
        assertTrue(sink.next().text().endsWith("run 1"));
        query.handle(post("1", 30_000), sink);
        assertTrue(sink.next().text().endsWith("run 1"));
    }

    @Test
    void aRunningRequestFinishesWhileTheBundleStops() throws Exception {
        host(query, blocking());
        query.handle(Fakes.get("1", "/api/v1/info"), sink);
        assertTrue(running.await(10, TimeUnit.SECONDS));
        Thread stopping = new Thread(query::stop);
        stopping.start();
        awaitStopping();
        release.countDown();
        stopping.join(TimeUnit.SECONDS.toMillis(10));

        assertFalse(stopping.isAlive());
        assertTrue(sink.next().text().contains("HTTP/1.1 200"));
    }

    @Test
    void whatTakesTooLongIsAnswered503WhenTheBundleStops() throws Exception {
        oneThread();
        host(query, blocking());
        query.handle(Fakes.get("runs", "/api/v1/info"), sink);
        assertTrue(running.await(10, TimeUnit.SECONDS));
        query.handle(Fakes.get("waits", "/api/v1/info"), sink);
        long start = System.nanoTime();
        query.stop();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, took.toString());
        String both = sink.next().text() + sink.next().text();
        assertTrue(both.contains("\"runs\"") && both.contains("\"waits\""), both);
        assertEquals(3, both.split("\"http-code\":503", -1).length, both);
        assertNull(sink.sent.poll(), "one answer each");
    }

    @Test
    void whatComesWhileTheBundleStopsIsLeftToTheLink() {
        query.stop();
        assertThrows(RejectedExecutionException.class, () -> query.handle(Fakes.get("1", "/api/v1/info"), sink));
        assertTrue(sink.sent.isEmpty());
    }

    // ---- which requests act

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v3/data?q=function", "/host/x/api/v1/info", "/api/v2/functions", "/api/v1/info?x=%20"})
    void whatOnlyReadsIsHarmless(String target) throws Exception {
        assertTrue(Effect.harmless(http("GET", target)));
        assertFalse(Effect.harmless(http("DELETE", target)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FUNCTION,
                "/node/x/api/v1/function?function=f",
                "/api/v3/config?action=restart",
                "/api/v1/manage/health?cmd=RESET",
                "/api/v3/%66unction?function=f",
                "/node/x%2fapi/v3/function"
            })
    void whatGetSetsOffIsNot(String target) throws Exception {
        assertFalse(Effect.harmless(http("GET", target)));
    }

    private static HttpText http(String method, String target) throws Exception {
        return HttpText.parse((method + " " + target + " HTTP/1.1\r\n\r\n").getBytes(), 0);
    }

    // ---- steps

    private QueryComponent instance() {
        return new QueryComponent(directory.resolve("query.once"), Map.of());
    }

    private void oneThread() {
        query.stop();
        query = new QueryComponent(directory.resolve("query.once"), Map.of(LinkSettings.QUERY_THREADS, 1));
    }

    private static void host(QueryComponent component, AgentApi host) {
        try {
            // SCR injects the field
            Field field = QueryComponent.class.getDeclaredField("host");
            field.setAccessible(true);
            field.set(component, host);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private AgentApi counting() {
        return Fakes.host(request -> Fakes.response(200, "run " + runs.incrementAndGet()));
    }

    /** Answers when the test lets it. */
    private AgentApi blocking() {
        return Fakes.host(request -> {
            runs.incrementAndGet();
            running.countDown();
            try {
                while (!release.await(5, TimeUnit.MILLISECONDS)) {
                    request.cancellation().check();
                }
                return Fakes.response(200, "");
            } catch (Cancellation.StoppedException e) {
                return new ApiResponse(499, List.of(), new byte[0]);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new ApiResponse(499, List.of(), new byte[0]);
            }
        });
    }

    private static InboundMessage post(String id, long timeout) {
        return acting("POST", id, timeout);
    }

    private static InboundMessage acting(String method, String id, long timeout) {
        String length = method.equals("DELETE") ? "" : "Content-Length: 0\r\n";
        return Fakes.cmd(Fakes.envelope(id, timeout) + method + " /api/v3/config?id=x HTTP/1.1\r\n" + length + "\r\n");
    }

    private static void assertConflict(Fakes.Sent reply) {
        assertTrue(reply.text().contains("HTTP/1.1 409 Conflict\r\n"), reply.text());
        assertTrue(reply.text().contains("{\"status\":409,\"errorMessage\":"), reply.text());
    }

    private void awaitStopping() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                query.handle(Fakes.get("probe", "/api/v1/info"), sink);
            } catch (RejectedExecutionException e) {
                return;
            }
            assertTrue(System.nanoTime() < end);
        }
    }
}

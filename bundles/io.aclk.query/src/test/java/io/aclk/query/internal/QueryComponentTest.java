package io.aclk.query.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkException;
import io.aclk.api.link.LinkSession;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Cancellation;
import io.aclk.host.api.Capability;
import io.aclk.host.api.Channel;
import io.aclk.schemas.CancelPendingRequest;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundle as the link sees it, with its real threads. */
class QueryComponentTest {

    private final Fakes.Sink sink = new Fakes.Sink();
    private final AtomicReference<ApiRequest> seen = new AtomicReference<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private QueryComponent query;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        query = make(4);
    }

    private QueryComponent make(int threads) {
        return new QueryComponent(directory.resolve("query.once"), Map.of(LinkSettings.QUERY_THREADS, threads));
    }

    private void host(AgentApi host) {
        try {
            // SCR injects the field
            Field field = QueryComponent.class.getDeclaredField("host");
            field.setAccessible(true);
            field.set(query, host);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void handle(InboundMessage message) {
        query.handle(message, sink);
    }

    @AfterEach
    void stop() {
        release.countDown();
        long start = System.nanoTime();
        query.stop();
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("aclk-"))
                        .toList());
    }

    // ---- answers

    @Test
    void answersOnTheCallbackTopic() throws Exception {
        host(Fakes.host(request -> {
            seen.set(request);
            return Fakes.response(200, "body");
        }));
        handle(Fakes.get("m-1", "/api/v1/info?x=%20"));

        Fakes.Sent reply = sink.next();
        assertEquals("/svc/reply", reply.topic());
        assertTrue(reply.text().startsWith("{\"type\":\"http\",\"msg-id\":\"m-1\",\"timestamp\":"), reply.text());
        assertTrue(reply.text().endsWith("\r\n\r\nbody"), reply.text());
        assertEquals("/api/v1/info?x=%20", seen.get().target());
        assertEquals(Channel.CLOUD, seen.get().channel());
        assertEquals("x", seen.get().header("Host"));
        assertTrue(seen.get().cancellation().remaining().compareTo(Duration.ofSeconds(30)) <= 0);
    }

    @Test
    void aLicenseManagerIsToldWhatANodeIsAndNothingElse() throws Exception {
        host(Fakes.host(request -> Fakes.response(200, "body")));
        query.settings(Map.of(LinkSettings.SCOPE, "license manager"));
        handle(Fakes.get("m-1", "/api/v3/data?contexts=system.cpu"));
        Fakes.Sent refused = sink.next();
        assertTrue(refused.text().contains("\"http-code\":451"), refused.text());
        assertTrue(
                refused.text().endsWith("\r\n\r\nYou need to be authorized to access this resource"), refused.text());
        handle(Fakes.get("m-2", "/api/v3/info"));
        assertTrue(sink.next().text().endsWith("\r\n\r\nbody"));
        query.settings(Map.of());
        handle(Fakes.get("m-3", "/api/v3/data?contexts=system.cpu"));
        assertTrue(sink.next().text().endsWith("\r\n\r\nbody"));
    }

    @Test
    void answersEveryRecordedRequest() throws Exception {
        host(Fakes.host(request -> Fakes.response(200, request.method() + request.target())));
        int requests = 0;
        for (Golden.Message message : Golden.messages("cmd")) {
            handle(new InboundMessage(Fakes.SESSION, "cmd", message.payload(), System.nanoTime()));
            assertTrue(sink.next().text().contains("HTTP/1.1 200 OK\r\n"));
            requests++;
        }
        assertEquals(13, requests);
    }

    @Test
    void compressesWhenAsked() throws Exception {
        host(Fakes.host(request -> Fakes.response(200, "0123456789".repeat(1000))));
        handle(Fakes.cmd(Fakes.envelope("1", 0) + "GET / HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n"));

        Fakes.Sent reply = sink.next();
        String text = reply.text();
        assertTrue(text.contains("Content-Encoding: gzip\r\nContent-Length: "), text);
        int body = text.indexOf("\r\n\r\n", text.indexOf("HTTP/1.1")) + 4;
        byte[] compressed = Arrays.copyOfRange(reply.payload(), body, reply.payload().length);
        assertTrue(text.contains("Content-Length: " + compressed.length + "\r\n"));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            assertEquals("0123456789".repeat(1000), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void passesABodyOn() throws Exception {
        host(Fakes.host(request -> {
            seen.set(request);
            return Fakes.response(200, "");
        }));
        handle(Fakes.cmd(Fakes.envelope("1", 0) + "POST /api HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"));
        sink.next();

        assertArrayEquals(new byte[] {'{', '}'}, seen.get().body());
    }

    // ---- faults

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "{}\r\n\r\nGET / HTTP/1.1\r\n\r\n"})
    void faultsOfTheEnvelopeAreNotAnswered(String payload) throws Exception {
        assertNotAnswered(Fakes.cmd(payload));
    }

    @Test
    void otherMethodsAreNotAnswered() throws Exception {
        assertNotAnswered(Fakes.cmd(Fakes.envelope("1", 0) + "OPTIONS / HTTP/1.1\r\n\r\n"));
    }

    private void assertNotAnswered(InboundMessage message) throws Exception {
        query.stop();
        query = make(1);
        host(Fakes.host(request -> Fakes.response(200, "")));
        handle(message);
        handle(Fakes.get("after", "/"));

        assertTrue(sink.next().text().contains("\"msg-id\":\"after\""), "one thread: the first is done by now");
    }

    @Test
    void faultsOfTheHttpTextGetTheObjectAlone() throws Exception {
        handle(Fakes.cmd(Fakes.envelope("1", 0) + "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}"));

        assertErrorForm(400, sink.next());
    }

    private static void assertErrorForm(int code, Fakes.Sent reply) {
        assertTrue(reply.text().contains("\"http-code\":" + code), reply.text());
        assertTrue(reply.text().endsWith("}"), reply.text());
        assertFalse(reply.text().contains("\r\n"), reply.text());
    }

    // ---- limits

    @Test
    void withoutAHostItIs503() throws Exception {
        handle(Fakes.get("1", "/"));

        assertErrorForm(503, sink.next());
    }

    @Test
    void aRequestThatWaitedTooLongIs503() throws Exception {
        host(Fakes.host(request -> Fakes.response(200, "")));
        handle(new InboundMessage(
                Fakes.SESSION,
                "cmd",
                (Fakes.envelope("1", 1000) + "GET / HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.UTF_8),
                System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(1001)));

        Fakes.Sent reply = sink.next();
        assertErrorForm(503, reply);
        assertTrue(reply.text().contains("\"error-code\":6"), reply.text());
    }

    @Test
    void aHostThatDoesNotAnswerInTimeIs504() throws Exception {
        CompletableFuture<ApiResponse> never = new CompletableFuture<>();
        host(new AgentApi() {
            @Override
            public CompletionStage<ApiResponse> handle(ApiRequest request) {
                return never;
            }

            @Override
            public List<Capability> capabilities() {
                return List.of();
            }
        });
        // long enough for the host to be asked: a request that is late before that is answered with 503
        handle(Fakes.cmd(Fakes.envelope("1", 2000) + "GET / HTTP/1.1\r\n\r\n"));

        assertTrue(sink.next().text().contains("HTTP/1.1 504 Gateway Timeout\r\n"));
    }

    @Test
    void aHostThatFailsIs500() throws Exception {
        host(Fakes.host(request -> {
            throw new IllegalStateException("defect with a secret");
        }));
        handle(Fakes.get("1", "/"));

        String text = sink.next().text();
        assertTrue(text.contains("HTTP/1.1 500 Internal Server Error\r\n"), text);
        assertFalse(text.contains("secret"), text);
    }

    @Test
    void aReplyThatIsTooBigIs413() throws Exception {
        host(Fakes.host(request -> Fakes.response(200, "x".repeat(1_000_000))));
        handle(Fakes.get("1", "/"));

        Fakes.Sent reply = sink.next();
        assertErrorForm(413, reply);
        assertTrue(reply.text().contains("\"error-code\":4"), reply.text());
    }

    @Test
    void aReplyThatTheLinkFindsTooBigIs413() throws Exception {
        host(Fakes.host(request -> Fakes.response(200, "")));
        sink.failure = new LinkException(LinkException.Reason.TOO_BIG, "too big", null);
        handle(Fakes.get("1", "/"));

        assertErrorForm(413, sink.next());
    }

    @Test
    void moreRequestsThanTheQueueHoldsAre503AtOnce() throws Exception {
        query.stop();
        query = make(1);
        CountDownLatch running = new CountDownLatch(1);
        host(blocking(running));
        handle(Fakes.get("running", "/"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        for (int i = 0; i < QueryPool.MAX_WAITING; i++) {
            handle(Fakes.get("waiting-" + i, "/"));
        }
        assertNull(sink.sent.poll());

        handle(Fakes.get("too many", "/"));

        Fakes.Sent reply = sink.next();
        assertErrorForm(503, reply);
        assertTrue(reply.text().contains("too many"), reply.text());
        release.countDown();
        for (int i = 0; i <= QueryPool.MAX_WAITING; i++) {
            assertTrue(sink.next().text().contains("HTTP/1.1 200 OK"));
        }
    }

    /** A host that answers when the test lets it. */
    private AgentApi blocking(CountDownLatch running) {
        return Fakes.host(request -> {
            running.countDown();
            try {
                while (!release.await(5, TimeUnit.MILLISECONDS)) {
                    request.cancellation().check();
                }
                return Fakes.response(200, "");
            } catch (Cancellation.StoppedException e) {
                return Fakes.response(499, "");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Fakes.response(499, "");
            }
        });
    }

    @Test
    void repliesCanOvertakeEachOther() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        AgentApi slow = blocking(running);
        host(Fakes.host(request -> request.target().equals("/slow")
                ? slow.handle(request).toCompletableFuture().join()
                : Fakes.response(200, "")));
        handle(Fakes.get("slow", "/slow"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        handle(Fakes.get("fast", "/fast"));

        assertTrue(sink.next().text().contains("fast"));
        release.countDown();
        assertTrue(sink.next().text().contains("slow"));
    }

    // ---- cancellation

    private void cancel(String id) {
        byte[] payload =
                CancelPendingRequest.newBuilder().setRequestId(id).build().toByteArray();
        handle(new InboundMessage(Fakes.SESSION, "CancelPendingRequest", payload, System.nanoTime()));
    }

    @Test
    void aRunningRequestIsCancelled() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        host(blocking(running));
        handle(Fakes.get("1", "/"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        cancel("another");
        assertNull(sink.sent.poll(20, TimeUnit.MILLISECONDS));

        cancel("1");

        assertTrue(sink.next().text().contains("HTTP/1.1 499 Client Closed Request\r\n"));
    }

    @Test
    void aWaitingRequestIsCancelledWithoutAskingTheHost() throws Exception {
        query.stop();
        query = make(1);
        CountDownLatch running = new CountDownLatch(1);
        host(blocking(running));
        handle(Fakes.get("1", "/"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        handle(Fakes.get("2", "/"));
        cancel("2");
        release.countDown();

        assertTrue(sink.next().text().contains("HTTP/1.1 200"));
        assertTrue(sink.next().text().contains("HTTP/1.1 499"));
    }

    @Test
    void theRecordedCancellationIsUnderstood() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        host(blocking(running));
        List<Golden.Message> commands = Golden.messages("cmd");
        handle(new InboundMessage(
                Fakes.SESSION, "cmd", commands.get(commands.size() - 1).payload(), System.nanoTime()));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        handle(new InboundMessage(
                Fakes.SESSION,
                "CancelPendingRequest",
                Golden.messages("CancelPendingRequest").get(0).payload(),
                System.nanoTime()));

        assertTrue(sink.next().text().contains("HTTP/1.1 499"));
    }

    @Test
    void aMalformedCancellationIsIgnored() throws Exception {
        handle(new InboundMessage(Fakes.SESSION, "CancelPendingRequest", new byte[] {(byte) 0xff}, 0));
        cancel("unknown");
        host(Fakes.host(request -> Fakes.response(200, "")));
        handle(Fakes.get("1", "/"));

        assertTrue(sink.next().text().contains("HTTP/1.1 200"));
    }

    // ---- offline

    @Test
    void aReplyThatBecameReadyOfflineIsSentInTheNextSession() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        host(blocking(running));
        handle(Fakes.get("1", "/"));
        assertTrue(running.await(10, TimeUnit.SECONDS));
        sink.session = null;
        release.countDown();
        assertTrue(sink.askedOffline.await(10, TimeUnit.SECONDS), "the reply is ready");

        LinkSession next = new LinkSession("claim", 2_000_000_000_000_007L, List.of(), 1_000_000);
        sink.session = next;
        query.online(next);

        String text = sink.next().text();
        assertTrue(text.contains("\"connect\":2000000000,\"connect-offset-usec\":7"), text);
        assertTrue(text.contains("HTTP/1.1 200"), text);
    }

    @Test
    void anUpdatedLinkBringsAnotherSinkForLateReplies() throws Exception {
        host(Fakes.host(request -> Fakes.response(200, "")));
        sink.session = null;
        handle(Fakes.get("late", "/"));
        assertTrue(sink.askedOffline.await(10, TimeUnit.SECONDS), "the reply is ready");

        Fakes.Sink other = new Fakes.Sink();
        query.handle(Fakes.get("repeated", "/"), other);

        String replies = other.next().text() + other.next().text();
        assertTrue(replies.contains("late") && replies.contains("repeated"), replies);
    }

    // ---- others

    @Test
    void offersCancellationAndWhatTheHostOffers() {
        List<Capability> own = List.of(Capability.of("req_cancel", 1), Capability.of("req_repeat", 1));
        assertEquals(own, query.capabilities());
        host(Fakes.host(request -> null));

        assertEquals(own, query.capabilities().subList(0, 2));
        assertEquals(
                List.of(Capability.of("http_api_v2", 7)), query.capabilities().subList(2, 3));
    }

    @Test
    void usesAsManyThreadsAsConfiguredAndChangesThatWhileRunning() throws Exception {
        query.stop();
        query = make(2);
        assertEquals(2, threadsUsed());
        query.settings(Map.of(LinkSettings.QUERY_THREADS, 5));
        assertEquals(5, threadsUsed());
        query.settings(Map.of(LinkSettings.QUERY_THREADS, 0));
        assertTrue(threadsUsed() >= 6);
    }

    private int threadsUsed() throws Exception {
        Set<String> names = new HashSet<>();
        CountDownLatch all = new CountDownLatch(1);
        host(Fakes.host(request -> {
            synchronized (names) {
                names.add(Thread.currentThread().getName());
            }
            try {
                all.await(200, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Fakes.response(200, "");
        }));
        for (int i = 0; i < 20; i++) {
            handle(Fakes.get(UUID.randomUUID().toString(), "/"));
        }
        for (int i = 0; i < 20; i++) {
            sink.next();
        }
        assertTrue(names.stream().allMatch(name -> name.startsWith("aclk-query-")), names.toString());
        return names.size();
    }
}

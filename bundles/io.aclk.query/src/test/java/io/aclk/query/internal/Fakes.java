package io.aclk.query.internal;

import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkException;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.OutboundMessage;
import io.aclk.api.link.ReplySink;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Capability;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The neighbours of the query bundle. */
final class Fakes {

    static final LinkSession SESSION = new LinkSession("claim", 1_767_225_000_654_321L, List.of(), 1_000_000);

    private Fakes() {}

    /** A reply that was sent. */
    record Sent(String topic, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    /** A link that keeps what is sent. */
    static final class Sink implements ReplySink {
        final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
        volatile LinkSession session = SESSION;
        volatile LinkException failure;

        /** Somebody asked for the session while there was none. */
        final CountDownLatch askedOffline = new CountDownLatch(1);

        @Override
        public LinkSession session() {
            LinkSession current = session;
            if (current == null) {
                askedOffline.countDown();
            }
            return current;
        }

        @Override
        public CompletionStage<Void> send(String topic, byte[] payload) {
            LinkException failed = failure;
            failure = null;
            if (failed != null) {
                return CompletableFuture.failedStage(failed);
            }
            sent.add(new Sent(topic, payload));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> publish(OutboundMessage message) {
            throw new AssertionError("not used");
        }

        Sent next() throws InterruptedException {
            Sent next = sent.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no reply");
            }
            return next;
        }
    }

    /** A host that answers with a function. */
    static AgentApi host(Function<ApiRequest, ApiResponse> answer) {
        return new AgentApi() {
            @Override
            public CompletionStage<ApiResponse> handle(ApiRequest request) {
                return CompletableFuture.completedStage(answer.apply(request));
            }

            @Override
            public List<Capability> capabilities() {
                return List.of(Capability.of("http_api_v2", 7));
            }
        };
    }

    static ApiResponse response(int status, String body) {
        return new ApiResponse(
                status,
                List.of(
                        new ApiResponse.Header("Server", "Netdata Embedded HTTP Server v1"),
                        new ApiResponse.Header("Content-Type", "text/plain; charset=utf-8"),
                        new ApiResponse.Header("Expires", "Sun, 22 Nov 2026 15:55:37 GMT"),
                        new ApiResponse.Header("X-Transaction-ID", "0123456789abcdef0123456789abcdef")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    static String envelope(String id, long timeout) {
        return "{\"type\":\"http\",\"msg-id\":\"" + id + "\",\"callback-topic\":\"/svc/reply\",\"timeout\":" + timeout
                + ",\"version\":2}\r\n\r\n";
    }

    static InboundMessage cmd(String payload) {
        return new InboundMessage(SESSION, "cmd", payload.getBytes(StandardCharsets.ISO_8859_1), System.nanoTime());
    }

    static InboundMessage get(String id, String target) {
        return cmd(envelope(id, 30_000) + "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
}

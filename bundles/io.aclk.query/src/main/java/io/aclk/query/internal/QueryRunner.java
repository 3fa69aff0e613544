package io.aclk.query.internal;

import io.aclk.api.link.ErrorReply;
import io.aclk.api.link.LinkException;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.ReplySink;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Channel;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request: asks the host, makes the reply, sends it. Thread-safe. */
final class QueryRunner {

    private static final Logger LOG = LoggerFactory.getLogger(QueryRunner.class);

    private static final int NOT_AUTHORIZED = 451;
    private static final int CANCELLED = 499;
    private static final int FAILED = 500;
    private static final int TIMED_OUT = 504;
    /** A host that notices its deadline late shall still be able to say so itself. */
    private static final Duration HOST_GRACE = Duration.ofSeconds(1);

    private static final int NANOS_PER_MICRO = 1000;

    private final Supplier<AgentApi> host;
    private final Clock clock;
    private final LateReplies late = new LateReplies();
    private final AtomicLong malformed = new AtomicLong();
    /** Of the latest message: after an update of the link the former ones lead nowhere. */
    private volatile ReplySink latestSink;

    private volatile boolean licenseOnly;

    /** @param host the host's API now, or {@code null} */
    QueryRunner(Supplier<AgentApi> host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    /**
     * Notes where answers go now.
     *
     * @return whether that changed
     */
    boolean sink(ReplySink sink) {
        boolean changed = sink != latestSink;
        latestSink = sink;
        return changed;
    }

    /** @param only answer what {@link LicenseScope} allows, and refuse everything else */
    void licenseOnly(boolean only) {
        licenseOnly = only;
    }

    /** Answers. Blocks until the host has answered or the deadline passed. */
    void run(Query query, Gzip gzip) {
        long started = System.nanoTime();
        if (query.cancellation().isExpired()) {
            LOG.debug(
                    "ACLK: QUERY CANCELED: QUEUE TIME EXCEEDED (LIMIT {} ms)",
                    query.envelope().timeoutMillis());
            refuse(query, ErrorReply.UNAVAILABLE);
            return;
        }
        HttpText http;
        try {
            http = HttpText.parse(query.message().payload(), query.envelope().httpStart());
        } catch (HttpText.UnsupportedException e) {
            malformed(e.getMessage());
            return;
        } catch (HttpText.SyntaxException e) {
            malformed(e.getMessage());
            refuse(query, ErrorReply.BAD_REQUEST);
            return;
        }
        AgentApi api = host.get();
        if (api == null) {
            refuse(query, ErrorReply.UNAVAILABLE);
            return;
        }
        ApiResponse response = answer(api, http, query);
        boolean gzipped = http.acceptsGzip();
        ByteBuffer body = gzipped && response.body().length > 0
                ? gzip.compress(response.body())
                : ByteBuffer.wrap(response.body());
        long execMicros = (System.nanoTime() - started) / NANOS_PER_MICRO;
        send(query, new Reply(query.envelope().msgId(), execMicros, response, gzipped, body));
    }

    private ApiResponse answer(AgentApi api, HttpText http, Query query) {
        if (query.cancellation().isCancelled()) {
            return plain(CANCELLED, "");
        }
        if (licenseOnly && !LicenseScope.answers(http.target())) {
            return plain(NOT_AUTHORIZED, "You need to be authorized to access this resource");
        }
        return ask(
                api,
                new ApiRequest(
                        http.method(),
                        http.target(),
                        http.headers(),
                        http.body(),
                        Channel.CLOUD,
                        query.cancellation()));
    }

    private static ApiResponse ask(AgentApi api, ApiRequest request) {
        try {
            long limit = request.cancellation().remaining().plus(HOST_GRACE).toMillis();
            return api.handle(request).toCompletableFuture().get(limit, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            request.cancellation().cancel();
            return plain(TIMED_OUT, "Query timeout exceeded");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return plain(CANCELLED, "");
        } catch (ExecutionException | RuntimeException e) {
            LOG.warn("ACLK: the host failed to answer {}", request, e);
            return plain(FAILED, "Internal server error");
        }
    }

    /** An answer that the host did not make. */
    private static ApiResponse plain(int status, String body) {
        return new ApiResponse(
                status,
                List.of(
                        new ApiResponse.Header("Content-Type", "text/plain; charset=utf-8"),
                        new ApiResponse.Header("Cache-Control", "no-cache, no-store, must-revalidate"),
                        new ApiResponse.Header("Pragma", "no-cache")),
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void send(Query query, Reply reply) {
        ReplySink sink = query.sink();
        LinkSession session = sink.session();
        if (session == null) {
            late.add(query, reply);
            // the link may have come back in between
            sendLate();
        } else {
            send(sink, session, query.envelope().callbackTopic(), reply);
        }
    }

    private void send(ReplySink sink, LinkSession session, String topic, Reply reply) {
        byte[] payload = reply.payload(session, clock.instant());
        if (payload.length > session.maximumPayload()) {
            refuse(sink, topic, reply.msgId(), ErrorReply.TOO_BIG);
            return;
        }
        sink.send(topic, payload).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.debug("ACLK: the reply to {} was not sent: {}", reply.msgId(), failure.getMessage());
                if (failure instanceof LinkException e && e.reason() == LinkException.Reason.TOO_BIG) {
                    refuse(sink, topic, reply.msgId(), ErrorReply.TOO_BIG);
                }
            }
        });
    }

    /** Sends the replies that could not be sent before. */
    void sendLate() {
        ReplySink sink = latestSink;
        LinkSession session = sink == null ? null : sink.session();
        if (session != null) {
            late.take().forEach(waiting -> send(sink, session, waiting.topic(), waiting.reply()));
        }
    }

    /** Answers without an HTTP response. */
    void refuse(Query query, ErrorReply reply) {
        refuse(query.sink(), query.envelope().callbackTopic(), query.envelope().msgId(), reply);
    }

    private void refuse(ReplySink sink, String topic, String msgId, ErrorReply reply) {
        LinkSession session = sink.session();
        if (session != null) {
            sink.send(topic, reply.payload(msgId, clock.instant(), session)).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    LOG.debug("ACLK: the refusal of {} was not sent: {}", msgId, failure.getMessage());
                }
            });
        }
    }

    /** Counts a message with a fault; the first one is worth a look. */
    void malformed(String fault) {
        if (malformed.incrementAndGet() == 1) {
            LOG.warn("ACLK: a request from the cloud is malformed and ignored: {}; others are counted only", fault);
        } else {
            LOG.debug("ACLK: a request from the cloud is malformed: {}", fault);
        }
    }

    /** Requests with a fault since the start. */
    long malformed() {
        return malformed.get();
    }
}

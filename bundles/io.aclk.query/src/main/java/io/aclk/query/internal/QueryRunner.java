package io.aclk.query.internal;

import io.aclk.api.link.ErrorReply;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Channel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request: asks the host unless that was done before, and makes the reply. Thread-safe. */
final class QueryRunner {

    private static final Logger LOG = LoggerFactory.getLogger(QueryRunner.class);

    private static final int CONFLICT = 409;
    private static final int NOT_AUTHORIZED = 451;
    private static final int CANCELLED = 499;
    private static final int FAILED = 500;
    private static final int TIMED_OUT = 504;
    private static final String RAN_BEFORE = "{\"status\":409,\"errorMessage\":\"This request was run already, and its"
            + " answer is lost. Look whether it had its effect before sending it anew.\"}";
    /** A host that notices its deadline late shall still be able to say so itself. */
    private static final Duration HOST_GRACE = Duration.ofSeconds(1);

    private static final int NANOS_PER_MICRO = 1000;

    private final Supplier<AgentApi> host;
    private final KnownQueries known;
    private final OnceFile once;
    private final ReplySender sender;
    private final AtomicLong malformed = new AtomicLong();
    private volatile boolean licenseOnly;

    /** @param host the host's API now, or {@code null} */
    QueryRunner(Supplier<AgentApi> host, KnownQueries known, OnceFile once, ReplySender sender) {
        this.host = host;
        this.known = known;
        this.once = once;
        this.sender = sender;
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
            known.done(query, null, false);
            malformed(e.getMessage());
            return;
        } catch (HttpText.SyntaxException e) {
            malformed(e.getMessage());
            refuse(query, ErrorReply.BAD_REQUEST);
            return;
        }
        AgentApi api = host.get();
        boolean harmless = Effect.harmless(http);
        OnceFile.Verdict verdict = api == null || harmless
                ? OnceFile.Verdict.FIRST
                : once.begin(query.key(), query.cancellation().remaining());
        if (api == null || verdict == OnceFile.Verdict.FULL) {
            refuse(query, ErrorReply.UNAVAILABLE);
            return;
        }
        ApiResponse response = verdict == OnceFile.Verdict.AGAIN ? ranBefore() : answer(api, http, query);
        boolean gzipped = http.acceptsGzip();
        ByteBuffer body = gzipped && response.body().length > 0
                ? gzip.compress(response.body())
                : ByteBuffer.wrap(response.body());
        long execMicros = (System.nanoTime() - started) / NANOS_PER_MICRO;
        Reply reply = new Reply(query.envelope().msgId(), execMicros, response, gzipped, body).detached();
        Query latest = known.done(query, reply, harmless);
        if (latest != null) {
            sender.send(latest, reply);
        }
    }

    /** Without a run; the same request may run later. */
    private void refuse(Query query, ErrorReply reply) {
        Query latest = known.done(query, null, false);
        if (latest != null) {
            sender.refuse(latest, reply);
        }
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

    /** In the form of the endpoints that act ({@code protocol/queries.md} section 3). */
    private static ApiResponse ranBefore() {
        return response(CONFLICT, "application/json; charset=utf-8", RAN_BEFORE);
    }

    private static ApiResponse plain(int status, String body) {
        return response(status, "text/plain; charset=utf-8", body);
    }

    /** An answer that the host did not make. */
    private static ApiResponse response(int status, String type, String body) {
        return new ApiResponse(
                status,
                List.of(
                        new ApiResponse.Header("Content-Type", type),
                        new ApiResponse.Header("Cache-Control", "no-cache, no-store, must-revalidate"),
                        new ApiResponse.Header("Pragma", "no-cache")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** Counts a message with a fault; the first one is worth a look. */
    void malformed(String fault) {
        if (malformed.incrementAndGet() == 1) {
            LOG.warn("ACLK: a request from the cloud is malformed and ignored: {}; others are counted only", fault);
        } else {
            LOG.debug("ACLK: a request from the cloud is malformed: {}", fault);
        }
    }
}

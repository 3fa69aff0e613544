package io.aclk.cloud.console.internal;

import io.aclk.cloud.api.NodeQueries;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a read-only request of a person on to a node, without holding a thread while the node thinks. */
final class NodeProxy {

    private static final Logger LOG = LoggerFactory.getLogger(NodeProxy.class);

    static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_TARGET = 8_192;
    private static final int MAX_PENDING = 256;

    private final Semaphore pending = new Semaphore(MAX_PENDING);

    /**
     * Asks the node; the response is completed later, on a thread of the server.
     *
     * @param target path and parameters, still percent-encoded
     */
    void ask(NodeQueries queries, UUID node, String target, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!target.matches("/api/v[0-9]/.*") || target.length() > MAX_TARGET) {
            write(response, 404, "text/plain; charset=utf-8", "only paths below /api/vN/ can be asked");
            return;
        }
        if (!pending.tryAcquire()) {
            write(response, 503, "text/plain; charset=utf-8", "too many requests are waiting for nodes");
            return;
        }
        CompletionStage<NodeQueries.Answer> answer;
        try {
            answer = queries.ask(NodeQueries.Question.get(node, target, LIMIT));
        } catch (IllegalArgumentException e) {
            pending.release();
            write(response, 400, "text/plain; charset=utf-8", "no node can be asked that");
            return;
        }
        AsyncContext async = request.startAsync();
        // the answer has its own limit; this one only cleans up after a defect
        async.setTimeout(LIMIT.plusSeconds(10).toMillis());
        answer.whenComplete((reply, failure) -> {
            pending.release();
            try {
                // on a thread of the server: whoever has the answer must not wait for a browser that reads slowly
                async.start(() -> answer(async, response, reply, failure));
            } catch (IllegalStateException | RejectedExecutionException e) {
                LOG.debug("the person left, or the server stops, before the node answered", e);
            }
        });
    }

    private static void answer(
            AsyncContext async, HttpServletResponse response, NodeQueries.Answer reply, Throwable failure) {
        try {
            if (failure == null) {
                relay(response, reply);
            } else {
                refuse(response, failure);
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("the person left before the node answered", e);
        } finally {
            complete(async);
        }
    }

    private static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.trace("the server ended the request before", e);
        }
    }

    private static void relay(HttpServletResponse response, NodeQueries.Answer answer) throws IOException {
        String type = answer.headers().getOrDefault("content-type", "text/plain; charset=utf-8");
        byte[] body = answer.body();
        // an older agent types a compressed answer as text (queries.md section 2.1), and nothing it sends may become a
        // page of ours
        boolean json = body.length > 0 && (body[0] == '{' || body[0] == '[');
        response.setStatus(answer.status());
        response.setContentType(json ? "application/json; charset=utf-8" : safe(type));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String safe(String type) {
        return type.startsWith("application/json") || type.startsWith("text/csv") ? type : "text/plain; charset=utf-8";
    }

    private static void refuse(HttpServletResponse response, Throwable failure) throws IOException {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (failure instanceof NodeQueries.QueryException) {
            cause = failure;
        }
        if (cause instanceof NodeQueries.QueryException refused) {
            int status =
                    switch (refused.reason()) {
                        case UNKNOWN_NODE -> 404;
                        case OFFLINE, BUSY -> 503;
                        case TIMEOUT -> 504;
                        case BAD_ANSWER -> 502;
                    };
            write(response, status, "text/plain; charset=utf-8", refused.getMessage());
        } else {
            LOG.warn("a query failed", cause);
            write(response, 500, "text/plain; charset=utf-8", "the query failed; the log of the cloud side says why");
        }
    }

    private static void write(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}

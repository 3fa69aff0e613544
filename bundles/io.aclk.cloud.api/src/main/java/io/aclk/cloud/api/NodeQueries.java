package io.aclk.cloud.api;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Asks nodes over their links ({@code protocol/queries.md}). Thread-safe. */
@ProviderType
public interface NodeQueries {

    /**
     * Sends one HTTP request to a node.
     *
     * @param request what to ask
     * @return the node's answer, whatever its status; completes exceptionally with {@link QueryException} when there is
     *     none. Cancelling the future (through {@code toCompletableFuture}) cancels the request at the node.
     */
    CompletionStage<Answer> ask(Question request);

    /**
     * A request.
     *
     * @param nodeId which node
     * @param method {@code GET}, {@code PUT}, {@code POST} or {@code DELETE}
     * @param target path and parameters within the node, beginning with {@code /api/}
     * @param body empty for none
     * @param limit how long to wait
     */
    record Question(UUID nodeId, String method, String target, byte[] body, Duration limit) {
        /** Checks that nothing is missing. */
        public Question {
            Objects.requireNonNull(nodeId, "nodeId");
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(body, "body");
            Objects.requireNonNull(limit, "limit");
        }

        /** A GET request. */
        public static Question get(UUID nodeId, String target, Duration limit) {
            return new Question(nodeId, "GET", target, new byte[0], limit);
        }
    }

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param headers fields with lower-case names
     * @param body decompressed, never trusted
     */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        /** Checks that nothing is missing. */
        public Answer {
            headers = Map.copyOf(headers);
            Objects.requireNonNull(body, "body");
        }
    }

    /** There is no answer. */
    class QueryException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Why. */
        public enum Reason {
            /** No such node. */
            UNKNOWN_NODE,
            /** No agent that holds the node is connected. */
            OFFLINE,
            /** No answer in time. */
            TIMEOUT,
            /** The answer cannot be understood, or the agent could not make one. */
            BAD_ANSWER,
            /** Too many requests are waiting. */
            BUSY
        }

        private final Reason reason;

        /** A failure. */
        public QueryException(Reason reason, String message) {
            super(message);
            this.reason = Objects.requireNonNull(reason, "reason");
        }

        /** Why. */
        public Reason reason() {
            return reason;
        }
    }
}

package io.aclk.transport.internal;

import io.aclk.api.transport.TransportException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** What Paho has to answer: on some ends it forgets to, and nobody may wait for ever. Thread-safe. */
final class OpenRequests {

    private final Set<CompletableFuture<Integer>> unanswered = ConcurrentHashMap.newKeySet();
    private volatile TransportException ended;

    /** A request; completes with its reason code. */
    CompletableFuture<Integer> open() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        unanswered.add(answer);
        answer.whenComplete((code, failure) -> unanswered.remove(answer));
        TransportException end = ended;
        if (end != null) {
            answer.completeExceptionally(Failures.copy(end));
        }
        return answer;
    }

    /** Fails all requests, now and later. */
    void end(TransportException cause) {
        ended = cause;
        unanswered.forEach(answer -> answer.completeExceptionally(Failures.copy(cause)));
    }
}

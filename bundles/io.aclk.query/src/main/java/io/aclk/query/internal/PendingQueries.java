package io.aclk.query.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests that wait or run, by {@code msg-id}, and the bytes that they hold. Thread-safe.
 *
 * <p>A request that still waits can be cancelled, too; the reference agent finds only running ones (queries.md section
 * 5). Of two with one id the later one is cancelled.
 */
final class PendingQueries {

    /** Most bytes of requests that wait or run. */
    static final long MAX_BYTES = 32L * 1024 * 1024;

    private final Map<String, Query> byId = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** Takes a request in, unless too many bytes are held already. */
    boolean add(Query query) {
        int size = query.message().payload().length;
        if (bytes.addAndGet(size) > MAX_BYTES) {
            bytes.addAndGet(-size);
            return false;
        }
        byId.put(query.envelope().msgId(), query);
        return true;
    }

    /** The request is answered. */
    void remove(Query query) {
        bytes.addAndGet(-query.message().payload().length);
        // records are equal by content; the map must not lose another request with the same id
        byId.computeIfPresent(query.envelope().msgId(), (id, held) -> held == query ? null : held);
    }

    /** Asks a request to stop. */
    boolean cancel(String msgId) {
        Query query = byId.get(msgId);
        if (query != null) {
            query.cancellation().cancel();
        }
        return query != null;
    }

    /** Asks all to stop. */
    void cancelAll() {
        byId.values().forEach(query -> query.cancellation().cancel());
    }
}

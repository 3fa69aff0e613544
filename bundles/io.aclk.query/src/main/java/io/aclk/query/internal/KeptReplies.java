package io.aclk.query.internal;

import io.aclk.host.api.Cancellation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Replies that were made, until the deadlines of their requests, for requests that are repeated. Bounded; the oldest give
 * way. Not thread-safe.
 */
final class KeptReplies {

    /** How often replies whose deadline passed are looked for. */
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Kept(Reply reply, Cancellation cancellation) {
        int size() {
            return reply.body().remaining();
        }
    }

    private final int maxReplies;
    private final int maxBytes;
    private final Map<RequestKey, Kept> kept = new LinkedHashMap<>();
    private int bytes;
    private long looked = System.nanoTime();

    /**
     * Keeps none yet.
     *
     * @param maxBytes of all bodies; a larger one is not kept
     */
    KeptReplies(int maxReplies, int maxBytes) {
        this.maxReplies = maxReplies;
        this.maxBytes = maxBytes;
    }

    /** Keeps one. */
    void add(RequestKey key, Reply reply, Cancellation cancellation) {
        dropExpired();
        Kept added = new Kept(reply, cancellation);
        if (added.size() > maxBytes) {
            return;
        }
        Kept replaced = kept.remove(key);
        bytes += added.size() - (replaced == null ? 0 : replaced.size());
        kept.put(key, added);
        Iterator<Kept> oldest = kept.values().iterator();
        while (kept.size() > maxReplies || bytes > maxBytes) {
            bytes -= oldest.next().size();
            oldest.remove();
        }
    }

    private void dropExpired() {
        long now = System.nanoTime();
        if (now - looked < PERIOD_NANOS) {
            return;
        }
        looked = now;
        Iterator<Kept> all = kept.values().iterator();
        while (all.hasNext()) {
            Kept next = all.next();
            if (next.cancellation().isExpired()) {
                bytes -= next.size();
                all.remove();
            }
        }
    }

    /** One of them, or {@code null}. */
    Reply get(RequestKey key) {
        Kept found = kept.get(key);
        return found == null || found.cancellation().isExpired() ? null : found.reply();
    }
}

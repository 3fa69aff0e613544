package io.aclk.query.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The requests that wait or run, the bytes that they hold, and the replies to those that are done. A request that comes
 * again is answered from the first run of it (design.md section 5). Thread-safe.
 *
 * <p>A request that still waits can be cancelled, too; the reference agent finds only running ones (queries.md section
 * 5). Of two with one id the later one is cancelled.
 */
final class KnownQueries {

    /** Most bytes of requests that wait or run. */
    static final long MAX_BYTES = 32L * 1024 * 1024;

    /** Most replies that are kept of requests that only read, which could run once more. */
    static final int MAX_READING = 512;
    /** Most bytes of their bodies. */
    static final int MAX_READING_BYTES = 8 * 1024 * 1024;
    /** Most replies that are kept of others, which those that read cannot drive out. */
    static final int MAX_ACTING = 256;
    /** Most bytes of their bodies. */
    static final int MAX_ACTING_BYTES = 4 * 1024 * 1024;

    /** What to do with a request. */
    enum Kind {
        /** Run it. */
        NEW,
        /** Nothing: the answer of the one that runs goes to it. */
        RUNNING,
        /** Send the reply that was made before. */
        ANSWERED,
        /** Refuse it: too many bytes are held. */
        TOO_MANY
    }

    /**
     * What to do with a request.
     *
     * @param reply for {@link Kind#ANSWERED}, else {@code null}
     */
    record Admission(Kind kind, Reply reply) {}

    /** A request that waits or runs, and the way in which it came last: that is where the answer goes. */
    private static final class Running {
        final Query query;
        Query latest;

        Running(Query query) {
            this.query = query;
            this.latest = query;
        }

        int bytes() {
            return query.message().payload().length;
        }
    }

    private final Map<RequestKey, Running> running = new HashMap<>();
    private final Map<String, Running> byId = new HashMap<>();
    private final KeptReplies reading = new KeptReplies(MAX_READING, MAX_READING_BYTES);
    private final KeptReplies acting = new KeptReplies(MAX_ACTING, MAX_ACTING_BYTES);
    private long bytes;

    /** Takes a request in. */
    synchronized Admission admit(Query query) {
        Running same = running.get(query.key());
        if (same != null) {
            same.latest = query;
            return new Admission(Kind.RUNNING, null);
        }
        Reply reply = acting.get(query.key());
        if (reply == null) {
            reply = reading.get(query.key());
        }
        if (reply != null) {
            return new Admission(Kind.ANSWERED, reply);
        }
        Running added = new Running(query);
        if (bytes + added.bytes() > MAX_BYTES) {
            return new Admission(Kind.TOO_MANY, null);
        }
        bytes += added.bytes();
        running.put(query.key(), added);
        byId.put(query.envelope().msgId(), added);
        return new Admission(Kind.NEW, null);
    }

    /**
     * A request is done.
     *
     * @param reply what is to be kept, which must not change any more; or {@code null} if it did not run
     * @param harmless it could run once more
     * @return the way in which it came last; {@code null} if it was answered otherwise meanwhile
     */
    synchronized Query done(Query query, Reply reply, boolean harmless) {
        Running ended = running.get(query.key());
        if (ended == null || ended.query != query) {
            return null;
        }
        remove(ended);
        if (reply != null) {
            (harmless ? reading : acting).add(query.key(), reply, query.cancellation());
        }
        return ended.latest;
    }

    private void remove(Running ended) {
        running.remove(ended.query.key());
        byId.remove(ended.query.envelope().msgId(), ended);
        bytes -= ended.bytes();
        notifyAll();
    }

    /** Asks a request to stop. */
    synchronized boolean cancel(String msgId) {
        Running found = byId.get(msgId);
        if (found != null) {
            found.query.cancellation().cancel();
        }
        return found != null;
    }

    /**
     * Waits until none waits or runs.
     *
     * @return whether that is so
     */
    synchronized boolean awaitNone(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!running.isEmpty()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /** Asks all to stop, and forgets them: their answers are not wanted any more. */
    synchronized List<Query> abandon() {
        List<Query> latest = new ArrayList<>();
        for (Running abandoned : List.copyOf(running.values())) {
            abandoned.query.cancellation().cancel();
            latest.add(abandoned.latest);
            remove(abandoned);
        }
        return latest;
    }
}

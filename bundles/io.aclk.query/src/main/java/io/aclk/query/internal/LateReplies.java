package io.aclk.query.internal;

import io.aclk.host.api.Cancellation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Replies that became ready while the link was offline: they are sent over the next connection if their deadline has
 * not passed (design.md section 5). Bounded; the oldest give way. Thread-safe.
 */
final class LateReplies {

    /** Most replies kept. */
    static final int MAX_REPLIES = 256;
    /** Most bytes of bodies kept. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    /**
     * One of them.
     *
     * @param topic where it goes
     * @param reply the answer, with a body of its own
     * @param cancellation deadline of the request
     */
    record Late(String topic, Reply reply, Cancellation cancellation) {
        private int size() {
            return reply.body().remaining();
        }
    }

    private final Deque<Late> waiting = new ArrayDeque<>();
    private int bytes;

    /** Keeps a reply. */
    synchronized void add(Query query, Reply reply) {
        Late late = new Late(query.envelope().callbackTopic(), reply.detached(), query.cancellation());
        if (late.size() > MAX_BYTES) {
            return;
        }
        waiting.add(late);
        bytes += late.size();
        while (waiting.size() > MAX_REPLIES || bytes > MAX_BYTES) {
            bytes -= waiting.remove().size();
        }
    }

    /** Takes all whose deadline has not passed; the others are dropped. */
    synchronized List<Late> take() {
        List<Late> taken = new ArrayList<>(waiting);
        waiting.clear();
        bytes = 0;
        taken.removeIf(late -> late.cancellation().isExpired());
        return taken;
    }
}

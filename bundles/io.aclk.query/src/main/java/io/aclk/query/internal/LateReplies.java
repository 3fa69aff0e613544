package io.aclk.query.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Replies that became ready while the link was offline, or were lost with their connection: they are sent over the next
 * connection of the same claim if their deadline has not passed (design.md section 5). Bounded; the oldest give way.
 * Thread-safe.
 */
final class LateReplies {

    /** Most replies kept. */
    static final int MAX_REPLIES = 256;
    /** Most bytes of bodies kept. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private final Deque<AddressedReply> waiting = new ArrayDeque<>();
    private int bytes;

    /** Keeps a reply. */
    synchronized void add(AddressedReply late) {
        if (late.size() > MAX_BYTES) {
            return;
        }
        waiting.add(late);
        bytes += late.size();
        while (waiting.size() > MAX_REPLIES || bytes > MAX_BYTES) {
            bytes -= waiting.remove().size();
        }
    }

    /** Takes all that a claim may have and whose deadline has not passed; the others are dropped. */
    synchronized List<AddressedReply> take(String claimId) {
        List<AddressedReply> taken = new ArrayList<>(waiting);
        waiting.clear();
        bytes = 0;
        taken.removeIf(
                late -> late.cancellation().isExpired() || !late.claimId().equals(claimId));
        return taken;
    }
}

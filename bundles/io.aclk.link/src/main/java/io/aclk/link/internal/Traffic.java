package io.aclk.link.internal;

import io.aclk.api.link.LinkStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what goes over the link, by kind, over all connections. Thread-safe; never waits. */
final class Traffic {

    /** Kind of everything that nobody here knows. */
    static final String OTHER = "other";

    /** Most kinds that are counted apart, {@link #OTHER} aside. */
    static final int MAX_KINDS = 64;

    private static final class Counts {
        final LongAdder messagesIn = new LongAdder();
        final LongAdder bytesIn = new LongAdder();
        final LongAdder messagesOut = new LongAdder();
        final LongAdder bytesOut = new LongAdder();
    }

    private final Map<String, Counts> kinds = new ConcurrentHashMap<>();

    /**
     * A message came.
     *
     * @param kind its name, if somebody here knows it; else {@link #OTHER}
     */
    void received(String kind, int bytes) {
        Counts counts = counts(kind);
        counts.messagesIn.increment();
        counts.bytesIn.add(bytes);
    }

    /** A message was acknowledged by the server. */
    void sent(String kind, int bytes) {
        Counts counts = counts(kind);
        counts.messagesOut.increment();
        counts.bytesOut.add(bytes);
    }

    private Counts counts(String kind) {
        Counts known = kinds.get(kind);
        if (known != null) {
            return known;
        }
        String counted = kinds.size() < MAX_KINDS ? kind : OTHER;
        return kinds.computeIfAbsent(counted, name -> new Counts());
    }

    /** The counts now, most bytes first. */
    List<LinkStatus.Traffic> snapshot() {
        return kinds.entrySet().stream()
                .map(entry -> new LinkStatus.Traffic(
                        entry.getKey(),
                        entry.getValue().messagesIn.sum(),
                        entry.getValue().bytesIn.sum(),
                        entry.getValue().messagesOut.sum(),
                        entry.getValue().bytesOut.sum()))
                .sorted(Comparator.<LinkStatus.Traffic>comparingLong(kind -> -(kind.bytesIn() + kind.bytesOut()))
                        .thenComparing(LinkStatus.Traffic::kind))
                .toList();
    }
}

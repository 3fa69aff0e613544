package io.aclk.agent.web.internal;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a service said about a node a moment ago. Samples come once a second, and answers are asked for thousands of
 * times a second, so most of them need not build the same lists again. Thread-safe.
 *
 * @param <T> what is kept; immutable
 */
final class Recent<T> {

    /** How long an answer is good, short against the second between two samples. */
    private static final long KEEP_NANOS = 100_000_000;

    private record Kept<T>(T value, long nanos) {}

    private final Function<UUID, T> source;
    private final LongSupplier nanoTime;
    private final Map<UUID, Kept<T>> kept = new ConcurrentHashMap<>();

    /**
     * Keeps what a source says.
     *
     * @param nanoTime for example {@link System#nanoTime()}
     */
    Recent(Function<UUID, T> source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** What the source says about a known node. */
    T get(UUID node) {
        long now = nanoTime.getAsLong();
        Kept<T> last = kept.get(node);
        if (last != null && now - last.nanos() < KEEP_NANOS) {
            return last.value();
        }
        T value = source.apply(node);
        kept.put(node, new Kept<>(value, now));
        return value;
    }

    /** Forgets a node, because something about it has changed. */
    void forget(UUID node) {
        kept.remove(node);
    }
}

package io.aclk.agent.store.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What was left out lately because its charts have newer samples: it is right if those turn out to be of the future. Guarded
 * by the lock of {@link Engine}.
 */
final class LateRows {

    private static final int MAX_ROWS = 10_000;

    /** Longer than it takes to be sure of the clock. */
    private static final long KEPT_SECONDS = 2 * ClockLeap.STABLE_SECONDS;

    private final Deque<Engine.Batch> rows = new ArrayDeque<>();

    /** Keeps a row, and no others that are much older. */
    void add(Engine.Batch row) {
        while (!rows.isEmpty() && (rows.size() >= MAX_ROWS || rows.getFirst().time() < row.time() - KEPT_SECONDS)) {
            rows.removeFirst();
        }
        rows.addLast(row);
    }

    /** Hands the rows over, oldest first. */
    List<Engine.Batch> take() {
        List<Engine.Batch> taken = List.copyOf(rows);
        rows.clear();
        return taken;
    }
}

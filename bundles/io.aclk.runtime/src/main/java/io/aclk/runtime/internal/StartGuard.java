package io.aclk.runtime.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the instance is starting or ready, and ends a start that a bundle refuses. The service that bundles call
 * is this object, with {@code aclk.control=refuse-start}. Thread-safe.
 */
final class StartGuard implements Consumer<String> {

    /** Where the start is. */
    enum State {
        STARTING,
        READY,
        REFUSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(StartGuard.class);

    /** Bundles open their ports on threads of their own, some of them after all bundles were started. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final Consumer<String> end;
    private final LongSupplier nanoTime;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile List<String> problems = List.of();
    private volatile long graceEnd;

    /**
     * A guard of a start that begins.
     *
     * @param end ends the process with exit code 1 and a line on standard error; must return at once
     * @param nanoTime the clock, {@link System#nanoTime()}
     */
    StartGuard(Consumer<String> end, LongSupplier nanoTime) {
        this.end = end;
        this.nanoTime = nanoTime;
    }

    State state() {
        return state.get();
    }

    /** One line for each bundle that did not start. */
    List<String> problems() {
        return problems;
    }

    /**
     * All bundles are started. Refusals still end the process for {@link #GRACE}, and are only logged afterwards.
     *
     * @param problems one line for each bundle that did not start
     */
    void ready(List<String> problems) {
        this.problems = List.copyOf(problems);
        graceEnd = nanoTime.getAsLong() + GRACE.toNanos();
        state.compareAndSet(State.STARTING, State.READY);
        started.countDown();
    }

    /** Waits until the instance no longer starts; says whether it is ready. */
    boolean awaitReady(Duration limit) {
        try {
            started.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return state.get() == State.READY;
    }

    @Override
    public void accept(String line) {
        LOG.error("{}", line);
        boolean starting = state.compareAndSet(State.STARTING, State.REFUSED)
                || (nanoTime.getAsLong() - graceEnd < 0 && state.compareAndSet(State.READY, State.REFUSED));
        if (starting) {
            started.countDown();
            end.accept(line);
        }
    }
}

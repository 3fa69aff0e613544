package io.aclk.runtime.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    /** Their services, which wait for databases and ports, come a little later too; on a busy machine much later. */
    static final Duration SETTLE = GRACE;

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final Consumer<String> end;
    private final Runnable started;
    private final Consumer<String> warn;
    private final LongSupplier nanoTime;
    private volatile Optional<List<String>> features = Optional.empty();
    private volatile List<String> problems = List.of();
    private volatile long readyAt;
    private volatile Consumer<String> updating;

    /**
     * A guard of a start that begins.
     *
     * @param end ends the process with exit code 1 and a line on standard error; must return at once
     * @param started told once that all bundles are started; must return at once
     * @param warn shows a line on standard error; must return at once
     * @param nanoTime the clock, {@link System#nanoTime()}
     */
    StartGuard(Consumer<String> end, Runnable started, Consumer<String> warn, LongSupplier nanoTime) {
        this.end = end;
        this.started = started;
        this.warn = warn;
        this.nanoTime = nanoTime;
    }

    State state() {
        return state.get();
    }

    /**
     * It is known which features this start is of.
     *
     * @param names their names
     */
    void selected(List<String> names) {
        features = Optional.of(List.copyOf(names));
    }

    /** Whether it is known that a feature is none of this start, so that nothing of it is on its way. */
    boolean leftOut(String feature) {
        return features.map(names -> !names.contains(feature)).orElse(false);
    }

    /** One line for each bundle that did not start, with a line break after each. */
    String problemLines() {
        StringBuilder lines = new StringBuilder();
        problems.forEach(line -> lines.append(line).append('\n'));
        return lines.toString();
    }

    /**
     * Which bundles do not run has changed since the start.
     *
     * @param problems one line for each
     */
    void problems(List<String> problems) {
        this.problems = List.copyOf(problems);
    }

    /**
     * The features of a running instance change. What a bundle refuses meanwhile ends the change, and never the process.
     *
     * @param refused told what bundles refuse from now on, or {@code null} when the change is over
     */
    void updating(Consumer<String> refused) {
        updating = refused;
    }

    /**
     * All bundles are started. Refusals still end the process for {@link #GRACE}, and are only logged afterwards.
     *
     * @param problems one line for each bundle that did not start
     */
    void ready(List<String> problems) {
        this.problems = List.copyOf(problems);
        problems.forEach(warn);
        readyAt = nanoTime.getAsLong();
        if (state.compareAndSet(State.STARTING, State.READY)) {
            started.run();
        }
    }

    /** Whether services of bundles may still be on their way: during the start, and for {@link #SETTLE} after it. */
    boolean settling() {
        return switch (state.get()) {
            case STARTING -> true;
            case READY -> nanoTime.getAsLong() - readyAt < SETTLE.toNanos();
            case REFUSED -> false;
        };
    }

    @Override
    public void accept(String line) {
        LOG.error("{}", line);
        Consumer<String> refused = updating;
        if (refused != null) {
            refused.accept(line);
            return;
        }
        boolean starting = state.compareAndSet(State.STARTING, State.REFUSED)
                || (nanoTime.getAsLong() - readyAt < GRACE.toNanos()
                        && state.compareAndSet(State.READY, State.REFUSED));
        if (starting) {
            end.accept(line);
        }
    }
}

package io.aclk.link.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Looks every few seconds whether the machine slept, its clock was set, or its addresses or routes changed: after that a
 * connection may be dead without either end knowing, and a wait may have become pointless. Used on the event thread only.
 */
final class Surroundings {

    /** How often it looks. */
    static final Duration TICK = Duration.ofSeconds(5);
    /** Time that passed beyond {@link #TICK} and means that the machine slept, and not that it was busy. */
    static final Duration SLEPT = Duration.ofSeconds(10);
    /** Difference between clock and timers that means that the clock was set. */
    static final Duration STEP = Duration.ofSeconds(1);

    /** What was seen. Called on the event thread. */
    interface Events {
        /** The machine slept, or the process was stopped, or the clock was set forward: which of them cannot be told. */
        void slept();

        /** The clock of the machine differs from what it would show without having been set. */
        void clockSet();

        /** The machine has other addresses or routes. */
        void moved();

        /** A tick is over. */
        void looked();
    }

    private final EventLoop loop;
    private final Clock clock;
    private final Supplier<Set<String>> network;
    private final Events events;
    private EventLoop.Timer timer;
    private long nanos;
    private Instant time;
    private Set<String> addresses;

    /**
     * Looks at nothing yet.
     *
     * @param network addresses and routes, in whatever form: only changes matter
     */
    Surroundings(EventLoop loop, Clock clock, Supplier<Set<String>> network, Events events) {
        this.loop = loop;
        this.clock = clock;
        this.network = network;
        this.events = events;
    }

    /** Begins or ends looking. What happens while it does not look is not told. Idempotent. */
    void watch(boolean on) {
        if (on && timer == null) {
            nanos = loop.nanos();
            time = clock.instant();
            addresses = network.get();
            timer = loop.schedule(TICK, this::look);
        } else if (!on && timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void look() {
        timer = loop.schedule(TICK, this::look);
        Duration byTimers = Duration.ofNanos(loop.nanos() - nanos);
        Duration byClock = Duration.between(time, clock.instant());
        nanos += byTimers.toNanos();
        time = time.plus(byClock);
        Set<String> now = network.get();
        boolean moved = !now.equals(addresses);
        addresses = now;
        if (byClock.minus(byTimers).abs().compareTo(STEP) > 0) {
            events.clockSet();
        }
        Duration longest = byClock.compareTo(byTimers) > 0 ? byClock : byTimers;
        if (longest.minus(TICK).compareTo(SLEPT) > 0) {
            events.slept();
        } else if (moved) {
            events.moved();
        }
        events.looked();
    }
}

package io.aclk.link.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/**
 * An event loop, and a clock beside it, whose times stand still until the test moves them. Runs events on the thread of
 * the test.
 */
final class ManualLoop extends Clock implements EventLoop {

    private static final class Scheduled {
        final long at;
        final Runnable task;
        boolean cancelled;

        Scheduled(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }
    }

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final List<Scheduled> scheduled = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private long nanos = Long.MAX_VALUE - 1_000_000_000L; // overflows soon, as it may

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Scheduled entry = new Scheduled(nanos + delay.toNanos(), task);
        scheduled.add(entry);
        return () -> entry.cancelled = true;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** Runs what is ready now, timers that are due included. */
    void run() {
        advance(Duration.ZERO);
    }

    /** Lets time pass; timers run at their time, in order. */
    void advance(Duration time) {
        long end = nanos + time.toNanos();
        while (true) {
            drain();
            scheduled.removeIf(entry -> entry.cancelled);
            Scheduled next = scheduled.stream()
                    .filter(entry -> entry.at - end <= 0)
                    .min(Comparator.comparingLong(entry -> entry.at - end))
                    .orElse(null);
            if (next == null) {
                break;
            }
            scheduled.remove(next);
            move(Math.max(0, next.at - nanos));
            next.task.run();
        }
        move(end - nanos);
    }

    private void move(long time) {
        nanos += time;
        now = now.plusNanos(time);
    }

    /** All that is due in that time runs at its end only: the process was stopped, or the timers go on during a sleep. */
    void lateBy(Duration time) {
        move(time.toNanos());
        run();
    }

    /** The machine sleeps, or somebody sets its clock: the timers do not go on meanwhile. */
    void setClock(Duration change) {
        now = now.plus(change);
    }

    private void drain() {
        for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
            task.run();
        }
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

package io.aclk.export.internal;

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

/** An event loop whose time stands still until the test moves it. Runs events on the thread of the test. */
final class ManualLoop extends Clock implements EventLoop {

    private static final class Scheduled {
        final Instant at;
        final Runnable task;
        boolean cancelled;

        Scheduled(Instant at, Runnable task) {
            this.at = at;
            this.task = task;
        }
    }

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final List<Scheduled> scheduled = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Scheduled entry = new Scheduled(now.plus(delay), task);
        scheduled.add(entry);
        return () -> entry.cancelled = true;
    }

    /** Runs what is ready now, timers that are due included. */
    void run() {
        advance(Duration.ZERO);
    }

    /** Lets time pass; timers run at their time, in order. */
    void advance(Duration time) {
        Instant end = now.plus(time);
        while (true) {
            drain();
            scheduled.removeIf(entry -> entry.cancelled);
            Scheduled next = scheduled.stream()
                    .filter(entry -> !entry.at.isAfter(end))
                    .min(Comparator.comparing(entry -> entry.at))
                    .orElse(null);
            if (next == null) {
                break;
            }
            scheduled.remove(next);
            now = next.at.isAfter(now) ? next.at : now;
            next.task.run();
        }
        now = end;
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

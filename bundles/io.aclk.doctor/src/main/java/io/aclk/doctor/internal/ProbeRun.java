package io.aclk.doctor.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkProbe;
import io.aclk.api.link.LinkProbe.Depth;
import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.ProbeException;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One run of the {@link LinkProbe}: measures its stages, and ends one that takes too long. */
final class ProbeRun implements LinkProbe.Observer {

    private final Clock clock;
    private final Duration stageLimit;
    private final Predicate<Stage> stopBefore;
    private final AbortSignal stopping;
    private final AbortSignal abort = new AbortSignal();
    private final ScheduledThreadPoolExecutor timer;
    private final Map<Stage, Long> began = new EnumMap<>(Stage.class);
    private final Map<Stage, String> subjects = new EnumMap<>(Stage.class);
    private final Map<Stage, Story.Step> steps = new EnumMap<>(Stage.class);
    private final List<Story.Tried> tried = new ArrayList<>();
    private Optional<Duration> clockAhead = Optional.empty();
    private Future<?> limit;
    private volatile boolean tooSlow;
    private boolean farEnough;

    /**
     * A run.
     *
     * @param stageLimit longest time of one stage
     * @param stopBefore whether the probe shall end before a stage
     * @param stopping ends the probe
     */
    ProbeRun(Clock clock, Duration stageLimit, Predicate<Stage> stopBefore, AbortSignal stopping) {
        this.clock = clock;
        this.stageLimit = stageLimit;
        this.stopBefore = stopBefore;
        this.stopping = stopping;
        timer = new ScheduledThreadPoolExecutor(1, ProbeRun::thread);
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Probes; blocks. Used once.
     *
     * @throws CancellationException if this bundle is being stopped
     */
    Story run(LinkProbe probe, LinkSettings settings, Depth depth) {
        Closeable end = abort::abort;
        restartLimit();
        try {
            stopping.register(end);
            probe.probe(settings, depth, this, abort);
            return story(Story.End.DONE, Optional.empty());
        } catch (ProbeException e) {
            if (stopping.aborted()) {
                throw new CancellationException();
            }
            Story.End ended = Story.End.FAILED;
            if (farEnough) {
                ended = Story.End.FAR_ENOUGH;
            } else if (tooSlow) {
                ended = Story.End.TOO_SLOW;
            }
            return story(ended, Optional.of(e));
        } catch (NetworkException e) {
            // thrown for the abort signal alone: somebody stops the doctor
            throw new CancellationException();
        } finally {
            stopping.release(end);
            close();
        }
    }

    private Story story(Story.End end, Optional<ProbeException> failure) {
        long now = System.nanoTime();
        began.forEach((stage, start) -> steps.computeIfAbsent(
                stage, open -> new Story.Step(subjects.get(open), Optional.empty(), Duration.ofNanos(now - start))));
        return new Story(steps, tried, clockAhead, end, failure);
    }

    private void restartLimit() {
        if (limit != null) {
            limit.cancel(false);
        }
        limit = timer.schedule(
                () -> {
                    tooSlow = true;
                    abort.abort();
                },
                stageLimit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void entered(Stage stage, String subject) {
        if (!tooSlow && stopBefore.test(stage)) {
            farEnough = true;
            abort.abort();
            return;
        }
        began.put(stage, System.nanoTime());
        subjects.put(stage, subject);
        restartLimit();
    }

    @Override
    public void passed(Stage stage, String detail) {
        Duration took = Duration.ofNanos(System.nanoTime() - began.getOrDefault(stage, System.nanoTime()));
        steps.put(stage, new Story.Step(subjects.getOrDefault(stage, ""), Optional.of(detail), took));
    }

    @Override
    public void tried(InetSocketAddress address, Optional<String> failure) {
        tried.add(new Story.Tried(address, failure));
    }

    @Override
    public void serverTime(Instant time) {
        clockAhead = Optional.of(Duration.between(time, clock.instant()));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "aclk-doctor-1");
        thread.setDaemon(true);
        thread.setContextClassLoader(ProbeRun.class.getClassLoader());
        return thread;
    }
}

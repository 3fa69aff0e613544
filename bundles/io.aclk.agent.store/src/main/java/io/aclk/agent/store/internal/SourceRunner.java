package io.aclk.agent.store.internal;

import io.aclk.host.api.MetricSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one source at its seconds, on a thread of its own, so that a slow source delays nobody else.
 *
 * <p>When we are late ourselves (the machine was busy, the process was paused), the seconds missed are collected at
 * once, one after the other, up to {@value #MAX_CATCH_UP_SECONDS}; beyond that the machine slept or the clock was set,
 * and there is a gap. The seconds that pass while the source itself takes its time are left out.
 */
final class SourceRunner implements Runnable {

    static final int MAX_CATCH_UP_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(SourceRunner.class);
    private static final long MAX_SLEEP_MILLIS = 1_000;

    private final MetricSource source;
    private final int updateEvery;
    private final Engine engine;
    private final WallClock clock;
    private volatile boolean stopped;
    private long next;
    private String failure;

    SourceRunner(MetricSource source, int updateEvery, Engine engine, WallClock clock) {
        this.source = source;
        this.updateEvery = Math.max(1, updateEvery);
        this.engine = engine;
        this.clock = clock;
    }

    /** Ends {@link #run} after the present call, whose values are dropped. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        start();
        try {
            while (!stopped) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins at the next second of ours. */
    void start() {
        next = following(clock.seconds());
    }

    /** Waits a while, or collects one second. */
    void step() throws InterruptedException {
        long late = clock.millis() - TimeUnit.SECONDS.toMillis(next);
        if (late < -TimeUnit.SECONDS.toMillis(updateEvery + 1L)) {
            next = following(clock.seconds());
        } else if (late < 0) {
            clock.sleep(Math.min(-late, MAX_SLEEP_MILLIS));
        } else {
            if (late > TimeUnit.SECONDS.toMillis(Math.max(MAX_CATCH_UP_SECONDS, updateEvery))) {
                next = following(clock.seconds() - updateEvery);
            }
            long took = collect(next);
            next += updateEvery * (1 + took / TimeUnit.SECONDS.toNanos(updateEvery));
        }
    }

    private long collect(long time) throws InterruptedException {
        SecondSink sink = new SecondSink(time);
        String problem = null;
        long start = clock.nanos();
        try {
            source.collect(sink);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            problem = e.toString();
            if (!stopped && !problem.equals(failure)) {
                LOG.warn("Metric source {} fails; it is called again the next time", name(), e);
            }
        }
        long took = clock.nanos() - start;
        if (problem == null && failure != null) {
            LOG.info("Metric source {} works again", name());
        }
        failure = problem;
        if (!stopped) {
            engine.record(time, updateEvery, sink.close());
        }
        return took;
    }

    private String name() {
        return source.getClass().getName();
    }

    /** The first second of ours after a second. */
    private long following(long second) {
        return (Math.floorDiv(second, updateEvery) + 1) * updateEvery;
    }
}

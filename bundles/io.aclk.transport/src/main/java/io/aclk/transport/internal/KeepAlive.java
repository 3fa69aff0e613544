package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Our own keep-alive ({@code protocol/connecting.md} section 7.5): a PINGREQ when nothing was sent for three quarters of
 * the interval in force, which is the server's if it gave one (MQTT 5 section 3.1.2.10). Any byte that comes after it is
 * an answer. Pings are written and limits watched by different threads, since a write may stand still.
 */
final class KeepAlive {

    private static final long LONGEST_TICK_MILLIS = 1000;
    private static final long SHORTEST_TICK_MILLIS = 50;
    private static final int TICKS_PER_INTERVAL = 8;

    private final Duration interval;
    private final Limits limits;
    private final WebSocketConnection connection;
    private final MqttOutput output;
    private final ScheduledExecutorService threads;
    private final Consumer<TransportException> onFailure;
    /** When the ping was asked for that has no answer yet, {@link System#nanoTime}; 0 if there is none. */
    private final AtomicLong unanswered = new AtomicLong();

    /**
     * Prepares, does nothing yet.
     *
     * @param interval zero switches pings off
     * @param limits of a ping's answer and of a write
     * @param connection whose figures are looked at
     * @param output sends the pings
     * @param threads at least two of them free
     * @param onFailure told why the connection is lost
     */
    KeepAlive(
            Duration interval,
            Limits limits,
            WebSocketConnection connection,
            MqttOutput output,
            ScheduledExecutorService threads,
            Consumer<TransportException> onFailure) {
        this.interval = interval;
        this.limits = limits;
        this.connection = connection;
        this.output = output;
        this.threads = threads;
        this.onFailure = onFailure;
    }

    /** The interval in force. */
    Duration interval() {
        return interval;
    }

    /** Begins; ends with the threads. */
    void start() {
        long tick = interval.isZero()
                ? LONGEST_TICK_MILLIS
                : Math.min(
                        LONGEST_TICK_MILLIS, Math.max(SHORTEST_TICK_MILLIS, interval.toMillis() / TICKS_PER_INTERVAL));
        try {
            threads.scheduleWithFixedDelay(this::watch, tick, tick, TimeUnit.MILLISECONDS);
            if (!interval.isZero()) {
                threads.scheduleWithFixedDelay(this::pingIfDue, tick, tick, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            // ended meanwhile
        }
    }

    /** Pings now; nothing read by the limit ends the connection. Returns at once. */
    void ping(Duration limit) {
        long asked = System.nanoTime();
        try {
            threads.execute(this::send);
            threads.schedule(() -> check(asked, limit), limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // ended meanwhile
        }
    }

    private void pingIfDue() {
        if (System.nanoTime() - output.lastNanos() >= interval.toNanos() / 4 * 3) {
            unanswered.compareAndSet(0, System.nanoTime());
            send();
        }
    }

    private void send() {
        try {
            output.ping();
        } catch (IOException e) {
            onFailure.accept(Failures.classify("writing", e));
        }
    }

    private void watch() {
        long now = System.nanoTime();
        long writingSince = connection.output().writingSince();
        if (writingSince != 0 && now - writingSince > limits.noProgress().toNanos()) {
            onFailure.accept(
                    Failures.of(DisconnectCause.NO_PROGRESS, "a write did not end in " + millis(limits.noProgress())));
        }
        long asked = unanswered.get();
        if (asked != 0) {
            if (connection.reader().lastNanos() - asked >= 0) {
                unanswered.set(0);
            } else if (now - asked > limits.pingResponse().toNanos()) {
                check(asked, limits.pingResponse());
            }
        }
    }

    private void check(long asked, Duration limit) {
        if (connection.reader().lastNanos() - asked < 0) {
            onFailure.accept(Failures.of(DisconnectCause.PING_TIMEOUT, "no answer to a ping in " + millis(limit)));
        }
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}

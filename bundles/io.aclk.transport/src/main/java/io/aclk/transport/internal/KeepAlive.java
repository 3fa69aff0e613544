package io.aclk.transport.internal;

import io.aclk.api.transport.TransportException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Our own keep-alive: {@link PeerWatch} looks about once a second, in time with its deadlines. Pings are written and
 * looks taken by different threads, since a write may stand still.
 */
final class KeepAlive implements PeerWatch.Line {

    private final WebSocketConnection connection;
    private final MqttOutput output;
    private final ScheduledExecutorService threads;
    private final Surroundings surroundings;
    private final Consumer<TransportException> onFailure;
    private final InetAddress localAddress;
    private final PeerWatch watch;

    /**
     * Prepares, does nothing yet.
     *
     * @param interval the keep-alive in force; zero for none
     * @param limits of silence, of an answer and of a write
     * @param connection whose figures are looked at
     * @param output sends the pings
     * @param threads at least two of them free
     * @param surroundings clocks and addresses of the machine
     * @param onFailure told why the connection is lost
     */
    KeepAlive(
            Duration interval,
            Limits limits,
            WebSocketConnection connection,
            MqttOutput output,
            ScheduledExecutorService threads,
            Surroundings surroundings,
            Consumer<TransportException> onFailure) {
        this.connection = connection;
        this.output = output;
        this.threads = threads;
        this.surroundings = surroundings;
        this.onFailure = onFailure;
        this.localAddress = connection.localAddress();
        this.watch = new PeerWatch(interval, limits, this, surroundings);
    }

    /** Begins; ends with the threads. */
    void start() {
        try {
            threads.schedule(this::lookAgain, watch.pause(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // ended meanwhile
        }
    }

    private void lookAgain() {
        try {
            look();
        } finally {
            start();
        }
    }

    private void look() {
        watch.look().ifPresent(onFailure);
    }

    /** Asks the peer now; nothing read by the limit ends the connection. Returns at once. */
    void ping(Duration limit) {
        watch.ask(limit);
        try {
            threads.schedule(this::look, limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // ended meanwhile
        }
    }

    @Override
    public void ping() {
        output.wantPing();
        try {
            threads.execute(this::send);
        } catch (RejectedExecutionException e) {
            // ended meanwhile
        }
    }

    private void send() {
        try {
            output.payPing();
        } catch (IOException e) {
            onFailure.accept(Failures.classify("writing", e));
        }
    }

    @Override
    public long receivedNanos() {
        return connection.reader().lastNanos();
    }

    @Override
    public long sentNanos() {
        return output.lastNanos();
    }

    @Override
    public long takenNanos() {
        return connection.output().lastNanos();
    }

    @Override
    public long writingSince() {
        return connection.output().writingSince();
    }

    @Override
    public long sentBytes() {
        return connection.output().bytes();
    }

    @Override
    public long pingedNanos() {
        return output.pingedNanos();
    }

    @Override
    public boolean pingPending() {
        return output.pingPending();
    }

    @Override
    public boolean hasLocalAddress() {
        return localAddress == null || surroundings.hasAddress(localAddress);
    }
}

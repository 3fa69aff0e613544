package io.aclk.transport.internal;

import io.aclk.api.network.NetworkConnection;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportException.Fault;
import io.aclk.api.transport.TransportListener;
import io.aclk.api.transport.TransportSession;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: a Paho client of its own over an open WebSocket. Standard MQTT 5 with a clean start, no session expiry
 * and QoS 1 both ways; no topic alias is announced or used. {@link PublishWindow} says how much may wait to be sent.
 *
 * <p>Its end has one way: {@link #end} takes the first cause, closes the socket, and a thread of its own then stops
 * Paho, fails what is waiting, ends the threads and tells the listener.
 */
final class PahoSession implements TransportSession {

    private static final Logger LOG = LoggerFactory.getLogger(PahoSession.class);

    /** How often late PUBACKs are looked for. */
    private static final Duration TICK = Duration.ofSeconds(1);
    /** How long Paho's threads may take to start; see {@link MqttOutput#awaitStart}. */
    private static final Duration START_LIMIT = Duration.ofSeconds(2);
    /** As {@link #START_LIMIT}, at an end. */
    private static final Duration START_LIMIT_AT_END = Duration.ofSeconds(1);
    /** How long an end may take; our own part of it, no peer is waited for. */
    static final Duration END_LIMIT = Duration.ofMillis(1800);
    /** What of the limit of a disconnect is kept for the end after the goodbye, at most and as a share. */
    private static final Duration END_RESERVE = Duration.ofSeconds(1);

    private static final int END_SHARE = 2;
    /** How long a close of the socket may stand still; see {@link #stop}. */
    private static final Duration CLOSE_STALL = Duration.ofMillis(300);

    private final ConnectOptions options;
    private final TransportListener listener;
    private final Limits limits;
    private final Surroundings surroundings;
    private final NetworkConnection network;
    private final WebSocketConnection connection;
    private final TransportThreads threads;
    private final MqttOutput output;
    private final StreamNetworkModule module;
    private final MqttAsyncClient client;
    private final SessionCallback callback;
    private final AtomicReference<TransportException> ended = new AtomicReference<>();
    private final OpenRequests requests = new OpenRequests();

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Consumer<PahoSession> onFinished;
    private volatile boolean pahoStarted;
    private boolean established;
    private boolean finishing;
    private volatile ConnectionInfo info;
    private volatile String granted;
    private volatile PublishWindow window;
    private volatile KeepAlive keepAlive;

    /** Prepares everything, connects nothing. */
    PahoSession(
            ConnectOptions options,
            TransportListener listener,
            Limits limits,
            Surroundings surroundings,
            NetworkConnection network,
            WebSocketConnection connection,
            Consumer<PahoSession> onFinished)
            throws TransportException {
        this.options = options;
        this.listener = listener;
        this.limits = limits;
        this.surroundings = surroundings;
        this.network = network;
        this.connection = connection;
        this.onFinished = onFinished;
        this.output = new MqttOutput(connection.output(), this::end);
        MqttInput input = new MqttInput(connection.input(), output, options.maxInbound(), this::accepted, this::end);
        this.module = new StreamNetworkModule(connection, input, output);
        this.threads = new TransportThreads(
                e -> end(new TransportException(DisconnectCause.MQTT_PROTOCOL, -1, "malformed packet: " + e, e)));
        try {
            this.client = PahoClients.create(options.clientId(), threads);
        } catch (MqttException | IllegalArgumentException e) {
            threads.shutdownNow();
            throw new TransportException(DisconnectCause.MQTT_PROTOCOL, -1, "the client id cannot be used", e);
        }
        this.callback = new SessionCallback(client, listener, input::takePayload, this::end);
        client.setCallback(callback);
        client.setManualAcks(true);
    }

    /**
     * Sends CONNECT and waits for the CONNACK.
     *
     * @param deadline {@link System#nanoTime} at which this fails
     */
    void connect(long deadline) throws TransportException {
        CompletableFuture<Integer> answer = requests.open();
        try {
            PahoOptions pahoOptions = new PahoOptions(options, module);
            pahoStarted = true;
            client.connect(pahoOptions, null, SessionCallback.completing(answer));
            hurryPaho();
            SessionCallback.await(answer, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(Failures.of(DisconnectCause.LOCAL, "interrupted"));
        } catch (TransportException e) {
            end(e);
        } catch (MqttException | IllegalArgumentException | IOException e) {
            end(new TransportException(
                    DisconnectCause.MQTT_PROTOCOL, -1, "the MQTT connection failed: " + e.getMessage(), e));
        }
        if (!establish()) {
            awaitEnd(System.nanoTime() + END_LIMIT.toNanos());
            throw Failures.copy(ended.get());
        }
        threads.restoreNames();
        keepAlive.start();
        expireLater();
    }

    /**
     * Paho starts its three threads one after the other and sleeps 100 ms until it looks whether each runs. An interrupt
     * ends such a sleep and does nothing else there. Interrupts in steps of 1 ms brought the time from the upgrade to the
     * CONNECT from 252 ms down to 15 ms at p50, on a machine with nine threads waiting for each core.
     */
    private void hurryPaho() throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!output.awaitStart(1) && System.nanoTime() < deadline) {
            Thread starter = module.starter();
            if (starter != null) {
                starter.interrupt();
            }
        }
    }

    private synchronized boolean establish() {
        established = ended.get() == null;
        return established;
    }

    /** Called by the reading thread before Paho sees the CONNACK. */
    private void accepted(ConnAck ack) {
        window = new PublishWindow(
                message -> client.publish(
                        message.topic,
                        SessionCallback.qos1(message.payload),
                        null,
                        SessionCallback.acknowledging(message, window, this::endCause)),
                Math.min(ack.receiveMaximum(), ConnAck.PAHO_RECEIVE_MAXIMUM),
                ack.maximumPacketSize(),
                limits.puback());
        Duration interval = ack.serverKeepAlive() < 0 ? options.keepAlive() : Duration.ofSeconds(ack.serverKeepAlive());
        info = Negotiated.info(network, ack, interval);
        granted = Negotiated.granted(ack, interval);
        keepAlive = new KeepAlive(interval, limits, connection, output, threads, surroundings, this::end);
    }

    @Override
    public ConnectionInfo info() {
        return info;
    }

    /** What the CONNACK granted, for people. */
    String granted() {
        return granted;
    }

    @Override
    public CompletionStage<Void> subscribe(String filter) {
        CompletableFuture<Integer> answer = requests.open();
        MqttSubscription subscription = new MqttSubscription(filter, 1);
        subscription.setRetainAsPublished(true); // options byte 0x09, as the reference agent (connecting.md 7.3)
        try {
            client.subscribe(
                    new MqttSubscription[] {subscription},
                    null,
                    SessionCallback.completing(answer),
                    new MqttProperties());
        } catch (MqttException | IllegalArgumentException e) {
            answer.completeExceptionally(e);
        }
        Future<?> limit = schedule(
                () -> answer.completeExceptionally(Failures.late(
                        DisconnectCause.NO_PROGRESS,
                        Fault.SUBACK_TIMEOUT,
                        "no SUBACK in time for the filter " + filter)),
                limits.suback().toMillis());
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        answer.whenComplete((code, failure) -> {
            if (limit != null) {
                limit.cancel(false);
            }
            if (failure != null) {
                outcome.completeExceptionally(requestFailure("the subscription failed", failure));
            } else if (code >= 0x80) {
                outcome.completeExceptionally(
                        Failures.mqtt(Fault.SUBACK_REFUSED, code, "the server refused the subscription to " + filter));
            } else {
                outcome.complete(null);
            }
        });
        return outcome;
    }

    private TransportException requestFailure(String what, Throwable failure) {
        if (failure instanceof TransportException known) {
            return known;
        }
        TransportException end = ended.get();
        return end != null
                ? Failures.copy(end)
                : new TransportException(
                        DisconnectCause.MQTT_PROTOCOL, -1, what + ": " + failure.getMessage(), failure);
    }

    private TransportException endCause(Throwable failure) {
        return requestFailure("the message could not be sent", failure);
    }

    @Override
    public CompletionStage<Void> publish(String topic, byte[] payload) {
        return window.publish(topic, payload);
    }

    @Override
    public void ping(Duration limit) {
        keepAlive.ping(limit);
    }

    @Override
    public Counters counters() {
        PublishWindow.Figures figures = window.figures();
        return new Counters(
                callback.received(),
                figures.pubacks(),
                figures.pending(),
                figures.timedOut(),
                figures.latencyMicros(),
                connection.reader().bytes(),
                connection.output().bytes());
    }

    private void expireLater() {
        schedule(
                () -> {
                    window.expire(System.nanoTime());
                    expireLater();
                },
                TICK.toMillis());
    }

    private Future<?> schedule(Runnable task, long millis) {
        try {
            return threads.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null; // ended
        }
    }

    @Override
    public void disconnect(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        if (ended.compareAndSet(null, Failures.of(DisconnectCause.LOCAL, "disconnected"))) {
            long reserve = Math.min(END_RESERVE.toNanos(), limit.toNanos() / END_SHARE);
            sayGoodbye(deadline - reserve);
            stop();
        }
        awaitEnd(deadline);
    }

    private void sayGoodbye(long deadline) {
        // the goodbye itself is a write that may stand still
        Future<?> guard = schedule(
                () -> {
                    connection.inOrder(false);
                    stop();
                },
                Math.max(0, (deadline - System.nanoTime()) / 1_000_000));
        try {
            if (output.disconnect(deadline - System.nanoTime())) {
                connection.inOrder(true);
                connection.sendClose();
                long wait = Math.min(limits.close().toNanos(), deadline - System.nanoTime());
                connection.inOrder(finished.await(wait, TimeUnit.NANOSECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // closed meanwhile: the goodbye is not needed any more
        } finally {
            if (guard != null) {
                guard.cancel(false);
            }
        }
    }

    @Override
    public void close() {
        end(Failures.of(DisconnectCause.LOCAL, "closed"));
        awaitEnd(System.nanoTime() + END_LIMIT.toNanos());
    }

    /** Begins the end, if it has not begun; returns at once. */
    void end(TransportException cause) {
        if (ended.compareAndSet(null, cause)) {
            LOG.debug("ACLK: connection to {} ends: {}", options.endpoint().getHost(), cause.getMessage());
        }
        stop();
    }

    /**
     * Closes the socket on a thread of this connection. The TLS close_notify that goes with it can stand still when the
     * peer reads nothing; a second close on another thread finds it doing so and closes without.
     */
    private void stop() {
        synchronized (this) {
            if (finishing) {
                return;
            }
            finishing = true;
        }
        schedule(connection::abort, CLOSE_STALL.toMillis());
        threads.execute(this::finish);
    }

    private void finish() {
        connection.close();
        stopPaho();
        TransportException cause = ended.get();
        if (window != null) {
            window.end(cause);
        }
        onFinished.accept(this);
        requests.end(cause);
        boolean tell;
        synchronized (this) {
            tell = established;
        }
        if (tell) {
            callback.tellEnd(cause);
        }
        threads.shutdownNow();
        finished.countDown();
    }

    private void stopPaho() {
        try {
            if (pahoStarted && output.awaitStart(START_LIMIT_AT_END.toMillis())) {
                client.disconnectForcibly(0, 0, false);
            }
        } catch (InterruptedException | MqttException e) {
            LOG.debug("ACLK: Paho did not stop in order", e);
        }
    }

    /**
     * Waits until no thread is left; not on such a thread.
     *
     * @param deadline {@link System#nanoTime}
     */
    void awaitEnd(long deadline) {
        if (threads.isOwn(Thread.currentThread())) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (!threads.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warn("ACLK: threads of a closed connection do not end; restart the agent if this repeats");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

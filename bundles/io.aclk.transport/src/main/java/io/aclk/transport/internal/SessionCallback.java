package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportException.Fault;
import io.aclk.api.transport.TransportListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Paho calls, translated. Called on Paho's threads; hands over and returns. */
final class SessionCallback implements MqttCallback {

    private static final Logger LOG = LoggerFactory.getLogger(SessionCallback.class);

    private final MqttAsyncClient client;
    private final TransportListener listener;
    private final Consumer<TransportException> onFailure;
    private final Supplier<byte[]> payloads;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final AtomicLong received = new AtomicLong();

    /**
     * Callbacks of a client.
     *
     * @param client acknowledges
     * @param listener told of messages
     * @param payloads gives the payload of each message in turn: Paho gets them without
     * @param onFailure told when Paho gives up
     */
    SessionCallback(
            MqttAsyncClient client,
            TransportListener listener,
            Supplier<byte[]> payloads,
            Consumer<TransportException> onFailure) {
        this.client = client;
        this.listener = listener;
        this.payloads = payloads;
        this.onFailure = onFailure;
    }

    /** Messages that came. */
    long received() {
        return received.get();
    }

    /** Acknowledges, then hands over, as the reference agent does (connecting.md section 7.4). */
    @Override
    public void messageArrived(String topic, MqttMessage message) throws MqttException {
        byte[] payload = payloads.get();
        received.incrementAndGet();
        if (message.getQos() == 1) {
            client.messageArrivedComplete(message.getId(), 1);
        }
        try {
            listener.message(topic, payload);
        } catch (RuntimeException e) {
            if (warned.compareAndSet(false, true)) {
                LOG.warn("ACLK: a received message was not taken by its listener; it is dropped, as are others", e);
            }
        }
    }

    /** Tells the listener of the end. */
    void tellEnd(TransportException end) {
        try {
            listener.disconnected(end.disconnectCause(), end.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("ACLK: the end of a connection was not taken by its listener", e);
        }
    }

    /** Paho gave up; the streams have told the cause before if it was theirs. */
    @Override
    public void disconnected(MqttDisconnectResponse response) {
        MqttException e = response.getException();
        onFailure.accept(new TransportException(
                DisconnectCause.MQTT_PROTOCOL, -1, "the server sent MQTT that cannot be understood: " + e, e));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        LOG.debug("ACLK: Paho reports an error", exception);
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // each publish has its own listener
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // the connect has its own listener
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // cannot arrive: the input refuses it
    }

    /** Completes a future with the reason code, or with what Paho says went wrong. */
    static MqttActionListener completing(CompletableFuture<Integer> answer) {
        return listener(answer::complete, answer::completeExceptionally);
    }

    /** Settles a message with the reason code of its PUBACK. */
    static MqttActionListener acknowledging(
            PublishWindow.Message message, PublishWindow window, Function<Throwable, TransportException> failure) {
        return listener(
                code -> window.acknowledged(message, code),
                exception -> message.outcome.completeExceptionally(failure.apply(exception)));
    }

    private static MqttActionListener listener(Consumer<Integer> success, Consumer<Throwable> failure) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                int[] codes = token.getReasonCodes();
                success.accept(codes == null || codes.length == 0 ? 0 : codes[0]);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable exception) {
                failure.accept(exception);
            }
        };
    }

    static MqttMessage qos1(byte[] payload) {
        MqttMessage message = new MqttMessage(payload);
        message.setQos(1);
        return message;
    }

    /** Waits for an answer until a time of {@link System#nanoTime}. */
    static void await(CompletableFuture<Integer> answer, long deadline) throws InterruptedException, IOException {
        try {
            answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw Failures.late(DisconnectCause.CONNACK_TIMEOUT, Fault.CONNACK_TIMEOUT, "no CONNACK in time");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }
}

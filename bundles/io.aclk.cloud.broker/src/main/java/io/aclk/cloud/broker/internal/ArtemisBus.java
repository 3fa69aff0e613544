package io.aclk.cloud.broker.internal;

import io.aclk.cloud.api.Bus;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQRemoteDisconnectException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTConnection;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes straight into the broker's routing, without a connection. On a thread of the broker: the caller's would keep
 * Netty's thread-local buffers, and with them the class loader of this bundle.
 */
final class ArtemisBus implements Bus, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ArtemisBus.class);

    /** What a message takes beside its payload, roughly: first size of its buffer. */
    private static final int OVERHEAD = 128;

    private final ActiveMQServer server;
    private final Deliveries deliveries;
    private final ExecutorService publisher;
    private final String endpoint;
    private volatile boolean closed;

    ArtemisBus(ActiveMQServer server, Deliveries deliveries, ExecutorService publisher, String endpoint) {
        this.server = server;
        this.deliveries = deliveries;
        this.publisher = publisher;
        this.endpoint = endpoint;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Fails if too much is waiting for the broker, or for a subscriber that does not take its messages
     * ({@link BrokerLimits}).
     */
    @Override
    public CompletionStage<Void> publish(String topic, byte[] payload) {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(payload, "payload");
        CompletableFuture<Void> taken = new CompletableFuture<>();
        try {
            publisher.execute(() -> publish(topic, payload, taken));
        } catch (RejectedExecutionException e) {
            taken.completeExceptionally(
                    new IllegalStateException(closed ? "the broker has stopped" : "too many messages wait", e));
        }
        return taken;
    }

    private void publish(String topic, byte[] payload, CompletableFuture<Void> taken) {
        try {
            // Artemis looks at the backlog of the subscription's filter only, but counts messages by their topic
            if (server.getPagingManager().getPageStore(SimpleString.of(topic)).isFull()) {
                throw new ActiveMQAddressFullException("its subscriber does not take its messages");
            }
            server.getPostOffice().route(message(topic, payload), true);
            deliveries.deliver(topic, payload);
            taken.complete(null);
        } catch (Exception e) {
            LOG.debug("Not published to {}", topic, e);
            taken.completeExceptionally(new IllegalStateException("not published to " + topic, e));
        }
    }

    private Message message(String topic, byte[] payload) {
        long id = server.getStorageManager().generateID();
        CoreMessage message = new CoreMessage(id, payload.length + OVERHEAD);
        message.setAddress(topic);
        message.setRoutingType(RoutingType.MULTICAST);
        message.setType(Message.BYTES_TYPE);
        message.setDurable(true); // for Artemis QoS 1 or 2: obeys the client's Receive Maximum
        message.putIntProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY, 1);
        message.getBodyBuffer().writeBytes(payload);
        return message;
    }

    @Override
    public AutoCloseable subscribe(String filter, Receiver receiver) {
        return deliveries.subscribe(filter, receiver);
    }

    @Override
    public void disconnect(String clientId) {
        try {
            MQTTConnection connection = MQTTStateManager.getInstance(server).getConnectedClient(clientId);
            if (connection != null) {
                // on a thread of the broker: the last will is handed to its subscribers in here
                publisher.execute(() -> connection.fail(new ActiveMQRemoteDisconnectException("ended by the cloud")));
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("Not disconnected: the broker has stopped or is too busy", e);
        } catch (Exception e) {
            LOG.warn("A client could not be disconnected", e);
        }
    }

    @Override
    public String endpoint() {
        return endpoint;
    }

    /** Refuses what comes from now on. */
    @Override
    public void close() {
        closed = true;
        publisher.shutdown();
    }

    @Override
    public String toString() {
        return "bus of " + endpoint;
    }
}

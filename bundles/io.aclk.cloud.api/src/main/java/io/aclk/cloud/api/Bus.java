package io.aclk.cloud.api;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Messages to and from agents. Thread-safe. Knows topics and bytes, and nothing of their meaning.
 */
@ProviderType
public interface Bus {

    /**
     * Publishes with QoS 1 to whoever is subscribed now; nothing is kept for those who are not.
     *
     * @param topic full topic
     * @param payload not copied
     * @return completes when the broker has taken it, not when an agent has it
     */
    CompletionStage<Void> publish(String topic, byte[] payload);

    /**
     * Receives all messages that match, in the order of arrival for each sender, last wills included.
     *
     * @param filter MQTT topic filter
     * @param receiver called on a thread of the broker; hand over and return
     * @return ends it
     */
    AutoCloseable subscribe(String filter, Receiver receiver);

    /**
     * Ends the connection of an agent, with its last will.
     *
     * @param clientId MQTT client id
     */
    void disconnect(String clientId);

    /** Address for agents: {@code wss://host:port/mqtt}, the port always in it. */
    String endpoint();

    /** Receives messages. */
    @ConsumerType
    interface Receiver {
        /** A message arrived. The payload is never trusted. */
        void message(String topic, byte[] payload);
    }
}

package io.aclk.api.link;

import io.aclk.host.api.Capability;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard: handles messages from the cloud by name. Registered with the service property {@link #MESSAGES}; of two
 * handlers for one name the one with the higher service ranking gets it.
 */
@ConsumerType
public interface MessageHandler {

    /** Service property, {@code String[]}: message names, the last level of their topics. */
    String MESSAGES = "aclk.messages";

    /**
     * What this handler adds to the capabilities of the agent ({@code protocol/messages.md} section 7). Only what
     * really works.
     */
    List<Capability> capabilities();

    /**
     * Handles one message. Called on a thread of the transport, in the order of arrival: hand over and return. A
     * malformed payload is logged once with its cause and dropped, never thrown.
     *
     * @param message the message
     * @param reply where an answer goes
     * @throws java.util.concurrent.RejectedExecutionException if this handler is stopping: a request is then held for the
     *     handler that comes after it
     */
    void handle(InboundMessage message, ReplySink reply);

    /**
     * A session is online: the subscriptions are made and {@code UpdateAgentConnection} is published. Also called when
     * a handler is registered while a session is online. Called on the link's thread: hand over and return.
     */
    default void online(LinkSession session) {}

    /** The session ended. Called on the link's thread: hand over and return. */
    default void offline(LinkSession session) {}
}

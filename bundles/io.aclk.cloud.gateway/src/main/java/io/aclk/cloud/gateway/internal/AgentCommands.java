package io.aclk.cloud.gateway.internal;

import com.google.protobuf.MessageLite;
import io.aclk.cloud.api.Bus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends protobuf commands to agents. Thread-safe; does not wait. */
final class AgentCommands {

    private static final Logger LOG = LoggerFactory.getLogger(AgentCommands.class);

    private final Bus bus;

    AgentCommands(Bus bus) {
        this.bus = bus;
    }

    /**
     * Sends one.
     *
     * @param name name of the message: the last level of its topic
     */
    void send(String claimId, String name, MessageLite message) {
        LOG.debug("To {}: {}", claimId, name);
        bus.publish(Topics.command(claimId, name), message.toByteArray()).whenComplete((done, failure) -> {
            if (failure != null) {
                // the agent asks or is asked again when it comes back
                LOG.debug("The broker did not take {} for {}", name, claimId, failure);
            }
        });
    }

    /** Ends the connection of an agent, so that it comes back and everything is compared again. */
    void disconnect(String claimId) {
        bus.disconnect(Credentials.clientId(claimId));
    }
}

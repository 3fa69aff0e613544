package io.aclk.api.link;

import java.util.Objects;

/**
 * A message to the cloud.
 *
 * @param session session that it is for; a message of an ended session fails with {@link LinkException.Reason#OFFLINE}
 * @param name message name for logs, for example {@code UpdateNodeInfo}
 * @param topic name in the topic table of the session ({@code protocol/connecting.md} section 5), for example {@code
 *     node-instance-info}
 * @param payload serialized message, not copied
 */
public record OutboundMessage(LinkSession session, String name, String topic, byte[] payload) {
    /** Checks that nothing is missing. */
    public OutboundMessage {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(payload, "payload");
    }

    /** Name and size only. */
    @Override
    public String toString() {
        return name + " (" + payload.length + " bytes)";
    }
}

package io.aclk.api.link;

import java.util.Objects;

/**
 * A message from the cloud.
 *
 * @param session session that it arrived on
 * @param name message name: the last level of its topic
 * @param payload its payload, at most 16 MiB, never trusted, not to be changed
 * @param receivedNanos {@link System#nanoTime()} of its arrival
 */
public record InboundMessage(LinkSession session, String name, byte[] payload, long receivedNanos) {
    /** Checks that nothing is missing. */
    public InboundMessage {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(payload, "payload");
    }

    /** Name and size only. */
    @Override
    public String toString() {
        return name + " (" + payload.length + " bytes)";
    }
}

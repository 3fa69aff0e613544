package io.aclk.api.link;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where the answer to a message goes: to whatever session is online when it is ready. Thread-safe, usable any number of
 * times.
 */
@ProviderType
public interface ReplySink {

    /** The session that an answer would go to now, or {@code null} while offline. */
    LinkSession session();

    /**
     * Publishes an answer.
     *
     * @param topic full topic that the message asked for; one that does not begin with {@code /} or contains a wildcard
     *     is refused
     * @param payload the answer, not copied
     * @return completes with the PUBACK; exceptionally with {@link LinkException}
     */
    CompletionStage<Void> send(String topic, byte[] payload);

    /**
     * Publishes a message by its name in the topic table, as {@link Link#publish}.
     *
     * @param message the message
     * @return as there
     */
    CompletionStage<Void> publish(OutboundMessage message);
}

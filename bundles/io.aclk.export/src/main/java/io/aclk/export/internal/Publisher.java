package io.aclk.export.internal;

import com.google.protobuf.MessageLite;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.OutboundMessage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes messages over the link, if there is one. A message that is lost is found missing by hash or version. */
final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Supplier<Link> link;

    /** @param link the link now, or {@code null} */
    Publisher(Supplier<Link> link) {
        this.link = link;
    }

    /**
     * Publishes.
     *
     * @param session session that it is for
     * @param topic name in the topic table
     */
    void publish(LinkSession session, String topic, MessageLite message) {
        Link current = link.get();
        if (current == null) {
            return;
        }
        String name = message.getClass().getSimpleName();
        current.publish(new OutboundMessage(session, name, topic, message.toByteArray()))
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        LOG.debug("ACLK: {} was not delivered: {}", name, failure.getMessage());
                    }
                });
    }
}

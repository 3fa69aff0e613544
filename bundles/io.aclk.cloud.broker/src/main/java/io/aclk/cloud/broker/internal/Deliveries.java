package io.aclk.cloud.broker.internal;

import io.aclk.cloud.api.Bus.Receiver;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages to the subscribers in this process, on the thread that brings them. Thread-safe. */
final class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    AutoCloseable subscribe(String filter, Receiver receiver) {
        Subscription subscription =
                new Subscription(TopicFilter.of(filter), Objects.requireNonNull(receiver, "receiver"));
        subscriptions.add(subscription);
        return () -> subscriptions.remove(subscription);
    }

    /** Whether anybody wants it: saves reading the payload out of the broker's buffers. */
    boolean wanted(String topic) {
        return subscriptions.stream().anyMatch(subscription -> subscription.filter.matches(topic));
    }

    /** A receiver that fails is logged and keeps nothing from the others. */
    void deliver(String topic, byte[] payload) {
        for (Subscription subscription : subscriptions) {
            if (subscription.filter.matches(topic)) {
                try {
                    subscription.receiver.message(topic, payload);
                } catch (RuntimeException e) {
                    LOG.warn("A message to {} was lost: its receiver failed", subscription.filter, e);
                }
            }
        }
    }

    /** Identity, not value: the same receiver may subscribe twice. */
    private static final class Subscription {
        private final TopicFilter filter;
        private final Receiver receiver;

        Subscription(TopicFilter filter, Receiver receiver) {
            this.filter = filter;
            this.receiver = receiver;
        }
    }
}

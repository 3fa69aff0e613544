package io.aclk.agent.store.internal;

import io.aclk.host.api.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners of one kind; one that throws is logged and hinders nobody. Thread-safe. */
final class Listeners<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /** Its own object for each subscription, so that a listener may be added twice. */
    private record Entry<T>(T listener, Object identity) {}

    private final List<Entry<T>> entries = new CopyOnWriteArrayList<>();

    Subscription add(T listener) {
        Entry<T> entry = new Entry<>(listener, new Object());
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    void tell(Consumer<T> message) {
        for (Entry<T> entry : entries) {
            try {
                message.accept(entry.listener);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("A listener failed: {}", entry.listener.getClass().getName(), e);
            }
        }
    }
}

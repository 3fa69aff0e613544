package io.aclk.agent.web.internal;

import io.aclk.host.api.ApiEndpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The endpoints that other bundles add, highest service ranking first. Thread-safe. */
final class Endpoints {

    /**
     * An endpoint.
     *
     * @param service the service
     * @param paths full paths
     * @param localOnly the cloud must not reach it
     * @param ranking service ranking
     * @param id service id; of equal rankings the lower one wins
     * @param lastFailure how it failed the last time, or {@code null}
     */
    record Entry(
            ApiEndpoint service,
            List<String> paths,
            boolean localOnly,
            int ranking,
            long id,
            AtomicReference<String> lastFailure) {

        /** Whether a failure differs from the one before, so that it is worth a line in the log. */
        boolean isNewFailure(Throwable failure) {
            String text = String.valueOf(failure);
            return !text.equals(lastFailure.getAndSet(text));
        }
    }

    private static final Comparator<Entry> ORDER =
            Comparator.comparingInt(Entry::ranking).reversed().thenComparingLong(Entry::id);

    private volatile List<Entry> entries = List.of();

    synchronized void add(ApiEndpoint service, Map<String, Object> properties) {
        List<Entry> next = new ArrayList<>(entries);
        next.removeIf(entry -> entry.service() == service);
        next.add(new Entry(
                service,
                paths(properties.get(ApiEndpoint.PATH)),
                Boolean.parseBoolean(Objects.toString(properties.get(ApiEndpoint.LOCAL_ONLY))),
                properties.get("service.ranking") instanceof Integer ranking ? ranking : 0,
                properties.get("service.id") instanceof Long id ? id : 0,
                new AtomicReference<>()));
        next.sort(ORDER);
        entries = List.copyOf(next);
    }

    synchronized void remove(ApiEndpoint service) {
        List<Entry> next = new ArrayList<>(entries);
        next.removeIf(entry -> entry.service() == service);
        entries = List.copyOf(next);
    }

    /** The endpoint of a path, {@code null} if there is none. */
    Entry find(String path) {
        for (Entry entry : entries) {
            if (entry.paths().contains(path)) {
                return entry;
            }
        }
        return null;
    }

    private static List<String> paths(Object property) {
        if (property instanceof String path) {
            return List.of(path);
        }
        return property instanceof String[] several ? List.of(several) : List.of();
    }
}

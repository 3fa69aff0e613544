package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Store.NodeDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Descriptions that came before their node had an id; a bounded number, and the oldest makes room. Thread-safe. */
final class PendingDetails {

    private static final int CAPACITY = 1_000;

    private record Key(String claimId, UUID machine) {}

    private final Map<Key, NodeDetails> details = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, NodeDetails> eldest) {
            return size() > CAPACITY;
        }
    };

    synchronized void keep(String claimId, UUID machine, NodeDetails what) {
        details.put(new Key(claimId, machine), what);
    }

    synchronized Optional<NodeDetails> take(String claimId, UUID machine) {
        return Optional.ofNullable(details.remove(new Key(claimId, machine)));
    }

    /** An agent left: it says it again. */
    synchronized void forget(String claimId) {
        details.keySet().removeIf(key -> key.claimId().equals(claimId));
    }
}

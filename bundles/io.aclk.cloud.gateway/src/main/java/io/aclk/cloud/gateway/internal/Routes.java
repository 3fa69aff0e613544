package io.aclk.cloud.gateway.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Who is connected now and which nodes each agent holds: what a query needs to find its way without asking the store.
 * Made of what agents say in their present session; lost with this bundle and then told again by them. Remembers for a
 * short time who held a node and left, since an agent whose link is being updated is back within seconds. Thread-safe.
 */
@Component(service = Routes.class)
public final class Routes {

    /** Longest time for which somebody who left is expected back. */
    static final Duration AWAY_LIMIT = Duration.ofSeconds(60);
    /** Most nodes whose agents are expected back. */
    static final int MAX_AWAY = 100_000;

    /** What an agent said of a node. */
    private record Held(boolean live, boolean queryable, int hops) {}

    private record Session(long id, Map<UUID, Held> nodes) {}

    /** Who held a node, and when it left ({@link System#nanoTime()}). */
    private record Away(String claimId, long since) {}

    private record Candidate(String claimId, Held held) {}

    private static final Comparator<Candidate> BEST = Comparator.comparing(
                    (Candidate c) -> !c.held().live())
            .thenComparing(c -> c.held().hops())
            .thenComparing(Candidate::claimId);

    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<UUID, Map<String, Held>> nodes = new HashMap<>();
    /** In the order of leaving. */
    private final Map<UUID, Away> away = new LinkedHashMap<>();

    private final LongSupplier nanoTime;

    /** Nobody is connected. */
    @Activate
    public Routes() {
        this(System::nanoTime);
    }

    Routes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** An agent is connected; what it said in another session is forgotten. */
    synchronized void connected(String claimId, long sessionId) {
        Session known = sessions.get(claimId);
        if (known == null || known.id() != sessionId) {
            disconnected(claimId);
            sessions.put(claimId, new Session(sessionId, new HashMap<>()));
        }
    }

    /** An agent is gone, and may come back. */
    synchronized void disconnected(String claimId) {
        Session session = sessions.remove(claimId);
        if (session != null) {
            session.nodes().forEach((node, held) -> {
                unlink(node, claimId);
                if (held.queryable()) {
                    expect(node, claimId);
                }
            });
            notifyAll();
        }
    }

    /** An agent is gone for good: it was removed or banned. */
    synchronized void dismissed(String claimId) {
        disconnected(claimId);
        away.values().removeIf(left -> left.claimId().equals(claimId));
    }

    private void expect(UUID nodeId, String claimId) {
        long now = nanoTime.getAsLong();
        away.remove(nodeId);
        away.put(nodeId, new Away(claimId, now));
        Iterator<Away> eldest = away.values().iterator();
        boolean superfluous = true;
        while (superfluous) {
            Away left = eldest.next();
            superfluous = away.size() > MAX_AWAY || now - left.since() > AWAY_LIMIT.toNanos();
            if (superfluous) {
                eldest.remove();
            }
        }
    }

    /**
     * Waits until an agent is gone.
     *
     * @return whether it is
     */
    synchronized boolean awaitGone(String claimId, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (sessions.containsKey(claimId)) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    private void unlink(UUID nodeId, String claimId) {
        Map<String, Held> holders = nodes.get(nodeId);
        if (holders != null) {
            holders.remove(claimId);
            if (holders.isEmpty()) {
                nodes.remove(nodeId);
            }
        }
    }

    /** The session of a connected agent. */
    synchronized OptionalLong session(String claimId) {
        Session session = sessions.get(claimId);
        return session == null ? OptionalLong.empty() : OptionalLong.of(session.id());
    }

    /**
     * A connected agent announced a node.
     *
     * @return whether it is the first time in this session that the node can be queried there
     */
    synchronized boolean announced(String claimId, UUID nodeId, boolean live, boolean queryable, int hops) {
        Session session = sessions.get(claimId);
        if (session == null) {
            return false;
        }
        Held held = new Held(live, queryable, hops);
        Held before = session.nodes().put(nodeId, held);
        nodes.computeIfAbsent(nodeId, id -> new HashMap<>()).put(claimId, held);
        away.remove(nodeId);
        return queryable && (before == null || !before.queryable());
    }

    /** Whether a connected agent announced a node. */
    synchronized boolean holds(String claimId, UUID nodeId) {
        Session session = sessions.get(claimId);
        return session != null && session.nodes().containsKey(nodeId);
    }

    /** The agent to ask about a node: one where it is live before others, then the nearest. */
    synchronized Optional<String> to(UUID nodeId) {
        return nodes.getOrDefault(nodeId, Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue().queryable())
                .map(entry -> new Candidate(entry.getKey(), entry.getValue()))
                .min(BEST)
                .map(Candidate::claimId);
    }

    /**
     * Who held a node and may be back in time for a request.
     *
     * @param limit how long the request can wait: whoever is away for longer already is not expected for it
     */
    synchronized Optional<String> expected(UUID nodeId, Duration limit) {
        Duration longest = limit.compareTo(AWAY_LIMIT) < 0 ? limit : AWAY_LIMIT;
        return Optional.ofNullable(away.get(nodeId))
                .filter(left -> nanoTime.getAsLong() - left.since() < longest.toNanos())
                .map(Away::claimId);
    }

    /** A node was removed. */
    synchronized void forget(UUID nodeId) {
        away.remove(nodeId);
        Map<String, Held> holders = nodes.remove(nodeId);
        if (holders != null) {
            holders.keySet().forEach(claimId -> sessions.get(claimId).nodes().remove(nodeId));
        }
    }
}

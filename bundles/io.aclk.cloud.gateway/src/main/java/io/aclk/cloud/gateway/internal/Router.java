package io.aclk.cloud.gateway.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.LimitReachedException;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import io.aclk.cloud.gateway.internal.Counters.Fate;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of agents off the broker's threads and has each agent's handled in order.
 *
 * <p>At most {@value #CAPACITY} messages, and at most {@link #BYTES} of them, wait for one of {@value #THREADS} threads; a
 * single message is always taken. When that is not enough, and when the store
 * fails, a message is dropped and its agent disconnected: it comes back after its back-off, and everything is compared
 * again. Connections and last wills, which are small and rare, still find room then: losing one would leave a wrong state
 * behind.
 */
@Component(service = Router.class, immediate = true)
public final class Router {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    static final int THREADS = 4;
    static final int CAPACITY = 2_048;
    private static final int RESERVED = 2_048;
    /** A thirty-second of the heap, but at least two of the largest messages, for each thread. */
    static final long BYTES = Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 32);

    private static final int LOGGED = 1_000;

    private final Store store;
    private final Counters counters;
    private final AgentCommands commands;
    private final Checkpoints checkpoints;
    private final AgentMessages messages;
    private final StripedExecutor executor;
    private final Bus bus;

    // guarded by this
    private AutoCloseable subscription;
    private boolean closed;

    /** Faults that were logged already, by agent and kind; bounded, the oldest makes room. */
    private final Map<String, Boolean> logged = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > LOGGED;
        }
    };

    /** Starts to listen to agents. */
    @Activate
    public Router(
            @Reference Store store,
            @Reference Bus bus,
            @Reference Routes routes,
            @Reference Queries queries,
            @Reference Counters counters) {
        this(store, bus, routes, queries, counters, Clock.systemUTC());
    }

    Router(Store store, Bus bus, Routes routes, Queries queries, Counters counters, Clock clock) {
        this.store = store;
        this.counters = counters;
        commands = new AgentCommands(bus);
        checkpoints = new Checkpoints(store, commands, clock);
        messages = new AgentMessages(store, routes, commands, checkpoints, queries);
        executor = new StripedExecutor("cloud-gateway", THREADS, CAPACITY + RESERVED);
        this.bus = bus;
        executor.offer("", 0, this::begin);
    }

    /** On a thread of ours, since it asks the store. Nothing is heard before the old states are gone. */
    private void begin() {
        startOver();
        synchronized (this) {
            if (closed) {
                return;
            }
            subscription = bus.subscribe(Topics.ALL_OUTBOXES, this::received);
        }
        askEverybody();
    }

    /** Nobody is known to be connected until we hear of it. */
    private void startOver() {
        try {
            store.disconnectAll();
        } catch (StoreException e) {
            LOG.warn("The last states of the nodes stay until their agents come back", e);
        }
    }

    /** The broker may have kept its connections while we were away: agents that are there announce their nodes. */
    private void askEverybody() {
        try {
            Set<String> claims =
                    store.nodes().stream().map(Store.NodeRow::claimId).collect(Collectors.toSet());
            claims.stream().filter(claimId -> !claimId.isEmpty()).forEach(messages::askForNodes);
        } catch (StoreException e) {
            LOG.debug("Nobody was asked; agents announce themselves when they connect", e);
        }
    }

    private void received(String topic, byte[] payload) {
        Topics.FromAgent from = Topics.fromAgent(topic).orElse(null);
        if (from == null) {
            counters.count(Fate.MALFORMED);
            return;
        }
        boolean room = from.about().equals(Topics.CONNECTION)
                || fits(executor.waiting(from.claimId()), executor.bytes(from.claimId()), payload.length);
        if (!room || !executor.offer(from.claimId(), payload.length, () -> handle(from, payload))) {
            startOver(from, "more messages come than can be handled", null);
        }
    }

    /** Whether a message of a size may wait behind so many others, which hold so many bytes. */
    static boolean fits(int waiting, long bytes, int size) {
        return waiting < CAPACITY && (bytes == 0 || bytes + size <= BYTES);
    }

    private void handle(Topics.FromAgent from, byte[] payload) {
        try {
            counters.count(messages.handle(from.claimId(), from.about(), payload));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            counters.count(Fate.MALFORMED);
            logOnce(from, "is malformed", e);
        } catch (RefusedException | LimitReachedException e) {
            counters.count(Fate.REFUSED);
            logOnce(from, "is refused", e);
        } catch (StoreException e) {
            startOver(from, "the store failed", e);
        } catch (RuntimeException e) {
            LOG.error("A message of {} about {} met a defect", from.claimId(), from.about(), e);
            counters.count(Fate.DROPPED);
        }
    }

    private void startOver(Topics.FromAgent from, String why, Exception cause) {
        counters.count(Fate.DROPPED);
        if (firstTime(from.claimId() + why)) {
            LOG.warn("The agent {} is disconnected, to start over later: {}", from.claimId(), why, cause);
        }
        commands.disconnect(from.claimId());
    }

    private void logOnce(Topics.FromAgent from, String what, Exception cause) {
        if (firstTime(from.claimId() + from.about() + what)) {
            LOG.warn(
                    "A message of the agent {} about {} {}: {} (later ones are only counted)",
                    from.claimId(),
                    from.about(),
                    what,
                    cause.getMessage());
        }
    }

    private boolean firstTime(String fault) {
        synchronized (logged) {
            return logged.put(fault, true) == null;
        }
    }

    /** Stops listening; what is being handled is finished. */
    @Deactivate
    public void deactivate() {
        AutoCloseable open;
        synchronized (this) {
            closed = true;
            open = subscription;
        }
        try {
            if (open != null) {
                open.close();
            }
        } catch (Exception e) { // declared by AutoCloseable; the broker may be gone already
            LOG.debug("The subscription did not end in order", e);
        }
        executor.close();
        checkpoints.close();
    }
}

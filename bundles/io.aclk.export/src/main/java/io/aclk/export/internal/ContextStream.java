package io.aclk.export.internal;

import io.aclk.host.api.ContextCatalog.Context;
import io.aclk.schemas.ContextUpdated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The contexts of one node: what they are now, what the cloud was told last, and what is due to be told ({@code
 * protocol/streams.md} section 1). Pure logic over the time that it is given; used on the export thread only.
 */
final class ContextStream {

    /** Most elements of one message. */
    static final int MAX_ELEMENTS = 5000;
    /** Delay when collection started, or a context is not used any more. */
    static final Duration SOON = Duration.ofSeconds(5);
    /** Delay of the other reasons. */
    static final Duration LATER = Duration.ofSeconds(65);
    /** While nothing can be sent, entries older than this are dropped. */
    static final Duration MAX_WAIT = Duration.ofMinutes(15);
    /** While nothing can be sent, the queue has at most so many entries. */
    static final int MAX_QUEUED = 10_000;

    /** One context. */
    private static final class State {
        /** Values now; {@code null} when the context is gone. */
        ContextCopy current;
        /** Values last sent; {@code null} when never sent. */
        HubCopy hub;

        long version;
        /** When its last reason came; {@code null} when it is not queued. */
        Instant queued;

        Duration delay;

        boolean due(Instant now) {
            return queued != null && !queued.plus(delay).isAfter(now);
        }

        boolean differs() {
            return !Objects.equals(current, hub == null ? null : hub.copy());
        }
    }

    private final Map<String, State> states = new LinkedHashMap<>();

    /** @param hub what the cloud was told before the restart, which is also all that is known of the present */
    ContextStream(Map<String, HubCopy> hub) {
        hub.forEach((id, copy) -> {
            State state = new State();
            state.current = copy.copy();
            state.hub = copy;
            state.version = copy.version();
            states.put(id, state);
        });
    }

    /** Takes the contexts as they are now, and queues those that changed since the last call. */
    void scan(List<Context> contexts, Instant now) {
        Set<String> gone = new HashSet<>(states.keySet());
        for (Context context : contexts) {
            gone.remove(context.id());
            changed(states.computeIfAbsent(context.id(), id -> new State()), ContextCopy.of(context), now);
        }
        for (String id : gone) {
            changed(states.get(id), null, now);
        }
        states.values().removeIf(state -> state.current == null && state.hub == null);
    }

    private static void changed(State state, ContextCopy copy, Instant now) {
        if (Objects.equals(state.current, copy)) {
            return;
        }
        boolean started = copy != null && copy.collected() && (state.current == null || !state.current.collected());
        state.current = copy;
        if (!state.differs()) {
            unqueue(state);
            return;
        }
        raise(state, now);
        queue(state, started ? SOON : LATER, now);
    }

    private static void raise(State state, Instant now) {
        long sent = state.hub == null ? 0 : state.hub.version();
        state.version = Math.max(now.getEpochSecond(), Math.max(state.version, sent)) + 1;
    }

    /** Another reason restarts the delay; the smallest of all reasons counts. */
    private static void queue(State state, Duration delay, Instant now) {
        state.delay = state.queued == null || delay.compareTo(state.delay) < 0 ? delay : state.delay;
        state.queued = now;
    }

    private static void unqueue(State state) {
        state.queued = null;
        state.version = state.hub == null ? 0 : state.hub.version();
    }

    /** Queues what differs and is not queued, because it was dropped: the cloud follows again. */
    void requeue(Instant now) {
        for (State state : states.values()) {
            if (state.queued == null && state.differs()) {
                queue(state, LATER, now);
            }
        }
    }

    /** Drops what waited too long or is too much, while nothing can be sent (section 1.8). */
    void prune(Instant now) {
        List<State> queued = new ArrayList<>();
        for (State state : states.values()) {
            if (state.queued != null && state.queued.plus(MAX_WAIT).isBefore(now)) {
                state.queued = null;
            } else if (state.queued != null) {
                queued.add(state);
            }
        }
        if (queued.size() > MAX_QUEUED) {
            queued.sort(Comparator.comparing(state -> state.queued));
            queued.subList(MAX_QUEUED, queued.size()).forEach(state -> state.queued = null);
        }
    }

    /** Something waits to be sent. */
    boolean waiting() {
        return states.values().stream().anyMatch(state -> state.queued != null);
    }

    /** The version hash (section 1.3): of what was sent last of all contexts that still exist. */
    long hash() {
        long hash = 0;
        for (State state : states.values()) {
            if (state.current != null && state.hub != null) {
                hash += state.hub.hash();
            }
        }
        return hash;
    }

    /** Everything, as the elements of a snapshot; all of it counts as sent. */
    List<ContextUpdated> snapshot(Instant now) {
        states.values().removeIf(state -> state.current == null);
        List<ContextUpdated> elements = new ArrayList<>(states.size());
        for (State state : states.values()) {
            elements.add(send(state, now));
        }
        return elements;
    }

    /** What is due, as the elements of an update; all of it counts as sent. */
    List<ContextUpdated> update(Instant now) {
        List<ContextUpdated> elements = new ArrayList<>();
        for (State state : List.copyOf(states.values())) {
            if (elements.size() == MAX_ELEMENTS) {
                break;
            }
            if (!state.due(now)) {
                continue;
            }
            if (!state.differs()) {
                unqueue(state);
            } else if (state.current == null) {
                raise(state, now);
                elements.add(ContextMessages.deleted(state.hub.copy(), state.version));
                states.remove(state.hub.copy().id());
            } else {
                elements.add(send(state, now));
            }
        }
        return elements;
    }

    private static ContextUpdated send(State state, Instant now) {
        raise(state, now);
        state.hub = new HubCopy(state.current, state.version);
        state.queued = null;
        return ContextMessages.element(state.current, state.version);
    }

    /** What must survive a restart. */
    Collection<HubCopy> hubCopies() {
        return states.values().stream()
                .filter(state -> state.hub != null)
                .map(state -> state.hub)
                .toList();
    }
}

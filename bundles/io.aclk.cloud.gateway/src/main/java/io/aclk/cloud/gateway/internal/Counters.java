package io.aclk.cloud.gateway.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.service.component.annotations.Component;

/** What became of the messages of agents since the start. Thread-safe. */
@Component(service = Counters.class)
public final class Counters {

    /** Fates of a message. */
    enum Fate {
        /** Understood and done. */
        HANDLED,
        /** Of a kind that is not used yet: alerts. */
        IGNORED,
        /** Cannot be parsed, or contradicts itself. */
        MALFORMED,
        /** Not this agent's to say. */
        REFUSED,
        /** Came faster than it could be handled, or the store failed; its agent is told to start over. */
        DROPPED
    }

    private final Map<Fate, LongAdder> adders = new LinkedHashMap<>();

    /** All at zero. */
    public Counters() {
        for (Fate fate : Fate.values()) {
            adders.put(fate, new LongAdder());
        }
    }

    void count(Fate fate) {
        adders.get(fate).increment();
    }

    long of(Fate fate) {
        return adders.get(fate).sum();
    }
}

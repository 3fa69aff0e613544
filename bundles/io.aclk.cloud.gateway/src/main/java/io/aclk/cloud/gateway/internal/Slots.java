package io.aclk.cloud.gateway.internal;

import java.util.HashMap;
import java.util.Map;

/** Counts what waits, for each agent and in all, within limits. Thread-safe. */
final class Slots {

    private final int perAgent;
    private final int inAll;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    Slots(int perAgent, int inAll) {
        this.perAgent = perAgent;
        this.inAll = inAll;
    }

    /** Takes one; false if there is none left. */
    synchronized boolean take(String claimId) {
        int count = taken.getOrDefault(claimId, 0);
        if (count >= perAgent || all >= inAll) {
            return false;
        }
        taken.put(claimId, count + 1);
        all++;
        return true;
    }

    /** Gives one back. */
    synchronized void give(String claimId) {
        taken.computeIfPresent(claimId, (id, count) -> count == 1 ? null : count - 1);
        all--;
    }
}

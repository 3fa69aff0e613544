package io.aclk.cloud.store.internal;

import java.util.function.IntSupplier;

/**
 * How much one agent may store: what it says is never trusted, and a defect or a hostile one must not fill the disk.
 *
 * @param nodesPerAgent machines that one agent may register, its own among them
 * @param contextsPerNode contexts of a node
 */
record StoreLimits(int nodesPerAgent, int contextsPerNode) {

    /** Those of an owner who sets none; for tests, too. */
    static final StoreLimits DEFAULT =
            new StoreLimits(StoreConfig.DEFAULT_NODES_PER_AGENT, StoreConfig.DEFAULT_CONTEXTS_PER_NODE);

    /** @throws IllegalArgumentException with a line for the owner that names the setting and the file */
    static StoreLimits of(StoreConfig config) {
        return new StoreLimits(
                positive("nodes.per.agent", config::nodes_per_agent),
                positive("contexts.per.node", config::contexts_per_node));
    }

    private static int positive(String key, IntSupplier value) {
        int number;
        try {
            number = value.getAsInt();
        } catch (RuntimeException e) { // what Declarative Services throws for a text that is no number
            number = 0;
        }
        if (number < 1) {
            throw new IllegalArgumentException(key + " in conf/" + StoreConfig.PID + ".cfg must be a number above 0");
        }
        return number;
    }
}

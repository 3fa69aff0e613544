package io.aclk.itests.bench;

import java.time.Duration;

/**
 * How thorough a run is.
 *
 * @param starts cold starts of the demo
 * @param warmUp load before anything is measured, for the JIT compiler
 * @param rounds turns of each contestant
 * @param turn length of a turn
 * @param idle time until memory is measured
 * @param updates updates of each bundle that the connection needs; of the others a fifth
 */
record Scale(int starts, Duration warmUp, int rounds, Duration turn, Duration idle, int updates) {

    /** What the documented figures come from. */
    static final Scale FULL =
            new Scale(5, Duration.ofSeconds(30), 6, Duration.ofSeconds(2), Duration.ofSeconds(60), 50);

    /** Whether it works, and the order of magnitude. */
    static final Scale SHORT = new Scale(2, Duration.ofSeconds(6), 3, Duration.ofSeconds(1), Duration.ofSeconds(15), 5);

    @Override
    public String toString() {
        return this == SHORT ? "short run: orders of magnitude only" : "full run";
    }
}

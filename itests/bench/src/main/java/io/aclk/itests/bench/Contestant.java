package io.aclk.itests.bench;

import java.time.Duration;

/** A way to ask the agent, under closed-loop load: each of the askers sends again when it was answered. */
interface Contestant {

    /** Asks for some time and returns the latencies. */
    Samples load(String target, int concurrency, Duration time) throws Exception;
}

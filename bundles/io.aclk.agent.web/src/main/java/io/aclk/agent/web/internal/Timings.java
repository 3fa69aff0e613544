package io.aclk.agent.web.internal;

import java.io.IOException;

/** How long the phases of an answer took. Used by one thread. */
final class Timings {

    private final long start = System.nanoTime();
    private long prepared = start;
    private long queried = start;

    void prepared() {
        prepared = System.nanoTime();
        queried = prepared;
    }

    void queried() {
        queried = System.nanoTime();
    }

    /** The member {@code timings} of an agent, written last because it says how long the writing took. */
    void writeAgent(Json json) throws IOException {
        long now = System.nanoTime();
        json.object("timings")
                .member("prep_ms", millis(prepared - start))
                .member("query_ms", millis(queried - prepared))
                .member("output_ms", millis(now - queried))
                .member("total_ms", millis(now - start))
                .member("cloud_ms", millis(now - start))
                .endObject();
    }

    /** The member {@code timings} of a whole answer. */
    void write(Json json) throws IOException {
        json.object("timings")
                .member("routing_ms", 0)
                .member("node_max_ms", 0)
                .member("total_ms", millis(System.nanoTime() - start))
                .endObject();
    }

    private static double millis(long nanos) {
        return nanos / 1000 / 1000.0;
    }
}

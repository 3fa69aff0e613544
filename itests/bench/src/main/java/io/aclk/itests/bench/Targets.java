package io.aclk.itests.bench;

import java.io.IOException;
import java.time.Duration;

/** What is asked for. The windows end in the past and do not move, so that an answer has the same size each time. */
final class Targets {

    static final String INFO = "/api/v1/info";

    private static final Duration COLLECTED = Duration.ofSeconds(30);
    private static final int MOST_POINTS = 4000;
    private static final String SMALL = "contexts=system.cpu&group_by=dimension";
    private static final String LARGE = "contexts=*&group_by=context,dimension,instance";

    private Targets() {}

    /** A {@code /api/v3/data} answer of about 10 KB: the CPU of the machine per second. */
    static String small(HttpClient client) throws Exception {
        return atLeast(client, SMALL, 10_000);
    }

    /** A {@code /api/v3/data} answer of about 600 KB: everything per second, most of it from before the agent started. */
    static String large(HttpClient client) throws Exception {
        return atLeast(client, LARGE, 600_000);
    }

    /** The shortest window with an answer of that size. */
    private static String atLeast(HttpClient client, String query, int bytes) throws Exception {
        return Limit.await("an answer of " + bytes + " bytes to " + query, COLLECTED, () -> {
            long now = System.currentTimeMillis() / 1000 - 2;
            int few = 1;
            int enough = MOST_POINTS;
            if (size(client, query, now, enough) < bytes) {
                return null;
            }
            while (enough - few > 1) {
                int middle = (few + enough) / 2;
                if (size(client, query, now, middle) < bytes) {
                    few = middle;
                } else {
                    enough = middle;
                }
            }
            System.out.printf("%d points, %d bytes: %s%n", enough, size(client, query, now, enough), query);
            return target(query, now, enough);
        });
    }

    private static int size(HttpClient client, String query, long before, int points) throws IOException {
        return client.exchange(client.request("GET", target(query, before, points), ""));
    }

    private static String target(String query, long before, int points) {
        return "/api/v3/data?" + query + "&after=" + (before - points) + "&before=" + before + "&points=" + points
                + "&options=minify";
    }
}

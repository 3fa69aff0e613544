package io.aclk.itests.bench;

import java.nio.file.Path;
import java.time.Duration;
import javax.net.SocketFactory;

/** The link at the peer of the benchmark, against the local API of the same agent. */
final class LinkBench {

    private static final int MANY = 16;
    private static final String[] NAMES = {"local", "link"};
    private static final double MEGA = 1e6;

    private LinkBench() {}

    /** What is done when the agent is online. */
    private interface Measurement {
        void run(Match match, HttpClient client) throws Exception;
    }

    /** Short answers: latency alone, and throughput of many at a time. */
    static void requests(Scale scale, Path dir) throws Exception {
        online(scale, dir, (match, client) -> {
            String data = Targets.small(client);
            Duration share = scale.warmUp().dividedBy(4);
            for (int concurrency : new int[] {MANY, 1}) {
                match.warmUp(Targets.INFO, concurrency, share);
                match.warmUp(data, concurrency, share);
            }
            // many first: the agent closes connections that are not used for half a minute
            match.run("/api/v1/info", Targets.INFO, MANY);
            match.run("/api/v3/data 10 KB", data, MANY);
            added(match.run("/api/v1/info", Targets.INFO, 1));
            added(match.run("/api/v3/data 10 KB", data, 1));
        });
    }

    private static void added(Samples[] samples) {
        System.out.printf(
                "    the link adds %.3f ms at p50, %.3f ms at p99%n",
                samples[1].millis(0.5) - samples[0].millis(0.5), samples[1].millis(0.99) - samples[0].millis(0.99));
    }

    /** A long answer, one at a time. */
    static void large(Scale scale, Path dir) throws Exception {
        online(scale, dir, (match, client) -> {
            String data = Targets.large(client);
            int size = client.exchange(client.request("GET", data, ""));
            match.warmUp(data, 1, scale.warmUp());
            Samples[] samples = match.run("/api/v3/data 600 KB", data, 1);
            for (int i = 0; i < NAMES.length; i++) {
                System.out.printf("    %s: %.0f MB/s%n", NAMES[i], samples[i].perSecond() * size / MEGA);
            }
        });
    }

    private static void online(Scale scale, Path dir, Measurement measurement) throws Exception {
        try (Peer peer = new Peer(dir);
                Instance agent = Instance.agent(dir, null)) {
            int port = agent.port("agent.port");
            agent.claim(peer.url(), peer.certificate(), "token", "room");
            try (HttpClient client = new HttpClient(SocketFactory.getDefault(), port, "");
                    HttpContestant local = new HttpContestant(SocketFactory.getDefault(), port, "", "", MANY)) {
                measurement.run(new Match(agent, scale, NAMES, local, peer.connected()), client);
            }
        }
    }
}

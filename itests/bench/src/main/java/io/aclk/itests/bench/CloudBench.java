package io.aclk.itests.bench;

import java.nio.file.Path;
import java.time.Duration;
import javax.net.SocketFactory;

/** The same load through our own cloud side: REST API of the console, gateway, broker, link, and back. */
final class CloudBench {

    private static final int MANY = 16;

    private CloudBench() {}

    static void run(Scale scale, Path dir) throws Exception {
        try (Instance agent = Instance.agent(dir.resolve("agent"), null);
                Cloud cloud = new Cloud(Instance.cloud(dir.resolve("cloud")))) {
            int port = agent.port("agent.port");
            cloud.claim(agent, cloud.token());
            try (HttpClient console = cloud.client();
                    HttpClient client = new HttpClient(SocketFactory.getDefault(), port, "");
                    HttpContestant local = new HttpContestant(SocketFactory.getDefault(), port, "", "", MANY);
                    HttpContestant remote =
                            new HttpContestant(cloud.tls(), cloud.port(), cloud.headers(), cloud.node(console), MANY)) {
                String data = Targets.small(client);
                Match match = new Match(agent, scale, new String[] {"local", "cloud"}, local, remote);
                Duration share = scale.warmUp().dividedBy(2);
                match.warmUp(Targets.INFO, MANY, share);
                match.warmUp(data, MANY, share);
                for (int concurrency : new int[] {MANY, 1}) {
                    match.run("/api/v1/info", Targets.INFO, concurrency);
                    match.run("/api/v3/data 10 KB", data, concurrency);
                }
            }
        }
    }
}

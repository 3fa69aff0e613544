package io.aclk.itests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cold starts. */
final class DemoBench {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Pattern ONLINE = Pattern.compile("Online: +([0-9.]+) s");
    private static final String CHART = "/api/v1/data?chart=system.cpu&after=-2&points=1";

    private DemoBench() {}

    static void run(Scale scale, Path dir) throws Exception {
        Samples online = new Samples();
        Samples value = new Samples();
        for (int i = 0; i < scale.starts(); i++) {
            online.add(startToOnline(dir.resolve("demo-" + i + ".out")));
            value.add(claimToValue(dir.resolve(Integer.toString(i))));
        }
        print("bin/demo, start to online", online);
        print("claim to first chart value", value);
    }

    private static void print(String what, Samples samples) {
        System.out.printf(
                "%-28s p50 %.2f s, max %.2f s (%d runs)%n",
                what, samples.millis(0.5) / 1000, samples.millis(1) / 1000, samples.count());
    }

    /** What the demo itself says. */
    private static long startToOnline(Path output) throws IOException, InterruptedException {
        Process demo = Instance.launch(output, "demo", "--check");
        if (!demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || demo.exitValue() != 0) {
            demo.destroy();
            throw new IllegalStateException("the demo failed: " + Files.readString(output));
        }
        Matcher seconds = ONLINE.matcher(Files.readString(output));
        if (!seconds.find()) {
            throw new IllegalStateException("the demo does not say when: " + Files.readString(output));
        }
        return (long) (Double.parseDouble(seconds.group(1)) * 1e9);
    }

    /** From the start of the claim command to a value of this machine in the console. */
    private static long claimToValue(Path dir) throws Exception {
        try (Instance agent = Instance.agent(dir.resolve("agent"), null);
                Cloud cloud = new Cloud(Instance.cloud(dir.resolve("cloud")));
                HttpClient console = cloud.client()) {
            agent.port("agent.port");
            String token = cloud.token();
            long begin = System.nanoTime();
            cloud.claim(agent, token);
            String chart = cloud.node(console) + CHART;
            Limit.await("a value", LIMIT, () -> {
                try {
                    return console.get(chart).contains("\"data\":[[") ? true : null;
                } catch (IOException e) {
                    return null;
                }
            });
            return System.nanoTime() - begin;
        }
    }
}

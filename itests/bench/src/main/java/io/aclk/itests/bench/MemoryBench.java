package io.aclk.itests.bench;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What an idle agent holds, with all bundles and online at our cloud side, and what the framework alone does. */
final class MemoryBench {

    private static final double KB_PER_MB = 1000 / 1.024;

    private MemoryBench() {}

    static void run(Scale scale, Path dir) throws Exception {
        try (Instance bare = Instance.agent(dir.resolve("bare"), "# none\n");
                Instance agent = Instance.agent(dir.resolve("agent"), null);
                Cloud cloud = new Cloud(Instance.cloud(dir.resolve("cloud")))) {
            agent.port("agent.port");
            TimeUnit.SECONDS.sleep(2);
            Set<String> before = agent.threads();
            cloud.claim(agent, cloud.token());
            TimeUnit.MILLISECONDS.sleep(scale.idle().toMillis());
            double base = bare.residentKb() / KB_PER_MB;
            double all = agent.residentKb() / KB_PER_MB;
            System.out.printf(
                    "resident after %d s: bare %.1f MB, agent online with all bundles %.1f MB (ratio %.2f)%n",
                    scale.idle().toSeconds(), base, all, all / base);
            Set<String> added = new TreeSet<>(agent.threads());
            added.removeAll(before);
            System.out.printf(
                    "threads: %d before the claim; the link added %d: %s%n", before.size(), added.size(), added);
        }
    }
}
